package io.assay.scan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The SELECTs of some of the cells of a relation: over all rows, by the table they lie in, or in a
/// pass that groups them by a column with few values.
///
/// @param pass whether the aggregates pass over the rows
/// @param common the condition that all aggregates share
record CellSelects(RowSql rows, boolean pass, String common, List<Cell> cells) {
  /// Returns whether the cell looks on in a pass over the rows.
  boolean looksOn(Cell cell) {
    return cell.aggregate() || cell.split().filter(Cell.Split::groups).isPresent() && groups();
  }

  /// Whether one cell may group the rows for all others: a column with few values.
  private boolean groups() {
    return pass
        && cells.stream()
                .filter(each -> each.split().filter(Cell.Split::groups).isPresent())
                .count()
            == 1
        && cells.stream().filter(Cell::aggregate).allMatch(each -> each.split().isPresent());
  }

  /// Returns a SELECT of some of the cells over all rows; its columns are `number`, 0, and the
  /// cells' array.
  String select(int number, List<Integer> some) {
    boolean aggregates = some.stream().anyMatch(at -> cells.get(at).aggregate());
    if (aggregates && grouping(some).isPresent()) {
      return grouped(number, some, false);
    }
    return select(number, "'0'", some)
        + (aggregates ? "\n  FROM " + rows.source() + RowSql.where(common) : "");
  }

  /// Returns a SELECT of some of the aggregates with one row for each table that has rows; its
  /// columns are `number`, the oid of the table, and the cells' array.
  String selectByTable(int number, List<Integer> some) {
    if (grouping(some).isPresent()) {
      return grouped(number, some, true);
    }
    return select(number, table() + "::text", some)
        + "\n  FROM "
        + rows.source()
        + RowSql.where(common)
        + "\n  GROUP BY "
        + table();
  }

  private String table() {
    return Quoted.name(rows.table().name()) + ".tableoid";
  }

  private Optional<Cell.Split> grouping(List<Integer> some) {
    return groups()
        ? some.stream()
            .flatMap(at -> cells.get(at).split().stream())
            .filter(Cell.Split::groups)
            .findFirst()
        : Optional.empty();
  }

  /// One pass that groups by a column, and by table where asked, and then sums the groups up.
  private String grouped(int number, List<Integer> some, boolean byTable) {
    String key = grouping(some).orElseThrow().inner();
    List<String> inner = new ArrayList<>();
    List<String> outer = new ArrayList<>();
    for (int at : some) {
      Cell cell = cells.get(at);
      boolean looksOn = looksOn(cell);
      if (looksOn) {
        inner.add(cell.split().orElseThrow().inner() + " AS a" + at);
      }
      outer.add(looksOn ? cell.split().orElseThrow().outer().formatted("g.a" + at) : cell.sql());
    }
    return "SELECT /* assay */ "
        + number
        + ", "
        + (byTable ? "g.leaf::text" : "'0'")
        + ", ARRAY[\n  "
        + String.join(",\n  ", outer)
        + "]\n  FROM (SELECT "
        + (byTable ? table() + " AS leaf, " : "")
        + String.join(",\n    ", inner)
        + "\n    FROM "
        + rows.source()
        + RowSql.where(common)
        + "\n    GROUP BY "
        + (byTable ? table() + ", " : "")
        + key
        + ") g"
        + (byTable ? "\n  GROUP BY g.leaf" : "");
  }

  private String select(int number, String table, List<Integer> some) {
    return "SELECT /* assay */ "
        + number
        + ", "
        + table
        + ", ARRAY[\n  "
        + String.join(",\n  ", some.stream().map(at -> cells.get(at).sql()).toList())
        + "]";
  }
}
