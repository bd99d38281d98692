package io.assay.scan;

import io.assay.check.Column;
import io.assay.check.Measure;

/// The number of distinct values as a sub-select. GROUP BY, and never count(DISTINCT), which sorts
/// on one core.
final class DistinctSql {
  /// More digests than this are not kept.
  private static final int MOST = 4000;

  /// The digests of the values of a column, of which each row has one; NULL has none. Half of an
  /// MD5 is enough to tell a few thousand values apart.
  static final String DIGESTS =
      "CASE WHEN count(%1$s) > "
          + MOST
          + " THEN '!' ELSE coalesce(string_agg(left(md5(%1$s::text), 16), ','), '') END";

  private DistinctSql() {}

  static String digests(RowSql rows, Column column, String filter) throws Unanswered {
    return "(SELECT %s FROM (\n  SELECT %s AS k FROM %s%s GROUP BY 1\n  ) d)"
        .formatted(
            DIGESTS.formatted("d.k"), rows.column(column), rows.source(), RowSql.where(filter));
  }

  static String cell(RowSql rows, Measure.Distinct measure, String filter) throws Unanswered {
    KeySql key = KeySql.of(rows, measure.columns(), filter);
    return "(SELECT count(*)::text FROM (\n  SELECT 1 %s GROUP BY %s\n  ) d)"
        .formatted(key.rows(), String.join(", ", key.names()));
  }
}
