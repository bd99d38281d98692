package io.assay.alert;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The part of a due row of `assay.delivery` that a receiver of messages is served with.
///
/// @param message the message it is in, unless that is closed
/// @param told the number of the last change that was said in the message or in its thread
/// @param shown the number of the change that the message shows
/// @param failures how often telling failed since the last acknowledgement
/// @param held why the receiver was not told when it was last looked at; a word of [Quiet.Reason]
record DueRow(
    UUID id,
    UUID incident,
    @Nullable UUID message,
    long told,
    long shown,
    Instant wantedAt,
    int failures,
    @Nullable Instant firstFailedAt,
    @Nullable String held) {

  Quiet.Heard heard() {
    return told > 0 ? Quiet.Heard.SOMETHING : Quiet.Heard.of(message != null, held);
  }
}
