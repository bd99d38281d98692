package io.assay.alert;

import java.time.Instant;
import java.util.UUID;

/// What a receiver was not told.
///
/// @param delivery names it for another try
/// @param summary the incident in one sentence; empty when it is no longer stored
/// @param reason a short word: `http_404`, `channel_not_found`, `timeout`
/// @param text why, in a sentence for people
public record DeadLetter(
    UUID delivery,
    UUID incident,
    String receiver,
    String summary,
    Instant died,
    String reason,
    String text) {}
