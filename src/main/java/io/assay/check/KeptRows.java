package io.assay.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Some of the rows that fail a check, in the columns that its author named under `keep`: the only
/// way in which values of rows leave the monitored database.
///
/// @param columns the columns as their author wrote them
/// @param rows the texts of their values, none for NULL; at most [#MOST] rows
public record KeptRows(List<String> columns, List<List<Optional<String>>> rows) {
  /// How many rows are kept.
  public static final int MOST = 10;

  /// How many characters of a value are kept; a longer one ends with an ellipsis.
  public static final int LONGEST = 200;

  public KeptRows {
    columns = List.copyOf(columns);
    rows = rows.stream().limit(MOST).map(List::copyOf).toList();
    for (List<Optional<String>> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException("a kept row has a value for each column");
      }
    }
    rows =
        rows.stream()
            .map(row -> row.stream().map(value -> value.map(KeptRows::cut)).toList())
            .toList();
  }

  /// Returns each row in a line: `id=7, email=NULL`.
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (List<Optional<String>> row : rows) {
      List<String> values = new ArrayList<>();
      for (int i = 0; i < columns.size(); i++) {
        values.add(columns.get(i) + "=" + row.get(i).map(KeptRows::shown).orElse("NULL"));
      }
      lines.add(String.join(", ", values));
    }
    return lines;
  }

  private static String shown(String value) {
    return value.isBlank() || value.equals("NULL") ? "'" + value + "'" : value;
  }

  private static String cut(String value) {
    if (value.codePointCount(0, value.length()) <= LONGEST) {
      return value;
    }
    return value.substring(0, value.offsetByCodePoints(0, LONGEST - 1)) + "…";
  }
}
