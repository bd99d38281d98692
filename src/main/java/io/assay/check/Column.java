package io.assay.check;

import java.util.List;
import java.util.stream.Collectors;

/// What a check looks at in a row: a column by its name, or an SQL expression that the author wrote
/// in parentheses.
public sealed interface Column {

  /// Returns the column as its author wrote it; an expression with its parentheses.
  String written();

  /// Returns columns as written, joined by commas.
  static String joined(List<Column> columns) {
    return columns.stream().map(Column::written).collect(Collectors.joining(","));
  }

  /// A column of the catalog; the name is exact and unquoted.
  record Name(String name) implements Column {
    public Name {
      if (name.isEmpty()) {
        throw new IllegalArgumentException("a column has a name");
      }
    }

    @Override
    public String written() {
      return name;
    }
  }

  /// An SQL expression over one row; `sql` has no surrounding parentheses.
  record Expression(String sql) implements Column {
    @Override
    public String written() {
      return "(" + sql + ")";
    }
  }
}
