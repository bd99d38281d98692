package io.assay.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BucketsTest {
  private static Buckets buckets(String length, Buckets.Against against, int lookback) {
    return new Buckets(Duration.parse(length), against, lookback, ZoneId.of("Europe/Rome"));
  }

  private static Buckets.Span span(String from, String to) {
    return new Buckets.Span(Instant.parse(from), Instant.parse(to));
  }

  @Test
  void the_last_whole_bucket_comes_first_then_the_same_of_earlier_days() {
    assertThat(
            buckets("PT1H", Buckets.Against.DAYS, 2).before(Instant.parse("2026-11-20T10:59:59Z")))
        .containsExactly(
            span("2026-11-20T09:00:00Z", "2026-11-20T10:00:00Z"),
            span("2026-11-19T09:00:00Z", "2026-11-19T10:00:00Z"),
            span("2026-11-18T09:00:00Z", "2026-11-18T10:00:00Z"));
  }

  @Test
  void at_the_very_end_of_a_bucket_it_is_whole() {
    assertThat(
            buckets("PT1H", Buckets.Against.DAYS, 1)
                .before(Instant.parse("2026-11-20T11:00:00Z"))
                .getFirst())
        .isEqualTo(span("2026-11-20T10:00:00Z", "2026-11-20T11:00:00Z"));
  }

  @Test
  void weeks_compare_with_the_same_weekday() {
    assertThat(
            buckets("P1D", Buckets.Against.WEEKS, 1).before(Instant.parse("2026-11-20T10:00:00Z")))
        .containsExactly(
            span("2026-11-18T23:00:00Z", "2026-11-19T23:00:00Z"),
            span("2026-11-11T23:00:00Z", "2026-11-12T23:00:00Z"));
  }

  @Test
  void a_day_of_a_clock_change_has_23_or_25_hours() {
    Buckets days = buckets("P1D", Buckets.Against.DAYS, 1);
    assertThat(days.before(Instant.parse("2026-03-30T10:00:00Z")).getFirst())
        .isEqualTo(span("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"));
    assertThat(days.before(Instant.parse("2026-10-26T10:00:00Z")).getFirst())
        .isEqualTo(span("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"));
  }

  @ParameterizedTest
  @CsvSource({"PT1H,2026-03-29T00:00:00Z", "PT15M,2026-03-29T00:45:00Z"})
  void a_bucket_that_the_clock_skips_is_never_the_last_whole_one(String length, String from) {
    Buckets.Span last =
        buckets(length, Buckets.Against.DAYS, 1)
            .before(Instant.parse("2026-03-29T01:05:00Z"))
            .getFirst();
    assertThat(last).isEqualTo(span(from, "2026-03-29T01:00:00Z"));
  }

  @Test
  void an_earlier_bucket_that_the_clock_skipped_has_no_length() {
    List<Buckets.Span> spans =
        buckets("PT15M", Buckets.Against.DAYS, 1).before(Instant.parse("2026-03-30T00:31:00Z"));
    assertThat(spans)
        .containsExactly(
            span("2026-03-30T00:15:00Z", "2026-03-30T00:30:00Z"),
            span("2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT7M", "PT0S", "PT25H", "PT5H", "PT-1H", "PT0.0001S"})
  void a_bucket_has_to_divide_a_day(String length) {
    assertThatThrownBy(() -> buckets(length, Buckets.Against.DAYS, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("divide a day evenly");
  }

  @Test
  void there_is_at_least_one_bucket_to_compare_with() {
    assertThatThrownBy(() -> buckets("PT1H", Buckets.Against.DAYS, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
