package io.assay.config;

import io.assay.check.Edge;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the edges of a range: numbers, dates, and dates with a time of day and an offset.
final class EdgeText {
  private static final Pattern MOMENT =
      Pattern.compile(
          "(\\d{4}-\\d{2}-\\d{2})"
              + "(?:[T ](\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d{1,6})?)?) ?(Z|[+-]\\d{2}(?::?\\d{2})?)?)?");

  private EdgeText() {}

  static Optional<Edge> parse(String text) {
    Optional<Edge> number = NumberText.number(text).map(Edge.Figure::new);
    return number.isPresent() ? number : moment(text);
  }

  private static Optional<Edge> moment(String text) {
    Matcher moment = MOMENT.matcher(text);
    if (!moment.matches()) {
      return Optional.empty();
    }
    try {
      LocalTime time =
          moment.group(2) == null ? LocalTime.MIDNIGHT : LocalTime.parse(moment.group(2));
      return Optional.of(
          new Edge.Moment(
              LocalDate.parse(moment.group(1)).atTime(time),
              Optional.ofNullable(moment.group(3)).map(ZoneOffset::of)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
