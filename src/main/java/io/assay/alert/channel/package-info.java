/// One file a channel: how Slack, PagerDuty and the others are spoken to. Nothing else speaks HTTP
/// to the outside.
@NullMarked
package io.assay.alert.channel;

import org.jspecify.annotations.NullMarked;
