package io.assay.incident;

import io.assay.check.CheckId;
import java.util.Optional;

/// Where a check stands: its state, and its open incident if there is one.
public record Standing(CheckState state, Optional<Incident> open) {
  /// Returns the standing of a check that never ran.
  public static Standing fresh(CheckId check) {
    return new Standing(CheckState.fresh(check), Optional.empty());
  }
}
