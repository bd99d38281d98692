package io.assay.config;

import io.assay.check.ActiveHours;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads weekly hours: `Mon-Fri 08:00-20:00`, `Mon,Wed 22:00-06:00`, `08:00-20:00` for every day.
final class HoursText {
  private static final Pattern HOURS =
      Pattern.compile(
          "(?:([A-Za-z][A-Za-z, -]{0,80}?)\\s+)?(\\d{1,2}):(\\d{2})\\s*-\\s*(\\d{1,2}):(\\d{2})");

  private HoursText() {}

  static Optional<ActiveHours> parse(String text, ZoneId zone) {
    Matcher hours = HOURS.matcher(text);
    if (!hours.matches()) {
      return Optional.empty();
    }
    Optional<Set<DayOfWeek>> days =
        Optional.ofNullable(hours.group(1))
            .map(HoursText::days)
            .orElseGet(() -> Optional.of(EnumSet.allOf(DayOfWeek.class)));
    Optional<LocalTime> from = time(hours.group(2), hours.group(3), false);
    Optional<LocalTime> to = time(hours.group(4), hours.group(5), true);
    return days.filter(any -> from.isPresent() && to.isPresent())
        .map(known -> new ActiveHours(known, from.get(), to.get(), zone));
  }

  private static Optional<Set<DayOfWeek>> days(String text) {
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    for (String part : text.split(",", -1)) {
      String[] ends = part.split("-", -1);
      Optional<DayOfWeek> first = day(ends[0].strip());
      Optional<DayOfWeek> last = day(ends[ends.length - 1].strip());
      if (ends.length > 2 || first.isEmpty() || last.isEmpty()) {
        return Optional.empty();
      }
      DayOfWeek day = first.get();
      days.add(day);
      while (day != last.get()) {
        day = day.plus(1);
        days.add(day);
      }
    }
    return Optional.of(days);
  }

  private static Optional<DayOfWeek> day(String text) {
    String word = text.toUpperCase(Locale.ROOT);
    return Arrays.stream(DayOfWeek.values())
        .filter(day -> day.name().equals(word) || day.name().substring(0, 3).equals(word))
        .findFirst();
  }

  /// 24:00 is the end of the day, which is the midnight of the next.
  private static Optional<LocalTime> time(String hour, String minute, boolean end) {
    int hours = Integer.parseInt(hour);
    int minutes = Integer.parseInt(minute);
    if (end && hours == 24 && minutes == 0) {
      return Optional.of(LocalTime.MIDNIGHT);
    }
    return hours < 24 && minutes < 60
        ? Optional.of(LocalTime.of(hours, minutes))
        : Optional.empty();
  }
}
