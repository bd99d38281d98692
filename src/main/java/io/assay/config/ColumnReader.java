package io.assay.config;

import io.assay.check.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads columns: a name exactly as the catalog has it, or an SQL expression in parentheses.
final class ColumnReader {
  private final ValueReader values;
  private final Relations relations;

  ColumnReader(ValueReader values, Relations relations) {
    this.values = values;
    this.relations = relations;
  }

  Optional<Column> one(Yaml.Field field) {
    return values.text(field, "a column, or an expression in parentheses").flatMap(this::column);
  }

  Optional<List<Column>> many(Yaml.Field field) {
    if (!(field.value() instanceof Yaml.Items)) {
      return one(field).map(List::of);
    }
    List<Column> columns = new ArrayList<>();
    boolean complete = true;
    for (Yaml.Field item : values.items(field, "a column or a list of columns")) {
      Optional<Column> column = one(item);
      if (column.isPresent() && columns.contains(column.get())) {
        column =
            values.wrong(item.at(), "the column %s is listed twice".formatted(item.value().what()));
      }
      column.ifPresent(columns::add);
      complete &= column.isPresent();
    }
    return complete && !columns.isEmpty() ? Optional.of(columns) : Optional.empty();
  }

  Optional<Column> column(Yaml.Text text) {
    String written = text.value().strip();
    if (!written.startsWith("(")) {
      Column column = new Column.Name(written);
      relations.check(column, text, values);
      return Optional.of(column);
    }
    if (!wrapped(written)) {
      return values.wrong(
          text.at(), "an expression needs parentheses around the whole of it: (a + b)");
    }
    String sql = written.substring(1, written.length() - 1).strip();
    return sql.isEmpty()
        ? values.wrong(text.at(), "the expression in the parentheses is missing")
        : Optional.of(new Column.Expression(sql));
  }

  /// Returns whether the first parenthesis closes at the very end, parentheses in quotes aside.
  private static boolean wrapped(String sql) {
    int depth = 0;
    char quote = 0;
    for (int i = 0; i < sql.length(); i++) {
      char c = sql.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == '(') {
        depth++;
      } else if (c == ')' && --depth == 0) {
        return i == sql.length() - 1;
      }
    }
    return false;
  }
}
