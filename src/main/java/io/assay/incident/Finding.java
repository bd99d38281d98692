package io.assay.incident;

import io.assay.check.Memory;
import io.assay.check.Verdict;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/// What a run found out about a check.
///
/// @param memory what the kind wants to find next time
/// @param slot the slot it ran for
/// @param at when it was over
/// @param recent the values of the last runs, this one's included, oldest first, at most 20
public record Finding(
    Verdict verdict, Memory memory, Instant slot, Instant at, List<BigDecimal> recent) {
  public Finding {
    recent = List.copyOf(recent);
  }
}
