package io.assay.check;

import java.util.regex.Pattern;

/// One check, complete: every inherited value is in place.
public record Check(CheckId id, Kind kind, Target target, Terms terms, About about) {
  private static final Pattern SIMPLE = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_$]*");

  private static final int LONGEST_WHERE = 60;
  private static final Pattern COMMA = Pattern.compile(",(?! )");

  /// Returns what the check is about in a person's words, the beginning of every message:
  /// `orders.created_at`, `orders (tenant_id, order_no)`, `orders`; with a filter also which rows:
  /// `orders.created_at where tenant = 7`, or its name in brackets when its author gave it one. A
  /// check without a table is called by the name its author gave it, else by its subject, else by
  /// its database.
  public String title() {
    String subject = kind.subject();
    if (target.table().isEmpty()) {
      if (named()) {
        return id.value();
      }
      return subject.isEmpty() || subject.equals("*") ? target.database() : subject;
    }
    return about(target.table().get(), subject)
        + target
            .filter()
            .where()
            .map(where -> named() ? " [" + id + "]" : " where " + brief(where))
            .orElse("");
  }

  /// Returns whether the author gave the check an id; a derived one begins with the database.
  public boolean named() {
    return !id.value().startsWith(target.database() + "/");
  }

  private static String about(TableName table, String subject) {
    if (subject.isEmpty()) {
      return table.display();
    }
    return SIMPLE.matcher(subject).matches()
        ? table.display() + "." + subject
        : table.display()
            + " "
            + (enclosed(subject) ? subject : "(" + COMMA.matcher(subject).replaceAll(", ") + ")");
  }

  private static String brief(String where) {
    String line = where.strip().replaceAll("\\s+", " ");
    return line.length() <= LONGEST_WHERE ? line : line.substring(0, LONGEST_WHERE - 1) + "…";
  }

  /// Returns whether one pair of parentheses holds all of it, as with a single expression.
  private static boolean enclosed(String subject) {
    int depth = 0;
    for (int i = 0; i < subject.length(); i++) {
      char each = subject.charAt(i);
      depth += each == '(' ? 1 : each == ')' ? -1 : 0;
      if (depth == 0) {
        return i > 0 && i == subject.length() - 1;
      }
    }
    return false;
  }
}
