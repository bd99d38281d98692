package io.assay.scan;

import io.assay.check.Check;
import io.assay.check.Column;
import io.assay.check.KeptRows;
import io.assay.check.Measure;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Some of the rows that fail a check, in the columns of its `keep`: those that its measure counts,
/// under the same filter, and in the worst group where it is judged by groups.
///
/// @param group the key of that group; empty where there are none
record FailingSql(Check check, Measure.Failing<?> measure, List<Optional<String>> group) {
  private static final String KEY = "\"assay key\"";

  KeptRows rows(GuardedTransaction transaction) throws SQLException, Unanswered {
    String sql = sql(transaction.server());
    transaction.withinBudget(sql);
    List<List<Optional<String>>> rows = new ArrayList<>();
    for (List<@Nullable String> row : transaction.rows(sql)) {
      List<Optional<String>> values = new ArrayList<>();
      row.forEach(value -> values.add(Optional.ofNullable(value)));
      rows.add(values);
    }
    return new KeptRows(check.target().keep().stream().map(Column::written).toList(), rows);
  }

  GuardedTransaction.Path path() {
    boolean authored =
        switch (measure) {
          case Measure.Query _ -> true;
          case Measure.RowsWhere where -> authored(where);
          case Measure.Repeats repeats -> authored(repeats);
        };
    return authored ? GuardedTransaction.Path.AUTHOR : GuardedTransaction.Path.OWN;
  }

  private boolean authored(Measure.OfRows<?> counted) {
    return Scan.OfRelation.authored(check, List.of(counted))
        || check.target().keep().stream().anyMatch(Scan.OfRelation::authored)
        || by().stream().anyMatch(Scan.OfRelation::authored);
  }

  String sql(Server server) throws Unanswered {
    return switch (measure) {
      case Measure.Query(String sql) -> ofQuery(AuthorSql.query(sql));
      case Measure.RowsWhere where -> {
        RowSql rows = rows(server);
        yield "SELECT /* assay */ "
            + kept(rows)
            + "\n  FROM "
            + Quoted.name(rows.table())
            + RowSql.where(RowSql.and(looked(rows), rows.condition(where)))
            + "\n  LIMIT "
            + KeptRows.MOST;
      }
      case Measure.Repeats(List<Column> key) -> ofRepeats(rows(server), key);
    };
  }

  private RowSql rows(Server server) {
    return new RowSql(check.target().table().orElseThrow(), server);
  }

  private String ofQuery(String query) throws Unanswered {
    List<String> columns = new ArrayList<>();
    for (Column column : check.target().keep()) {
      columns.add(
          text(
              switch (column) {
                case Column.Name(String name) -> "q." + Quoted.name(name);
                case Column.Expression(String sql) -> AuthorSql.inRow(sql);
              }));
    }
    return "SELECT /* assay */ "
        + String.join(", ", columns)
        + " FROM (\n"
        + query
        + "\n) q LIMIT "
        + KeptRows.MOST;
  }

  /// All rows of some of the repeated keys, side by side.
  private String ofRepeats(RowSql rows, List<Column> key) throws Unanswered {
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < key.size(); i++) {
      columns.add(rows.column(key.get(i)) + " AS " + name(i));
    }
    String from =
        Quoted.name(rows.table())
            + " CROSS JOIN LATERAL (SELECT "
            + String.join(", ", columns)
            + ") AS "
            + KEY;
    String names = each(key, i -> KEY + "." + name(i), ", ");
    return """
    SELECT /* assay */ %s
    FROM %s
    JOIN (
      SELECT %s FROM %s%s
      GROUP BY %s HAVING count(*) > 1 LIMIT %d
    ) AS repeated ON %s%s
      ORDER BY %s LIMIT %d\
    """
        .formatted(
            kept(rows),
            from,
            names,
            from,
            RowSql.where(
                RowSql.and(
                    looked(rows), each(key, i -> KEY + "." + name(i) + " IS NOT NULL", " AND "))),
            names,
            KeptRows.MOST,
            each(key, i -> KEY + "." + name(i) + " = repeated." + name(i), " AND "),
            RowSql.where(looked(rows)),
            names,
            KeptRows.MOST);
  }

  private String looked(RowSql rows) throws Unanswered {
    String looked = rows.condition(check.target().filter(), check.target().zone());
    List<Column> by = by();
    for (int i = 0; i < Math.min(by.size(), group.size()); i++) {
      String column = rows.column(by.get(i));
      looked =
          RowSql.and(
              looked,
              group
                  .get(i)
                  .map(value -> GroupedSql.text(column) + " = " + Quoted.text(value))
                  .orElse(column + " IS NULL"));
    }
    return looked;
  }

  private List<Column> by() {
    return check.kind().measures().stream()
        .filter(Measure.Groups.class::isInstance)
        .flatMap(groups -> ((Measure.Groups) groups).by().stream())
        .toList();
  }

  private String kept(RowSql rows) throws Unanswered {
    List<String> columns = new ArrayList<>();
    for (Column column : check.target().keep()) {
      columns.add(text(rows.column(column)));
    }
    return String.join(", ", columns);
  }

  /// One character more than is kept, to know that it was cut.
  private static String text(String column) {
    return "left(" + column + "::text, " + (KeptRows.LONGEST + 1) + ")";
  }

  private interface Part {
    String of(int column);
  }

  private static String each(List<Column> key, Part part, String between) {
    return String.join(between, IntStream.range(0, key.size()).mapToObj(part::of).toList());
  }

  private static String name(int column) {
    return "\"assay key " + column + "\"";
  }
}
