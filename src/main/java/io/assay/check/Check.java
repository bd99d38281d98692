package io.assay.check;

import java.util.regex.Pattern;

/// One check, complete: every inherited value is in place.
public record Check(CheckId id, Kind kind, Target target, Terms terms, About about) {
  private static final Pattern SIMPLE = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_$]*");

  private static final Pattern COMMA = Pattern.compile(",(?! )");

  /// Returns what the check is about in a person's words, the beginning of every message:
  /// `orders.created_at`, `orders (tenant_id, order_no)`, `orders`; for a check without a table the
  /// subject alone, and the database where the subject is everything in it.
  public String title() {
    String subject = kind.subject();
    return target
        .table()
        .map(table -> {
          if (subject.isEmpty()) {
            return table.display();
          }
          return SIMPLE.matcher(subject).matches()
              ? table.display() + "." + subject
              : table.display()
                  + " "
                  + (enclosed(subject)
                      ? subject
                      : "(" + COMMA.matcher(subject).replaceAll(", ") + ")");
        })
        .orElse(subject.isEmpty() || subject.equals("*") ? target.database() : subject);
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
