package io.assay.check;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Figures and bounds in the words of a message.
public final class Words {
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
  private static final DateTimeFormatter DAY_AND_CLOCK =
      DateTimeFormatter.ofPattern("d MMM HH:mm", Locale.ENGLISH);

  private static final DateTimeFormatter TO_THE_SECOND =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Words() {}

  /// Returns a figure with its unit: `1,204`, `1.5%`, `47 min`, `500 MB`.
  public static String of(BigDecimal figure, Unit unit) {
    return switch (unit) {
      case COUNT -> number(figure);
      case SHARE -> share(figure);
      case SECONDS -> seconds(figure);
      case BYTES -> bytes(figure);
    };
  }

  /// Returns a bound in words: `at most 5%`, `between 10 and 20`.
  public static String of(Limit limit) {
    Unit unit = limit.unit();
    return switch (limit.bound()) {
      case Bound.AtLeast(BigDecimal least) -> "at least " + of(least, unit);
      case Bound.AtMost(BigDecimal most) ->
          most.signum() == 0 ? "none" : "at most " + of(most, unit);
      case Bound.Exactly(BigDecimal expected) -> "exactly " + of(expected, unit);
      case Bound.Between(BigDecimal least, BigDecimal most) ->
          "between " + of(least, unit) + " and " + of(most, unit);
    };
  }

  /// Returns `1 row`, `2 rows`, `1,204 rows`.
  public static String count(long number, String noun) {
    return String.format(Locale.ROOT, "%,d %s", number, number == 1 ? noun : noun + "s");
  }

  /// Returns a moment as seen from `now`: `02:00 UTC`, or `19 Nov 02:00 UTC` when that is another
  /// day.
  public static String time(Instant moment, Instant now) {
    ZonedDateTime at = moment.atZone(ZoneOffset.UTC);
    boolean today = at.toLocalDate().equals(LocalDate.ofInstant(now, ZoneOffset.UTC));
    return (today ? CLOCK : DAY_AND_CLOCK).format(at) + " UTC";
  }

  /// Returns a moment to the second: `2026-11-21 22:39:29 UTC`.
  public static String moment(Instant at) {
    return TO_THE_SECOND.format(at) + " UTC";
  }

  private static String seconds(BigDecimal figure) {
    BigDecimal whole = figure.setScale(0, RoundingMode.DOWN);
    Duration length =
        Duration.ofSeconds(whole.longValue(), figure.subtract(whole).movePointRight(9).longValue());
    return (length.isNegative() ? "-" : "") + Durations.say(length);
  }

  private static String number(BigDecimal figure) {
    BigDecimal rounded =
        figure.abs().compareTo(BigDecimal.valueOf(1000)) < 0
            ? figure.setScale(3, RoundingMode.HALF_UP)
            : figure.setScale(0, RoundingMode.HALF_UP);
    BigDecimal plain = rounded.stripTrailingZeros();
    return String.format(Locale.ROOT, "%,." + Math.max(0, plain.scale()) + "f", plain);
  }

  /// A share that is not zero never reads as 0%, and one that is not whole never as 100%.
  private static String share(BigDecimal figure) {
    BigDecimal percent = figure.movePointRight(2);
    BigDecimal rounded =
        percent.setScale(percent.abs().compareTo(BigDecimal.TEN) < 0 ? 2 : 1, RoundingMode.DOWN);
    if (rounded.signum() == 0 && percent.signum() > 0) {
      return "under 0.01%";
    }
    return rounded.stripTrailingZeros().toPlainString() + "%";
  }

  private static String bytes(BigDecimal figure) {
    String[] units = {"bytes", "kB", "MB", "GB", "TB", "PB"};
    double size = figure.doubleValue();
    int unit = 0;
    while (Math.abs(size) >= 10 * 1024 && unit < units.length - 1) {
      size /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%,.0f %s", size, units[unit]);
  }
}
