package io.assay.scan;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the server refused to a role, as its message names it: a relation without its schema, a
/// routine without its arguments.
record Refused(Sort sort, String name) {
  private static final Pattern DENIED =
      Pattern.compile(
          "permission denied for (database|schema|foreign server|table|view|materialized view"
              + "|foreign table|sequence|function|procedure|aggregate) (.+)");

  /// What it is, for what can be granted.
  enum Sort {
    DATABASE,
    SCHEMA,
    SERVER,
    RELATION,
    ROUTINE
  }

  /// Reads a message of the server; none when it speaks of something else, or another language.
  static Optional<Refused> of(String message) {
    Matcher denied = DENIED.matcher(message);
    if (!denied.matches()) {
      return Optional.empty();
    }
    String name = denied.group(2);
    return switch (denied.group(1)) {
      case "database" -> refused(Sort.DATABASE, unquoted(name));
      case "schema" -> refused(Sort.SCHEMA, name);
      case "foreign server" -> refused(Sort.SERVER, name);
      case "function", "procedure", "aggregate" -> refused(Sort.ROUTINE, name);
      default -> refused(Sort.RELATION, name);
    };
  }

  private static Optional<Refused> refused(Sort sort, String name) {
    return Optional.of(new Refused(sort, name));
  }

  private static String unquoted(String name) {
    return name.length() > 1 && name.startsWith("\"") && name.endsWith("\"")
        ? name.substring(1, name.length() - 1)
        : name;
  }

  /// Returns what to say when the role may read all of that name, or nobody could grant it.
  String otherwise() {
    return "it is the server's own, or would be written to or locked, or a view or function reads"
        + " it whose owner may not";
  }
}
