package io.assay.scan;

import io.assay.check.Check;
import io.assay.check.Guard;
import io.assay.check.Measure;
import io.assay.check.TableName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Many checks to few scans. Pure. A check whose answer is proven, or holds since its last run, was
/// taken out before.
final class Planner {
  /// A statement that fails is asked again in parts, so it must not hold too many.
  static final int RELATIONS_A_STATEMENT = 50;

  private record Other(Measure<?> measure, Guard guard) {}

  private Planner() {}

  /// Returns scans that together ask every measure of every check once. `small` are the relations
  /// that may share a statement with others.
  static List<Scan> plan(List<Check> checks, Set<TableName> small) {
    Map<Scan.Rows, List<Check>> rows = new LinkedHashMap<>();
    Map<Other, List<Check>> others = new LinkedHashMap<>();
    for (Check check : checks) {
      Guard guard = check.target().guard();
      check
          .target()
          .table()
          .filter(table -> !Scan.measures(check).isEmpty())
          .ifPresent(table ->
              rows.computeIfAbsent(new Scan.Rows(table, guard), key -> new ArrayList<>())
                  .add(check));
      for (Measure<?> measure : Set.copyOf(check.kind().measures())) {
        if (!(measure instanceof Measure.OfRows<?>)) {
          others.computeIfAbsent(new Other(measure, guard), key -> new ArrayList<>()).add(check);
        }
      }
    }
    List<Scan> scans = new ArrayList<>();
    Map<Guard, List<Scan.OfRelation>> sharing = new LinkedHashMap<>();
    rows.forEach((of, asking) -> {
      Scan.OfRelation scan = new Scan.OfRelation(of.table(), of.guard(), asking);
      if (small.contains(of.table())) {
        sharing.computeIfAbsent(of.guard(), key -> new ArrayList<>()).add(scan);
      } else {
        scans.add(scan);
      }
    });
    sharing.forEach((guard, relations) -> {
      for (int from = 0; from < relations.size(); from += RELATIONS_A_STATEMENT) {
        List<Scan.OfRelation> some =
            relations.subList(from, Math.min(relations.size(), from + RELATIONS_A_STATEMENT));
        scans.add(Scan.OfRelations.of(guard, some));
      }
    });
    others.forEach((of, asking) -> scans.add(new Scan.Alone(of.measure(), of.guard(), asking)));
    return scans;
  }
}
