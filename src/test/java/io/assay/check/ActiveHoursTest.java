package io.assay.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActiveHoursTest {
  private static final Set<DayOfWeek> WORKDAYS = EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY);

  private static ActiveHours hours(Set<DayOfWeek> days, String from, String to) {
    return new ActiveHours(
        days, LocalTime.parse(from), LocalTime.parse(to), ZoneId.of("Europe/Rome"));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-20T06:59:59Z,false",
    "2026-11-20T07:00:00Z,true",
    "2026-11-20T18:59:59Z,true",
    "2026-11-20T19:00:00Z,false",
    "2026-11-21T10:00:00Z,false",
    "2026-07-17T06:00:00Z,true"
  })
  void hours_of_a_day_go_by_the_clock_of_the_zone(Instant at, boolean inside) {
    assertThat(hours(WORKDAYS, "08:00", "20:00").contains(at)).isEqualTo(inside);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-20T21:00:00Z,true",
    "2026-11-21T04:59:00Z,true",
    "2026-11-21T05:00:00Z,false",
    "2026-11-21T21:00:00Z,false",
    "2026-11-20T04:00:00Z,false"
  })
  void hours_over_midnight_belong_to_the_day_they_began_on(Instant at, boolean inside) {
    assertThat(hours(EnumSet.of(DayOfWeek.FRIDAY), "22:00", "06:00").contains(at))
        .isEqualTo(inside);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-19T23:00:00Z,true",
    "2026-11-20T22:59:59Z,true",
    "2026-11-20T23:00:00Z,false"
  })
  void from_midnight_to_midnight_is_the_whole_day(Instant at, boolean inside) {
    assertThat(hours(EnumSet.of(DayOfWeek.FRIDAY), "00:00", "00:00").contains(at))
        .isEqualTo(inside);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-10-25T00:30:00Z,true",
    "2026-10-25T01:30:00Z,true",
    "2026-10-25T02:00:00Z,false",
    "2026-03-29T00:59:59Z,false",
    "2026-03-29T01:00:00Z,false"
  })
  void a_repeated_hour_counts_twice_and_a_skipped_one_never(Instant at, boolean inside) {
    assertThat(hours(EnumSet.of(DayOfWeek.SUNDAY), "02:00", "03:00").contains(at))
        .isEqualTo(inside);
  }

  @Test
  void there_is_at_least_one_day() {
    assertThatThrownBy(() -> hours(Set.of(), "08:00", "20:00"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
