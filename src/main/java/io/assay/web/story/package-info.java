/// The story of an incident: what happened to it and around it, put together from all rooms, as a
/// page, JSON, text, or the Markdown that a post-mortem begins with.
@NullMarked
package io.assay.web.story;

import org.jspecify.annotations.NullMarked;
