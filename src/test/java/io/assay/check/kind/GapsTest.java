package io.assay.check.kind;

import static io.assay.check.kind.Judging.breached;
import static io.assay.check.kind.Judging.judge;
import static io.assay.check.kind.Judging.passed;
import static io.assay.check.kind.Judging.unknown;
import static io.assay.check.kind.Judging.written;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assay.check.Buckets;
import io.assay.check.Column;
import io.assay.check.Measure;
import io.assay.check.Observation;
import io.assay.check.Severity;
import io.assay.check.Unit;
import io.assay.check.Verdict;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GapsTest {
  private static final Column CREATED = new Column.Name("created_at");
  private static final Gaps HOURLY = gaps(Duration.ofHours(1), Duration.ofDays(1));

  private static Gaps gaps(Duration every, Duration window) {
    return new Gaps(
        CREATED, new Buckets.Grid(every, ZoneId.of("Europe/Rome")), window, Severity.WARNING);
  }

  private static Buckets.Span span(String from, String to) {
    return new Buckets.Span(Instant.parse(from), Instant.parse(to));
  }

  private static Verdict found(Gaps kind, long whole, long empty, Buckets.Span... ends) {
    return judge(
        kind,
        Map.of(
            new Measure.Gaps(CREATED, kind.grid(), kind.window()),
            new Measure.EmptyBuckets(
                whole,
                empty,
                ends.length == 0 ? Optional.empty() : Optional.of(ends[0]),
                ends.length == 0 ? Optional.empty() : Optional.of(ends[ends.length - 1]))));
  }

  @Test
  void empty_buckets_are_a_breach_that_names_how_many_and_the_first_and_last() {
    assertThat(
            breached(
                found(
                    HOURLY,
                    23,
                    3,
                    span("2026-11-19T22:00:00Z", "2026-11-19T23:00:00Z"),
                    span("2026-11-20T05:00:00Z", "2026-11-20T06:00:00Z"))))
        .isEqualTo(
            new Observation(
                "3 of 23 buckets of 1 h are empty, the first from 19 Nov 23:00 to 20 Nov 00:00,"
                    + " the last from 20 Nov 06:00 to 07:00 Europe/Rome",
                Optional.of(BigDecimal.valueOf(3)),
                Unit.COUNT,
                "3 empty buckets",
                "a row in each bucket of 1 h"));
  }

  @Test
  void a_single_gap_is_named_once() {
    assertThat(
            breached(found(HOURLY, 23, 1, span("2026-11-20T05:00:00Z", "2026-11-20T06:00:00Z")))
                .sentence())
        .isEqualTo("1 of 23 buckets of 1 h is empty, from 20 Nov 06:00 to 07:00 Europe/Rome");
  }

  @Test
  void buckets_that_all_have_rows_pass() {
    assertThat(passed(found(HOURLY, 23, 0)).sentence())
        .isEqualTo("all 23 buckets of 1 h have rows");
    assertThat(passed(found(HOURLY, 1, 0)).sentence()).isEqualTo("the 1 bucket of 1 h has rows");
  }

  @Test
  void nothing_can_be_said_where_the_standby_has_not_replayed_a_bucket() {
    assertThat(unknown(found(HOURLY, 0, 0))).contains("standby");
  }

  @Test
  void it_reads_its_own_window_and_the_time_of_the_table() {
    Map<String, Object> day = Map.of("every", Duration.ofHours(1), "window", Duration.ofDays(1));
    assertThat(written(Gaps.LANGUAGE, day)).containsExactly(HOURLY);
    assertThatThrownBy(() -> written(Gaps.LANGUAGE, day, Optional.empty()))
        .hasMessageContaining("needs a time column");
  }

  @Test
  void a_window_holds_at_least_one_whole_bucket_and_not_too_many() {
    assertThatThrownBy(() -> gaps(Duration.ofHours(1), Duration.ofMinutes(119)))
        .hasMessage("'window' must be at least twice as long as 'every'");
    assertThatThrownBy(() -> gaps(Duration.ofSeconds(1), Duration.ofDays(2)))
        .hasMessageContaining("more than 100,000 buckets");
    assertThatThrownBy(() -> gaps(Duration.ofHours(7), Duration.ofDays(2)))
        .hasMessageContaining("divide a day evenly");
  }
}
