package io.assay.scan;

import io.assay.check.Measure;

/// The number of distinct values as a sub-select. GROUP BY, and never count(DISTINCT), which sorts
/// on one core.
final class DistinctSql {
  private DistinctSql() {}

  static String cell(RowSql rows, Measure.Distinct measure, String filter) throws Unanswered {
    KeySql key = KeySql.of(rows, measure.columns(), filter);
    return "(SELECT count(*)::text FROM (\n  SELECT 1 %s GROUP BY %s\n  ) d)"
        .formatted(key.rows(), String.join(", ", key.names()));
  }
}
