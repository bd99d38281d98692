package io.assay.scan;

import io.assay.check.Unmeasurable.Reason;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// SQL that the author of a check wrote, read by PostgreSQL's own lexical rules just far enough to
/// know that it stays within the place it is put in: one statement, every parenthesis, quote and
/// comment closed. What it does there is the read-only transaction's affair.
final class AuthorSql {
  private static final Set<String> QUERIES = Set.of("select", "with", "values", "table");
  private static final Pattern DOLLAR =
      Pattern.compile("\\$(?:[A-Za-z_\\x{80}-\\x{10ffff}][\\w\\x{80}-\\x{10ffff}]*)?\\$");

  private final String sql;
  private int at;
  private int depth;
  private int end = -1;
  private String firstWord = "";

  private AuthorSql(String sql) {
    this.sql = sql;
  }

  /// Returns a condition or expression over one row in parentheses of its own. The line break
  /// before the closing one keeps it out of a comment that the author left open at the end.
  static String inRow(String sql) throws Unanswered {
    AuthorSql read = new AuthorSql(sql);
    read.toTheEnd();
    if (read.end >= 0) {
      throw refused("a condition or expression must not hold a semicolon");
    }
    if (read.firstWord.isEmpty() && sql.isBlank()) {
      throw refused("a condition or expression must not be empty");
    }
    return "(\n" + sql + "\n)";
  }

  /// Returns a query without a final semicolon and what follows it.
  static String query(String sql) throws Unanswered {
    AuthorSql read = new AuthorSql(sql);
    read.toTheEnd();
    if (!QUERIES.contains(read.firstWord)) {
      throw refused("a query must be one SELECT, WITH, VALUES or TABLE statement");
    }
    return read.end >= 0 ? sql.substring(0, read.end) : sql;
  }

  private void toTheEnd() throws Unanswered {
    while (at < sql.length()) {
      int from = at;
      char c = sql.charAt(at);
      if (skipsSpaceOrComment()) {
        continue;
      }
      if (end >= 0) {
        throw refused("only one statement is allowed: remove what follows the semicolon");
      }
      step(c);
      if (firstWord.isEmpty() && c != '(') {
        firstWord = word(from);
      }
    }
    if (depth > 0) {
      throw refused("an opening parenthesis is not closed");
    }
  }

  private void step(char c) throws Unanswered {
    switch (c) {
      case '\'' -> string();
      case '"' -> closing('"', "a quoted name is not closed");
      case '$' -> dollar();
      case '(' -> {
        depth++;
        at++;
      }
      case ')' -> {
        if (--depth < 0) {
          throw refused("a closing parenthesis has no opening one");
        }
        at++;
      }
      case ';' -> {
        if (depth > 0) {
          throw refused("an opening parenthesis is not closed before the semicolon");
        }
        end = at++;
      }
      case '\0' -> throw refused("SQL must not hold a NUL character");
      default -> at++;
    }
  }

  private boolean skipsSpaceOrComment() throws Unanswered {
    if (Character.isWhitespace(sql.charAt(at))) {
      at++;
      return true;
    }
    if (sql.startsWith("--", at)) {
      while (at < sql.length() && sql.charAt(at) != '\n' && sql.charAt(at) != '\r') {
        at++;
      }
      return true;
    }
    if (sql.startsWith("/*", at)) {
      int nested = 0;
      do {
        if (sql.startsWith("/*", at)) {
          nested++;
          at += 2;
        } else if (sql.startsWith("*/", at)) {
          nested--;
          at += 2;
        } else if (++at >= sql.length()) {
          throw refused("a comment is not closed");
        }
      } while (nested > 0);
      return true;
    }
    return false;
  }

  /// A text; `E'…'` knows backslashes, and goes on in the next quotes when only white space with a
  /// line break is between.
  private void string() throws Unanswered {
    boolean backslashes =
        at > 0 && (sql.charAt(at - 1) | 0x20) == 'e' && (at < 2 || !inName(sql.charAt(at - 2)));
    String open = "a quoted text is not closed";
    if (!backslashes) {
      closing('\'', open);
      return;
    }
    do {
      at++;
      while (at < sql.length() && sql.charAt(at) != '\'') {
        at += sql.charAt(at) == '\\' ? 2 : 1;
      }
      if (at >= sql.length()) {
        throw refused(open);
      }
      at++;
      int after = at;
      while (at < sql.length() && skipsSpaceOrComment()) {
        continue;
      }
      if (at >= sql.length() || sql.charAt(at) != '\'') {
        at = after;
        return;
      }
    } while (true);
  }

  private void closing(char quote, String open) throws Unanswered {
    int close = sql.indexOf(quote, at + 1);
    if (close < 0) {
      throw refused(open);
    }
    at = close + 1;
  }

  /// A text in dollars. A parameter would have no value: the server calls that a broken protocol,
  /// which reads as if the whole database were away.
  private void dollar() throws Unanswered {
    Matcher tag = DOLLAR.matcher(sql).region(at, sql.length());
    if (at > 0 && inName(sql.charAt(at - 1))) {
      at++;
      return;
    }
    if (!tag.lookingAt()) {
      at++;
      if (at < sql.length() && sql.charAt(at) >= '0' && sql.charAt(at) <= '9') {
        throw refused("write a value in place of the parameter $" + sql.charAt(at));
      }
      return;
    }
    int close = sql.indexOf(tag.group(), tag.end());
    if (close < 0) {
      throw refused("a text in " + tag.group() + " is not closed");
    }
    at = close + tag.group().length();
  }

  private String word(int from) {
    int to = from;
    while (to < sql.length() && inName(sql.charAt(to))) {
      to++;
    }
    return to == from ? sql.substring(from, from + 1) : lower(sql.substring(from, to));
  }

  private static String lower(String word) {
    return word.toLowerCase(Locale.ROOT);
  }

  private static boolean inName(char c) {
    return c == '_' || c == '$' || c >= 0x80 || Character.isLetterOrDigit(c);
  }

  private static Unanswered refused(String text) {
    return new Unanswered(Reason.QUERY, "the check's SQL is refused: " + text);
  }
}
