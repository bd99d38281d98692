package io.assay.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
  private static final String KEY = "shop/orders/fresh/created_at";

  private static List<String> slots(Schedule schedule, String after, int count) {
    return Stream.iterate(
            schedule.next(Instant.parse(after), KEY), slot -> schedule.next(slot, KEY))
        .limit(count)
        .map(Instant::toString)
        .toList();
  }

  private static Schedule.Cron rome(String expression) {
    return new Schedule.Cron(expression, ZoneId.of("Europe/Rome"));
  }

  private static Schedule.Cron utc(String expression) {
    return new Schedule.Cron(expression, ZoneId.of("UTC"));
  }

  @Nested
  class Intervals {
    private final Schedule.Every fiveMinutes = new Schedule.Every(Duration.ofMinutes(5));

    @Test
    void the_same_key_has_the_same_slots_whenever_it_is_asked() {
      Instant slot = fiveMinutes.next(Instant.parse("2026-11-20T10:00:00Z"), KEY);
      assertThat(fiveMinutes.next(slot.minusMillis(1), KEY)).isEqualTo(slot);
      assertThat(new Schedule.Every(Duration.ofMinutes(5)).next(slot.minusSeconds(299), KEY))
          .isEqualTo(slot);
    }

    @Test
    void a_slot_is_followed_by_the_next_and_never_by_itself() {
      Instant slot = fiveMinutes.next(Instant.parse("2026-11-20T10:00:00.123456789Z"), KEY);
      assertThat(fiveMinutes.next(slot, KEY)).isEqualTo(slot.plusSeconds(300));
    }

    @Test
    void slots_do_not_drift_over_a_year() {
      Instant slot = fiveMinutes.next(Instant.parse("2026-01-01T00:00:00Z"), KEY);
      Instant later = fiveMinutes.next(Instant.parse("2027-01-01T00:00:00Z"), KEY);
      assertThat(Duration.between(slot, later).toMillis() % 300_000).isZero();
    }

    @Test
    void a_thousand_keys_are_spread_evenly() {
      Instant start = Instant.parse("2026-11-20T10:00:00Z");
      int[] tenths = new int[10];
      IntStream.range(0, 1000)
          .mapToObj(i -> fiveMinutes.next(start, "shop/orders_" + i + "/rows"))
          .mapToLong(slot -> slot.toEpochMilli() % 300_000)
          .forEach(phase -> tenths[(int) (phase / 30_000)]++);
      assertThat(IntStream.of(tenths)).allMatch(count -> count > 60 && count < 140);
    }

    @Test
    void instants_before_1970_have_slots_too() {
      Instant before = Instant.parse("1969-12-31T23:00:00Z");
      assertThat(fiveMinutes.next(before, KEY))
          .isAfter(before)
          .isBeforeOrEqualTo(before.plusSeconds(300));
    }
  }

  @Nested
  class Crons {
    @Test
    void a_time_that_the_clock_skips_is_due_at_the_first_instant_after_the_gap() {
      assertThat(slots(rome("30 2 * * *"), "2026-03-28T12:00:00Z", 3))
          .containsExactly("2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z", "2026-03-31T00:30:00Z");
      assertThat(slots(rome("0 2 * * *"), "2026-03-28T12:00:00Z", 2))
          .containsExactly("2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z");
    }

    @Test
    void several_skipped_times_are_due_once_after_the_gap() {
      assertThat(slots(rome("10,30,50 2 * * *"), "2026-03-28T12:00:00Z", 2))
          .containsExactly("2026-03-29T01:00:00Z", "2026-03-30T00:10:00Z");
    }

    @Test
    void a_time_that_the_clock_repeats_is_due_once() {
      assertThat(slots(rome("30 2 * * *"), "2026-10-24T12:00:00Z", 2))
          .containsExactly("2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
      assertThat(rome("30 2 * * *").next(Instant.parse("2026-10-25T00:45:00Z"), KEY))
          .isEqualTo("2026-10-26T01:30:00Z");
    }

    @Test
    void an_hourly_one_goes_on_through_both_changes() {
      assertThat(slots(rome("5 * * * *"), "2026-03-28T23:30:00Z", 4))
          .containsExactly(
              "2026-03-29T00:05:00Z",
              "2026-03-29T01:05:00Z",
              "2026-03-29T02:05:00Z",
              "2026-03-29T03:05:00Z");
      assertThat(slots(rome("5 * * * *"), "2026-10-24T23:30:00Z", 4))
          .containsExactly(
              "2026-10-25T00:05:00Z",
              "2026-10-25T01:05:00Z",
              "2026-10-25T02:05:00Z",
              "2026-10-25T03:05:00Z");
    }

    @ParameterizedTest
    @CsvSource({
      "* * * * *,2026-03-29T00:00:00Z,60",
      "* * * * *,2026-10-24T23:00:00Z,60",
      "*/5 * * * *,2026-03-29T00:00:00Z,300",
      "*/5 * * * *,2026-10-24T23:00:00Z,300",
      "*/5 0-5 * * *,2026-10-24T23:00:00Z,300"
    })
    void one_every_few_minutes_keeps_its_pace_through_both_changes(
        String expression, String after, long seconds) {
      Instant slot = Instant.parse(after);
      for (int i = 0; i < 3 * 3600 / seconds; i++) {
        Instant next = rome(expression).next(slot, KEY);
        assertThat(Duration.between(slot, next).toSeconds()).isEqualTo(seconds);
        slot = next;
      }
    }

    @Test
    void every_second_hour_is_due_once_in_a_repeated_hour_and_after_a_skipped_one() {
      assertThat(slots(rome("0 */2 * * *"), "2026-10-24T21:30:00Z", 3))
          .containsExactly("2026-10-24T22:00:00Z", "2026-10-25T00:00:00Z", "2026-10-25T03:00:00Z");
      assertThat(slots(rome("0 */2 * * *"), "2026-03-28T22:30:00Z", 3))
          .containsExactly("2026-03-28T23:00:00Z", "2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z");
    }

    @Test
    void a_midnight_that_the_clock_skips_is_due_at_one() {
      Schedule.Cron beirut = new Schedule.Cron("0 0 * * *", ZoneId.of("Asia/Beirut"));
      assertThat(slots(beirut, "2026-03-28T12:00:00Z", 1)).containsExactly("2026-03-28T22:00:00Z");
    }

    @ParameterizedTest
    @CsvSource({
      "0 12 * * 0,2026-11-22T12:00:00Z",
      "0 12 * * 7,2026-11-22T12:00:00Z",
      "0 12 * * SUN,2026-11-22T12:00:00Z",
      "0 12 * * sat-sun,2026-11-21T12:00:00Z",
      "0 12 * * 1-5,2026-11-20T12:00:00Z",
      "'0 12 1,15 * *',2026-12-01T12:00:00Z",
      "0 12 * JAN *,2027-01-01T12:00:00Z",
      "0-59/40 * * * *,2026-11-20T00:40:00Z",
      "'  0   0 * * *  ',2026-11-21T00:00:00Z",
      "0 0 29 2 *,2028-02-29T00:00:00Z"
    })
    void lists_ranges_steps_and_names_are_read(String expression, String next) {
      assertThat(utc(expression).next(Instant.parse("2026-11-20T00:00:00Z"), KEY)).isEqualTo(next);
    }

    @Test
    void a_slot_is_never_its_own_successor_even_with_fractions_of_a_second() {
      assertThat(utc("0 * * * *").next(Instant.parse("2026-11-20T10:00:00Z"), KEY))
          .isEqualTo("2026-11-20T11:00:00Z");
      assertThat(utc("0 * * * *").next(Instant.parse("2026-11-20T09:59:59.999999Z"), KEY))
          .isEqualTo("2026-11-20T10:00:00Z");
      assertThat(utc("0 * * * *").next(Instant.parse("2026-11-20T10:00:00.000001Z"), KEY))
          .isEqualTo("2026-11-20T11:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "* * * *",
          "0 0 2 * * *",
          "@daily",
          "",
          "61 * * * *",
          "0 0 * * 8",
          "a b c d e",
          "0 0 L * *",
          "0 0 * * 6-1",
          "*/0 * * * *",
          "- * * * *"
        })
    void what_is_no_cron_expression_is_refused_with_an_example(String expression) {
      assertThatThrownBy(() -> utc(expression))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'0 2 * * *'");
    }

    @Test
    void a_day_that_never_comes_is_refused() {
      assertThatThrownBy(() -> utc("0 0 30 2 *"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("names no time");
    }

    @Test
    void the_zone_is_told_unless_it_is_utc() {
      assertThat(utc("0 2 * * *").written()).isEqualTo("0 2 * * *");
      assertThat(rome("0 2 * * *").written()).isEqualTo("0 2 * * * Europe/Rome");
    }
  }
}
