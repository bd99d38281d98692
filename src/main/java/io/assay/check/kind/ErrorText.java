package io.assay.check.kind;

import java.util.regex.Pattern;

/// What may be quoted of an error that pg_cron recorded: its first line, without the values of rows
/// that PostgreSQL puts into some texts (`invalid input syntax for type integer: "n/a"`).
final class ErrorText {
  private static final Pattern LEVEL = Pattern.compile("^(ERROR|FATAL|PANIC):\\s*");
  private static final Pattern VALUE = Pattern.compile("(?<=: |value )\"[^\"]*(\"|$)");

  private ErrorText() {}

  /// Returns the quotable text; `no error text` when there is none.
  static String of(String message) {
    String line = message.strip().lines().findFirst().orElse("");
    String text = VALUE.matcher(LEVEL.matcher(line).replaceFirst("")).replaceAll("\"…\"");
    return text.isBlank() ? "no error text" : OneLine.cut(text, 200);
  }
}
