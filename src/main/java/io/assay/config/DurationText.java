package io.assay.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads durations: `30s`, `1h30m`, `500ms`, `PT10M`.
final class DurationText {
  /// Longer than any schedule, and nanoseconds of it still fit a long.
  static final Duration LONGEST = Duration.ofDays(36_500);

  private static final Pattern PARTS =
      Pattern.compile(
          "(?:(\\d{1,9})w)?(?:(\\d{1,9})d)?(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?(?:(\\d{1,9})s)?"
              + "(?:(\\d{1,9})ms)?");
  private static final long[] MILLIS = {604_800_000, 86_400_000, 3_600_000, 60_000, 1_000, 1};

  private DurationText() {}

  /// Returns the duration, which may be zero or negative in its ISO form; nothing when the text is
  /// none or longer than [#LONGEST].
  static Optional<Duration> parse(String text) {
    Duration duration;
    Matcher parts = PARTS.matcher(text);
    if (text.startsWith("P") && text.length() < 40) {
      try {
        duration = Duration.parse(text);
      } catch (DateTimeParseException e) {
        return Optional.empty();
      }
    } else if (!text.isEmpty() && parts.matches()) {
      duration = Duration.ZERO;
      for (int i = 0; i < MILLIS.length; i++) {
        String part = parts.group(i + 1);
        if (part != null) {
          duration = duration.plus(Duration.ofMillis(Long.parseLong(part) * MILLIS[i]));
        }
      }
    } else {
      return Optional.empty();
    }
    return duration.abs().compareTo(LONGEST) > 0 ? Optional.empty() : Optional.of(duration);
  }
}
