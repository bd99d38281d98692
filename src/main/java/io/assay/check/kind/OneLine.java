package io.assay.check.kind;

import java.util.regex.Pattern;

/// Query texts on one line of bounded length, to name statements by.
final class OneLine {
  private static final Pattern SPACES = Pattern.compile("[\\s\\p{Cntrl}]+");

  private static final Pattern LITERAL = Pattern.compile("'[^']*('|$)");

  private OneLine() {}

  /// Returns the name of a statement of pg_stat_statements. Queries come normalized, but utility
  /// statements carry their literals, passwords among them: what stands in quotes is left out.
  static String statement(String text) {
    return cut(LITERAL.matcher(text).replaceAll("'…'"), 60);
  }

  /// Returns the text on one line, cut to `length` characters of which the last is then an
  /// ellipsis.
  static String cut(String text, int length) {
    String line = SPACES.matcher(text).replaceAll(" ").strip();
    if (line.codePointCount(0, line.length()) <= length) {
      return line;
    }
    return line.substring(0, line.offsetByCodePoints(0, length - 1)).strip() + "…";
  }

  /// Returns a query as the subject of a check: cut, and then told from others that begin alike by
  /// its hash.
  static String subject(String sql) {
    String whole = cut(sql, Integer.MAX_VALUE);
    String shortened = cut(sql, 80);
    return whole.equals(shortened) ? whole : shortened + String.format("%08x", whole.hashCode());
  }
}
