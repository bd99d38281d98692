package io.assay.history;

import io.assay.check.CheckId;
import io.assay.check.Measured;
import io.assay.check.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What one check came to in one slot.
///
/// @param group the group of a check that is judged by groups; empty otherwise
/// @param slot when the check was due
public record Result(CheckId check, String group, Instant slot, Verdict verdict, Taking taking) {

  /// How the verdict was come by.
  ///
  /// @param how the way to its values; none when they could not be measured
  /// @param took how long that took
  /// @param at when it was over
  /// @param because why the values hold without all having been read, or why all had to be read
  public record Taking(
      Optional<Measured.How> how, Duration took, Instant at, Optional<String> because) {}
}
