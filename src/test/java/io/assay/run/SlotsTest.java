package io.assay.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlotsTest {
  private static final String KEY = "shop/table/public.orders @ 1m";
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:30Z");
  private static final Schedule MINUTELY = new Schedule.Every(Duration.ofMinutes(1));
  private static final Schedule NIGHTLY = new Schedule.Cron("0 2 * * *", ZoneId.of("Europe/Rome"));

  @Test
  void runs_for_the_owed_slot_when_no_other_came_since() {
    Instant slot = MINUTELY.next(NOW, KEY);

    assertThat(Slots.due(MINUTELY, KEY, slot, slot.plusMillis(300)))
        .isEqualTo(new Slots.Due(slot, Optional.empty()));
    assertThat(Slots.due(MINUTELY, KEY, slot, slot.plusMillis(59_999)))
        .isEqualTo(new Slots.Due(slot, Optional.empty()));
  }

  @Test
  void runs_for_the_latest_slot_and_names_the_ones_before_it_as_missed() {
    Instant slot = MINUTELY.next(NOW, KEY);

    Slots.Due due = Slots.due(MINUTELY, KEY, slot, slot.plusSeconds(5 * 60 + 10));

    assertThat(due)
        .isEqualTo(
            new Slots.Due(
                slot.plusSeconds(300), Optional.of(new Gap(slot, slot.plusSeconds(240), 5))));
  }

  @Test
  void a_first_run_between_two_slots_is_for_its_own_instant_and_no_slot_is_missed() {
    Instant between = MINUTELY.next(NOW, KEY).plusSeconds(20);

    assertThat(Slots.due(MINUTELY, KEY, between, between.plusSeconds(1)))
        .isEqualTo(new Slots.Due(between, Optional.empty()));
    assertThat(Slots.due(MINUTELY, KEY, between, between.plusSeconds(45)))
        .isEqualTo(new Slots.Due(between.plusSeconds(40), Optional.empty()));
  }

  @Test
  void a_month_without_anybody_is_counted_at_once() {
    Schedule often = new Schedule.Every(Duration.ofSeconds(30));
    Instant slot = often.next(NOW, KEY);

    Slots.Due due = Slots.due(often, KEY, slot, slot.plus(Duration.ofDays(31)));

    assertThat(due.missed()).map(Gap::slots).contains(31L * 24 * 120);
  }

  @Test
  void slots_of_a_cron_expression_are_counted_up_to_a_bound() {
    Schedule often = new Schedule.Cron("* * * * *", ZoneOffset.UTC);
    Instant slot = often.next(NOW, KEY);

    Slots.Due due = Slots.due(often, KEY, slot, slot.plus(Duration.ofDays(31)));

    assertThat(due.slot()).isEqualTo(slot.plus(Duration.ofDays(31)));
    assertThat(due.missed())
        .contains(new Gap(slot, slot.plus(Duration.ofDays(31)).minusSeconds(60), 1_000));
  }

  @Test
  void nights_that_nobody_ran_are_missed_by_the_wall_clock() {
    Instant friday = Instant.parse("2026-10-23T00:00:00Z");

    Slots.Due due = Slots.due(NIGHTLY, KEY, friday, Instant.parse("2026-10-26T09:00:00Z"));

    assertThat(due.slot()).isEqualTo(Instant.parse("2026-10-26T01:00:00Z"));
    assertThat(due.missed()).contains(new Gap(friday, Instant.parse("2026-10-25T00:00:00Z"), 3));
  }

  @Test
  void what_was_asked_before_changes_no_slot_of_a_cron_expression() {
    ZoneId rome = ZoneId.of("Europe/Rome");
    List<Instant> hours = new ArrayList<>();
    for (int i = 0; i < 96; i++) {
      hours.add(NOW.plus(Duration.ofHours(i)));
    }
    hours.addAll(hours.reversed());

    for (Instant now : hours) {
      Instant slot =
          now.atZone(rome).minusHours(2).toLocalDate().atTime(2, 0).atZone(rome).toInstant();
      assertThat(Slots.due(NIGHTLY, KEY, NOW.minus(Duration.ofDays(3)), now).slot())
          .isEqualTo(slot);
    }
  }

  @Test
  void a_rare_cron_expression_has_its_last_slot_years_ago() {
    Schedule leapDay = new Schedule.Cron("0 0 29 2 *", ZoneOffset.UTC);
    Instant owed = Instant.parse("2024-02-29T00:00:00Z");

    assertThat(Slots.due(leapDay, KEY, owed, NOW)).isEqualTo(new Slots.Due(owed, Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "b", "shop/check/x @ 5m", "shop/table/public.y @ 5m"})
  void a_new_group_runs_within_five_seconds_or_its_interval(String key) {
    assertThat(Slots.first(new Schedule.Every(Duration.ofHours(6)), key, NOW))
        .isAfter(NOW)
        .isBeforeOrEqualTo(NOW.plusSeconds(5));
    assertThat(Slots.first(new Schedule.Every(Duration.ofSeconds(2)), key, NOW))
        .isAfter(NOW)
        .isBeforeOrEqualTo(NOW.plusSeconds(2));
  }

  @Test
  void a_new_group_with_a_cron_expression_waits_for_its_slot() {
    assertThat(Slots.first(NIGHTLY, KEY, NOW)).isEqualTo(Instant.parse("2026-11-21T01:00:00Z"));
  }
}
