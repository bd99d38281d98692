package io.assay.scan;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads the text forms of a row's values, by position from 0.
final class Answer {
  private Answer() {}

  static String text(List<@Nullable String> row, int at) {
    return Objects.requireNonNull(row.get(at), "a value that is never NULL was NULL");
  }

  static Optional<String> optional(List<@Nullable String> row, int at) {
    return Optional.ofNullable(row.get(at));
  }

  static long number(List<@Nullable String> row, int at) {
    return Long.parseLong(text(row, at));
  }

  static boolean yes(List<@Nullable String> row, int at) {
    return "t".equals(row.get(at));
  }

  /// A time that the statement rendered with `extract(epoch FROM …)`; infinite ones are none.
  static Optional<Instant> instant(List<@Nullable String> row, int at) {
    return optional(row, at)
        .filter(epoch -> !epoch.endsWith("Infinity"))
        .map(BigDecimal::new)
        .map(Answer::instant);
  }

  static Instant instant(BigDecimal epoch) {
    BigDecimal seconds = epoch.setScale(0, RoundingMode.FLOOR);
    return Instant.ofEpochSecond(
        seconds.longValueExact(), epoch.subtract(seconds).movePointRight(9).intValue());
  }
}
