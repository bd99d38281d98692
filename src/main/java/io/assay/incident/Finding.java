package io.assay.incident;

import io.assay.check.KeptRows;
import io.assay.check.Memory;
import io.assay.check.Verdict;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a run found out about a check.
///
/// @param memory what the kind wants to find next time
/// @param slot the slot it ran for
/// @param at when it was over
/// @param recent the values of the last runs, this one's included, oldest first; only needed when
///   an incident opens, an open one has them
/// @param kept failing rows, when they were asked for
public record Finding(
    Verdict verdict,
    Memory memory,
    Instant slot,
    Instant at,
    List<BigDecimal> recent,
    Optional<KeptRows> kept) {
  /// How many values of runs an incident shows.
  public static final int RECENT = 20;

  public Finding {
    recent = List.copyOf(recent);
  }

  public Finding(
      Verdict verdict, Memory memory, Instant slot, Instant at, List<BigDecimal> recent) {
    this(verdict, memory, slot, at, recent, Optional.empty());
  }
}
