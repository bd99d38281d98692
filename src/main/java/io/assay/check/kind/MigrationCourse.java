package io.assay.check.kind;

import io.assay.check.MigrationHistory;
import io.assay.check.MigrationHistory.Migration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/// Where a history of migrations has led to.
///
/// @param applied the versions that are applied, in their order
/// @param failed the migrations whose last try failed, by version or name
/// @param late the migrations that were applied after a newer one, each with that newer version
record MigrationCourse(
    TreeMap<String, Migration> applied, Map<String, Migration> failed, Map<String, String> late) {

  /// Follows a history from its first record to its last.
  static MigrationCourse of(MigrationHistory history) {
    TreeMap<String, Migration> applied = new TreeMap<>(MigrationVersions.ORDER);
    Map<String, Migration> failed = new LinkedHashMap<>();
    Map<String, String> late = new LinkedHashMap<>();
    for (Migration each : history.migrations()) {
      String key = each.version().orElse(each.name());
      switch (each.step()) {
        case FAILED -> failed.put(key, each);
        case REMOVED -> {
          failed.remove(key);
          late.remove(key);
          applied.remove(key);
        }
        case APPLIED -> {
          failed.remove(key);
          if (each.version().isPresent()) {
            if (history.ordered() && !applied.isEmpty() && isBefore(key, applied.lastKey())) {
              late.put(key, applied.lastKey());
            }
            applied.put(key, each);
          }
        }
      }
    }
    return new MigrationCourse(applied, failed, late);
  }

  static boolean isBefore(String one, String other) {
    return MigrationVersions.ORDER.compare(one, other) < 0;
  }
}
