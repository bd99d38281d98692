package io.assay.scan;

import io.assay.check.Column;
import java.util.ArrayList;
import java.util.List;

/// The columns of a key under names of their own, `k0`, `k1`, …, of the rows in which none is NULL.
///
/// @param names the names
/// @param rows `FROM` the rows, `WHERE` none is NULL
record KeySql(List<String> names, String rows) {
  static KeySql of(RowSql rows, List<Column> key, String filter) throws Unanswered {
    List<String> columns = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Column column : key) {
      names.add("k" + names.size());
      columns.add(rows.column(column) + " AS " + names.getLast());
    }
    return new KeySql(
        names,
        "FROM (\n    SELECT "
            + String.join(", ", columns)
            + " FROM "
            + rows.source()
            + RowSql.where(filter)
            + "\n  ) k WHERE "
            + String.join(" AND ", names.stream().map(name -> name + " IS NOT NULL").toList()));
  }
}
