/// What people do with the buttons of Slack's messages: taken over HTTP, where each call is
/// verified by its signature, or through Socket Mode, done once, and answered.
@NullMarked
package io.assay.web.slack;

import org.jspecify.annotations.NullMarked;
