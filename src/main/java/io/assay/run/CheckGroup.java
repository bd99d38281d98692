package io.assay.run;

import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Schedule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The checks that are due together and measured together: those of one relation with the same
/// schedule. A check without a relation is a group of its own, so that a slow query keeps nothing
/// else waiting.
///
/// @param key the same on every replica and after every restart; it names the schedule, so that a
///   check with a new schedule is in a new group
public record CheckGroup(String key, String database, Schedule schedule, List<Check> checks) {
  public CheckGroup {
    checks = List.copyOf(checks);
    if (checks.isEmpty()) {
      throw new IllegalArgumentException("a group has at least one check");
    }
  }

  /// Returns the groups of these checks, by their keys.
  public static Map<String, CheckGroup> of(List<Check> checks) {
    Map<String, List<Check>> byKey = new LinkedHashMap<>();
    for (Check check : checks) {
      byKey.computeIfAbsent(key(check), key -> new ArrayList<>()).add(check);
    }
    Map<String, CheckGroup> groups = new LinkedHashMap<>();
    byKey.forEach((key, members) -> {
      Check first = members.getFirst();
      groups.put(
          key, new CheckGroup(key, first.target().database(), first.terms().schedule(), members));
    });
    return groups;
  }

  /// Returns the ids of its checks.
  public List<CheckId> ids() {
    return checks.stream().map(Check::id).toList();
  }

  private static String key(Check check) {
    String what =
        check
            .target()
            .table()
            .map(table -> "table/" + table)
            .orElseGet(() -> "check/" + check.id());
    return check.target().database() + "/" + what + " @ " + check.terms().schedule().written();
  }
}
