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

  /// How the verdict was come by: the way to its values (none when they could not be measured), how
  /// long that took, and when it was over.
  public record Taking(Optional<Measured.How> how, Duration took, Instant at) {}
}
