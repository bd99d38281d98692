package io.assay.scan;

import io.assay.check.Column;
import io.assay.check.Measure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What is known of the columns of a relation, and so on which expressions over a row a figure of
/// them depends, as far as the author or the type of a column has a say in these.
///
/// @param facts none when there was no look at the catalog
record KnownColumns(RowSql rows, Optional<RelationFacts> facts) {
  /// What the number of rows depends on that `condition`, the measure's, is true for.
  List<String> made(Measure.RowsWhere where, String condition) throws Unanswered {
    return where instanceof Measure.Nulls
        ? seen(where.column())
        : where instanceof Measure.OutOfRange && plain(where.column())
            ? List.of()
            : List.of(condition);
  }

  /// What has to be known of a column of which only is seen whether it is NULL: a stored one is
  /// what it is.
  private List<String> seen(Column column) throws Unanswered {
    boolean stored =
        column instanceof Column.Name(String name)
            && facts.map(known -> known.columns().stored(name)).orElse(true);
    return stored ? List.of() : List.of(rows.column(column));
  }

  /// What a grouping by these columns depends on.
  List<String> equality(List<Column> columns) throws Unanswered {
    List<String> made = new ArrayList<>();
    for (Column column : columns) {
      if (!plain(column)) {
        made.add(rows.column(column) + " = " + rows.column(column));
      }
    }
    return made;
  }

  /// What depends on which times are finite.
  List<String> times(Column column) throws Unanswered {
    return plain(column) ? List.of() : List.of(rows.finite(rows.column(column)));
  }

  /// How figures of tables add up in which rows of equal keys are told: only where those always lie
  /// in the same table.
  Cell.Fold byKey(List<Column> key) {
    return facts
            .flatMap(RelationFacts::partitionKey)
            .filter(
                columns -> columns.stream().allMatch(name -> key.contains(new Column.Name(name))))
            .isPresent()
        ? Cell.Fold.SUM
        : Cell.Fold.NONE;
  }

  /// Whether it is known without asking that the values compare in the same way always.
  private boolean plain(Column column) {
    return isOf(RelationFacts.Columns::plain, column);
  }

  /// Whether all of them sort fast.
  boolean sortable(List<Column> columns) {
    return columns.stream().allMatch(column -> isOf(RelationFacts.Columns::sortable, column));
  }

  /// Whether it is one column of which there are few values.
  boolean few(List<Column> columns) {
    return columns.size() == 1 && isOf(RelationFacts.Columns::few, columns.getFirst());
  }

  private interface Sort {
    Set<String> names(RelationFacts.Columns columns);
  }

  private boolean isOf(Sort sort, Column column) {
    return column instanceof Column.Name(String name)
        && facts.map(known -> sort.names(known.columns()).contains(name)).orElse(false);
  }
}
