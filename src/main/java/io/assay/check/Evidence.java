package io.assay.check;

import java.math.BigDecimal;
import java.util.List;

/// All that a kind may judge by: what was measured, the values of the last passing runs (newest
/// first, at most as many as the kind asked for), and what the kind remembered at its last run.
public record Evidence(Measured measured, List<BigDecimal> passes, Memory memory) {
  public Evidence {
    passes = List.copyOf(passes);
  }

  /// Returns evidence without a past.
  public static Evidence of(Measured measured) {
    return new Evidence(measured, List.of(), Memory.NONE);
  }
}
