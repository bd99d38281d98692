package io.assay.run;

import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.incident.Baseline;
import io.assay.incident.Standing;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The values of earlier passing runs that checks are judged by. They are kept with a check's
/// state; what is not there yet, or not far enough back, is looked for among all results, once.
final class Baselines {
  private final Store store;

  Baselines(Store store) {
    this.store = store;
  }

  /// Returns the values of the last passing runs of these checks, newest first.
  ///
  /// @param known where each of the checks stands
  /// @param slot the slot they run for
  Map<CheckId, List<BigDecimal>> of(
      List<Check> checks, Map<CheckId, Standing> known, Instant slot) {
    Map<CheckId, List<BigDecimal>> values = new HashMap<>();
    List<Check> missing = new ArrayList<>();
    for (Check check : checks) {
      Baseline baseline = standing(known, check).state().remembered().baseline();
      if (baseline.covers(check.kind().passesRemembered())) {
        values.put(check.id(), baseline.values());
      } else {
        missing.add(check);
      }
    }
    if (!missing.isEmpty()) {
      values.putAll(lookUp(missing, slot));
    }
    return values;
  }

  /// The lock keeps another replica from adding a result that is then in neither.
  private Map<CheckId, List<BigDecimal>> lookUp(List<Check> checks, Instant slot) {
    return store
        .transactions()
        .executeWrite(transaction -> {
          Map<CheckId, Standing> standings =
              store.states().lock(checks.stream().map(Check::id).toList());
          Map<CheckId, Instant> passed = new HashMap<>();
          int most = 0;
          for (Check check : checks) {
            passed.put(check.id(), standing(standings, check).state().last().pass().orElse(slot));
            most = Math.max(most, check.kind().passesRemembered());
          }
          Map<CheckId, List<BigDecimal>> found = store.history().results().lastPasses(passed, most);
          Map<CheckId, Baseline> baselines = new HashMap<>();
          for (Check check : checks) {
            baselines.put(
                check.id(),
                new Baseline(
                    found.getOrDefault(check.id(), List.of()), check.kind().passesRemembered()));
          }
          store.states().recall(baselines);
          return found;
        });
  }

  private static Standing standing(Map<CheckId, Standing> standings, Check check) {
    return standings.getOrDefault(check.id(), Standing.fresh(check.id()));
  }
}
