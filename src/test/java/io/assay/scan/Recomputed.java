package io.assay.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Kept;
import io.assay.check.Measured;
import io.assay.check.Measurement;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Checks that are measured again and again, each time beside a plain recomputation.
final class Recomputed {
  private final Asked asked;
  private final Map<Measured.How, Integer> ways = new EnumMap<>(Measured.How.class);
  private Kept kept;

  Recomputed(Asked asked) {
    this(asked, Kept.NOTHING);
  }

  /// `kept` is what was kept of them before.
  Recomputed(Asked asked, Kept kept) {
    this.asked = asked;
    this.kept = kept;
  }

  /// Measures the checks, and returns what they come to.
  Map<CheckId, Measurement> measure(List<Check> checks) {
    Taken taken = asked.runner.measure(asked.database, checks, kept);
    kept = taken.kept();
    return taken.measurements();
  }

  /// Measures the checks, which must come to what is found when nothing is kept of any of them.
  void assertSame(String after, List<Check> checks) {
    Map<CheckId, Measurement> again = measure(checks);
    Map<CheckId, Measurement> plain = asked.runner.measure(asked.database, checks);
    assertThat(values(again)).as(after).isEqualTo(values(plain));
    again.values().stream()
        .filter(Measured.class::isInstance)
        .forEach(each -> ways.merge(((Measured) each).cost().how(), 1, Integer::sum));
  }

  /// Returns how the answers were come to.
  Map<Measured.How, Integer> ways() {
    return ways;
  }

  private static Map<String, Object> values(Map<CheckId, Measurement> measurements) {
    Map<String, Object> values = new TreeMap<>();
    measurements.forEach((id, measurement) ->
        values.put(
            id.value(),
            measurement instanceof Measured measured ? measured.values() : measurement));
    return values;
  }
}
