package io.assay.scan;

import io.assay.check.Column;
import java.util.List;

/// The number of rows that repeat a key as a sub-select.
///
/// GROUP BY, and not count(DISTINCT), which sorts on one core; but for one column that sorts fast,
/// because hardly any value is there twice, and hashing them all is slower than sorting.
final class RepeatsSql {
  private RepeatsSql() {}

  static String cell(RowSql rows, List<Column> key, String filter, boolean sortable)
      throws Unanswered {
    if (key.size() == 1 && sortable) {
      return "(SELECT (count(%1$s) - count(DISTINCT %1$s))::text FROM %2$s%3$s)"
          .formatted(rows.column(key.getFirst()), rows.source(), RowSql.where(filter));
    }
    KeySql grouped = KeySql.of(rows, key, filter);
    return """
    (SELECT coalesce(sum(n - 1), 0)::text FROM (
        SELECT count(*) AS n %s GROUP BY %s HAVING count(*) > 1
      ) r)\
    """
        .formatted(grouped.rows(), String.join(", ", grouped.names()));
  }
}
