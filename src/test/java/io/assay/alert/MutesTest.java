package io.assay.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.ActiveHours;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MutesTest {
  private static final ZoneId ROME = ZoneId.of("Europe/Rome");

  private final SampleIncidents.Story story = SampleIncidents.stale(); // Friday 03:12Z, 04:12 Rome

  @Test
  void an_incident_is_muted_until_the_hours_end() {
    assertThat(until(List.of(mute("04:00", "06:00", DayOfWeek.FRIDAY)), "2026-11-20T03:12:00Z"))
        .isEqualTo("2026-11-20T05:00:00Z");
  }

  @Test
  void the_end_of_the_hours_is_outside() {
    assertThat(until(List.of(mute("04:00", "06:00", DayOfWeek.FRIDAY)), "2026-11-20T05:00:00Z"))
        .isEqualTo("none");
  }

  @Test
  void hours_over_midnight_belong_to_the_day_they_began() {
    List<Routing.Mute> night = List.of(mute("22:00", "06:00", DayOfWeek.THURSDAY));
    assertThat(until(night, "2026-11-19T22:30:00Z")).isEqualTo("2026-11-20T05:00:00Z");
    assertThat(until(night, "2026-11-20T22:30:00Z")).isEqualTo("none");
  }

  @Test
  void quiet_times_that_touch_are_one() {
    List<Routing.Mute> both =
        List.of(mute("04:00", "06:00", DayOfWeek.FRIDAY), mute("06:00", "08:30", DayOfWeek.FRIDAY));
    assertThat(until(both, "2026-11-20T03:12:00Z")).isEqualTo("2026-11-20T07:30:00Z");
  }

  @Test
  void a_whole_day_ends_at_midnight_of_the_zone() {
    assertThat(until(List.of(mute("00:00", "00:00", DayOfWeek.FRIDAY)), "2026-11-20T03:12:00Z"))
        .isEqualTo("2026-11-20T23:00:00Z");
  }

  @Test
  void an_hour_that_comes_twice_is_muted_once_more_when_the_clock_goes_back() {
    // on 25 October 2026 02:00-03:00 comes twice in Rome: 00:00Z and 01:00Z
    List<Routing.Mute> night = List.of(mute("01:30", "02:30", DayOfWeek.SUNDAY));
    assertThat(until(night, "2026-10-25T00:10:00Z")).isEqualTo("2026-10-25T00:30:00Z");
    assertThat(until(night, "2026-10-25T01:10:00Z")).isEqualTo("2026-10-25T01:30:00Z");
  }

  @Test
  void an_end_that_the_clock_skips_is_the_next_moment_that_exists() {
    // on 29 March 2026 02:00-03:00 does not exist in Rome
    List<Routing.Mute> night = List.of(mute("01:00", "02:30", DayOfWeek.SUNDAY));
    assertThat(until(night, "2026-03-29T00:30:00Z")).isEqualTo("2026-03-29T01:30:00Z");
  }

  @Test
  void another_database_is_not_muted() {
    Routing.Mute other =
        new Routing.Mute(
            new Match(Map.of("database", "crm")),
            mute("04:00", "06:00", DayOfWeek.FRIDAY).every(),
            "x");
    assertThat(until(List.of(other), "2026-11-20T03:12:00Z")).isEqualTo("none");
  }

  @Test
  void what_opened_and_ended_within_the_mute_is_hidden_with_its_reason() {
    List<Routing.Mute> mutes = List.of(mute("04:00", "06:00", DayOfWeek.FRIDAY));
    assertThat(Mutes.hid(mutes, story.incident())).isEmpty();
    assertThat(Mutes.hid(mutes, story.resolved(Duration.ofMinutes(30)).incident()))
        .contains("weekly maintenance");
  }

  @Test
  void what_outlasted_the_mute_is_not_hidden() {
    List<Routing.Mute> mutes = List.of(mute("04:00", "06:00", DayOfWeek.FRIDAY));
    assertThat(Mutes.hid(mutes, story.resolved(Duration.ofHours(3)).incident())).isEmpty();
  }

  private String until(List<Routing.Mute> mutes, String at) {
    return Mutes.until(mutes, story.incident(), Instant.parse(at))
        .map(Instant::toString)
        .orElse("none");
  }

  static Routing.Mute mute(String from, String to, DayOfWeek day) {
    return new Routing.Mute(
        new Match(Map.of("database", "shop")),
        new ActiveHours(EnumSet.of(day), LocalTime.parse(from), LocalTime.parse(to), ROME),
        "weekly maintenance");
  }
}
