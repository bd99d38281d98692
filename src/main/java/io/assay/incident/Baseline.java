package io.assay.incident;

import io.assay.check.Observation;
import io.assay.check.Verdict;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;

/// The values of a check's last passing runs, which later runs are judged by. Runs in breach are
/// left out.
///
/// @param values the newest first
/// @param of how many are kept at most; 0 while nobody has looked for them
public record Baseline(List<BigDecimal> values, int of) {
  public static final Baseline UNKNOWN = new Baseline(List.of(), 0);

  public Baseline {
    values = values.stream().limit(of).toList();
  }

  /// Returns whether the last `wanted` values are known, or all that there are.
  public boolean covers(int wanted) {
    return of >= wanted;
  }

  Baseline after(Verdict verdict) {
    return verdict instanceof Verdict.Pass(Observation seen)
        ? new Baseline(Stream.concat(seen.value().stream(), values.stream()).toList(), of)
        : this;
  }
}
