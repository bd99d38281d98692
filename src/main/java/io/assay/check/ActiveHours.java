package io.assay.check;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Set;

/// Weekly hours on the wall clock of a zone, `Mon-Fri 08:00-20:00`: from `from` inclusive to `to`
/// exclusive. When `to` is not after `from`, the hours run over midnight and belong to the day on
/// which they began; `00:00`-`00:00` is the whole day.
public record ActiveHours(Set<DayOfWeek> days, LocalTime from, LocalTime to, ZoneId zone) {
  public ActiveHours {
    days = Set.copyOf(days);
    if (days.isEmpty()) {
      throw new IllegalArgumentException("active hours need at least one day");
    }
  }

  /// Returns whether `instant` is inside.
  public boolean contains(Instant instant) {
    ZonedDateTime local = instant.atZone(zone);
    LocalTime time = local.toLocalTime();
    boolean today = days.contains(local.getDayOfWeek());
    if (from.isBefore(to)) {
      return today && !time.isBefore(from) && time.isBefore(to);
    }
    boolean sinceYesterday = days.contains(local.getDayOfWeek().minus(1)) && time.isBefore(to);
    return sinceYesterday || (today && !time.isBefore(from));
  }
}
