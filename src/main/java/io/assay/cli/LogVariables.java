package io.assay.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The environment variables that the log is set up with. A wrong one would silence the log or
/// flood it, so it is told before anything starts.
final class LogVariables {
  private static final List<String> FORMATS = List.of("text", "json");
  private static final List<String> LEVELS =
      List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "OFF");

  private LogVariables() {}

  /// Returns the sentence about what is wrong with them; nothing when they are fine.
  static Optional<String> problem(Map<String, String> environment) {
    String format = environment.getOrDefault("ASSAY_LOG_FORMAT", "text");
    if (!FORMATS.contains(format)) {
      return Optional.of("ASSAY_LOG_FORMAT must be text or json, not '" + format + "'");
    }
    String level = environment.getOrDefault("ASSAY_LOG_LEVEL", "INFO");
    if (!LEVELS.contains(level.toUpperCase(Locale.ROOT))) {
      return Optional.of(
          "ASSAY_LOG_LEVEL must be one of " + String.join(", ", LEVELS) + ", not '" + level + "'");
    }
    return Optional.empty();
  }
}
