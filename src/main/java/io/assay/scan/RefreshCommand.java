package io.assay.scan;

import io.assay.check.TableName;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds the materialized views that a command refreshes, in whichever way it writes their names.
final class RefreshCommand {
  private static final String NAME = "(\"(?:[^\"]|\"\")+\"|[\\w$\\x{80}-\\x{10ffff}]+)";
  private static final Pattern REFRESH =
      Pattern.compile(
          "refresh\\s+materialized\\s+view\\s+(?:concurrently\\s+)?"
              + NAME
              + "(?:\\s*\\.\\s*"
              + NAME
              + ")?",
          Pattern.CASE_INSENSITIVE);

  private RefreshCommand() {}

  /// Returns whether `command` refreshes `view`; a name without a schema is taken for a view of
  /// that name in any.
  static boolean refreshes(String command, TableName view) {
    Matcher refresh = REFRESH.matcher(command);
    while (refresh.find()) {
      String first = name(refresh.group(1));
      Optional<String> second = Optional.ofNullable(refresh.group(2)).map(RefreshCommand::name);
      if (second.isPresent()
          ? view.equals(new TableName(first, second.get()))
          : view.name().equals(first)) {
        return true;
      }
    }
    return false;
  }

  private static String name(String written) {
    return written.startsWith("\"")
        ? written.substring(1, written.length() - 1).replace("\"\"", "\"")
        : written.toLowerCase(Locale.ROOT);
  }
}
