package io.assay.run;

import java.time.Instant;

/// Slots, one after the other, in which a group was due and did not run.
///
/// @param slots how many; of a cron expression at least as many
public record Gap(Instant first, Instant last, long slots) {
  /// Why nothing ran.
  public enum Reason {
    /// No replica was there to run it, or the state database was away.
    NOBODY_RAN,
    /// The run before took longer than its interval.
    OVERRAN
  }
}
