package io.assay.alert;

import java.time.Instant;

/// One step on the way of an incident to a receiver.
///
/// @param sequence of told: the last change that the receiver knew then; else the one it was to be
///   told
/// @param note why it failed or was given up; empty when it was told
public record Told(String receiver, long sequence, Result result, Instant at, String note) {

  /// What came of it.
  public enum Result {
    /// The receiver acknowledged it.
    TOLD,
    /// It failed for the first time, and was tried again.
    FAILED,
    /// It was given up.
    GIVEN_UP
  }
}
