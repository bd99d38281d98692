package io.assay.scan;

import io.assay.check.TableName;

/// Names and texts as SQL writes them, whatever they hold.
final class Quoted {
  private Quoted() {}

  static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static String name(TableName table) {
    return name(table.schema()) + "." + name(table.name());
  }

  /// Every transaction sets standard_conforming_strings, so a backslash stands for itself.
  static String text(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /// Returns the LIKE pattern of a pattern of `*` and `?`, as a quoted text.
  static String pattern(String pattern) {
    StringBuilder like = new StringBuilder();
    for (char c : pattern.toCharArray()) {
      switch (c) {
        case '*' -> like.append('%');
        case '?' -> like.append('_');
        case '%', '_', '\\' -> like.append('\\').append(c);
        default -> like.append(c);
      }
    }
    return text(like.toString());
  }
}
