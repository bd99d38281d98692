package io.assay.check;

import java.time.Duration;

/// Durations as engineers write them and as people read them.
public final class Durations {
  private static final long DAY = 86_400;

  private Durations() {}

  /// Returns the shortest exact form of the language: `90s` is `1m30s`, fourteen days are `2w`.
  public static String write(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds > 0 && duration.getNano() == 0 && seconds % (7 * DAY) == 0) {
      return seconds / (7 * DAY) + "w";
    }
    StringBuilder text = new StringBuilder();
    append(text, seconds / DAY, "d");
    append(text, seconds % DAY / 3600, "h");
    append(text, seconds % 3600 / 60, "m");
    append(text, seconds % 60, "s");
    append(text, duration.toMillisPart(), "ms");
    return text.isEmpty() ? "0s" : text.toString();
  }

  /// Returns what a person on call wants to read: one unit up to two digits, two above: `47 min`,
  /// `3 h 10 min`, `2 days`. Rounded down; below a second in milliseconds. The sign is left out.
  public static String say(Duration duration) {
    Duration size = duration.abs();
    long seconds = size.toSeconds();
    if (seconds < 1) {
      return milliseconds(size);
    }
    if (seconds < 10 && size.toMillisPart() >= 100) {
      return seconds + "." + size.toMillisPart() / 100 + " s";
    }
    if (seconds < 120 && seconds != 60) {
      return seconds + " s";
    }
    if (seconds < 2 * 3600 && seconds != 3600) {
      return seconds / 60 + " min";
    }
    if (seconds < 2 * DAY) {
      long minutes = seconds % 3600 / 60;
      return seconds / 3600 + " h" + (minutes == 0 ? "" : " " + minutes + " min");
    }
    long hours = seconds % DAY / 3600;
    return seconds / DAY + " days" + (hours == 0 || seconds >= 10 * DAY ? "" : " " + hours + " h");
  }

  private static String milliseconds(Duration size) {
    long micros = size.toNanos() / 1000;
    return micros >= 10_000 || micros % 1000 < 100
        ? micros / 1000 + " ms"
        : micros / 1000 + "." + micros % 1000 / 100 + " ms";
  }

  private static void append(StringBuilder text, long amount, String unit) {
    if (amount > 0) {
      text.append(amount).append(unit);
    }
  }
}
