package io.assay.check.kind;

import static io.assay.check.kind.Judging.NOW;
import static io.assay.check.kind.Judging.atMost;
import static io.assay.check.kind.Judging.breached;
import static io.assay.check.kind.Judging.judge;
import static io.assay.check.kind.Judging.passed;
import static io.assay.check.kind.Judging.unknown;
import static io.assay.check.kind.Judging.written;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assay.check.Buckets;
import io.assay.check.Column;
import io.assay.check.Limits;
import io.assay.check.Measure;
import io.assay.check.Observation;
import io.assay.check.Unit;
import io.assay.check.Verdict;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VolumeTest {
  private static final Column CREATED = new Column.Name("created_at");
  private static final Optional<Limits> HALF = Optional.of(atMost(Unit.SHARE, "0.5"));
  private static final Optional<Limits> DOUBLE = Optional.of(atMost(Unit.SHARE, "1"));
  private static final Volume FALL = volume(HALF, Optional.empty());

  private static Volume volume(Optional<Limits> drop, Optional<Limits> rise) {
    Buckets hours =
        new Buckets(Duration.ofHours(1), Buckets.Against.DAYS, 7, ZoneId.of("Europe/Rome"));
    return new Volume(CREATED, hours, drop, rise);
  }

  private static Verdict counted(Volume kind, Instant now, long... rows) {
    List<Buckets.Span> spans = kind.buckets().before(now);
    List<Measure.BucketRows> counted = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      counted.add(new Measure.BucketRows(spans.get(i), rows[i]));
    }
    return judge(kind, Map.of(new Measure.RowsPerBucket(CREATED, kind.buckets()), counted));
  }

  @Test
  void a_fall_below_the_median_of_earlier_days_is_a_breach() {
    assertThat(breached(counted(FALL, NOW, 1204, 3000, 3010, 3020, 9999, 1)))
        .isEqualTo(
            new Observation(
                "1,204 rows from 10:00 to 11:00 Europe/Rome, 60% fewer than the usual 3,010,"
                    + " at most 50% is tolerated",
                Optional.of(BigDecimal.valueOf(1204)),
                Unit.COUNT,
                "1,204 rows",
                "at most 50% fewer than the usual 3,010"));
  }

  @Test
  void a_rise_is_a_breach_only_where_it_is_limited() {
    assertThat(passed(counted(FALL, NOW, 9000, 3000, 3000)).observed()).isEqualTo("9,000 rows");
    assertThat(breached(counted(volume(HALF, DOUBLE), NOW, 9000, 3000, 3000)).sentence())
        .endsWith("200% more than the usual 3,000, at most 100% is tolerated");
    assertThat(passed(counted(volume(Optional.empty(), DOUBLE), NOW, 0, 3000)).sentence())
        .startsWith("no rows from 10:00 to 11:00");
  }

  @Test
  void a_silent_bucket_fell_by_everything() {
    assertThat(breached(counted(FALL, NOW, 0, 500, 500, 500)).sentence())
        .isEqualTo(
            "no rows from 10:00 to 11:00 Europe/Rome, 100% fewer than the usual 500, at most 50%"
                + " is tolerated");
  }

  @Test
  void a_table_that_is_two_days_old_is_compared_with_two_days() {
    assertThat(breached(counted(FALL, NOW, 10, 500, 480, 0, 0, 0, 0, 0)).sentence())
        .contains("the usual 490");
  }

  @Test
  void zeros_between_days_with_rows_count() {
    assertThat(passed(counted(FALL, NOW, 10, 0, 0, 10, 0, 10, 10, 10)).sentence())
        .contains("as usual");
  }

  @Test
  void nothing_now_and_nothing_before_is_unknown() {
    assertThat(unknown(counted(FALL, NOW, 0, 0, 0, 0, 0, 0, 0, 0)))
        .isEqualTo(
            "no rows from 10:00 to 11:00 Europe/Rome, and nothing to compare with: there are"
                + " usually none at that time");
    assertThat(unknown(counted(FALL, NOW, 0, 0, 0, 0, 0, 0, 0, 500))).contains("usually none");
  }

  @Test
  void rows_where_there_are_usually_none_pass_unless_a_rise_is_limited() {
    assertThat(passed(counted(FALL, NOW, 5, 0, 0, 0, 0, 0, 0, 500)).sentence())
        .isEqualTo("5 rows from 10:00 to 11:00 Europe/Rome, usually there are none");
    assertThat(unknown(counted(volume(HALF, DOUBLE), NOW, 5, 0, 0, 0, 0, 0, 0, 500)))
        .contains("nothing to compare with");
  }

  @Test
  void an_hour_that_the_clock_repeats_counts_in_proportion() {
    Instant after = Instant.parse("2026-10-25T02:10:00Z");
    assertThat(passed(counted(FALL, after, 1000, 500, 500, 500)).sentence()).contains("as usual");
  }

  @Test
  void an_earlier_hour_that_the_clock_skipped_is_left_out() {
    Instant dayAfter = Instant.parse("2026-03-30T01:10:00Z");
    assertThat(passed(counted(FALL, dayAfter, 500, 0, 500, 500)).sentence()).contains("as usual");
  }

  @Test
  void a_day_is_named_by_its_date() {
    Buckets days =
        new Buckets(Duration.ofDays(1), Buckets.Against.WEEKS, 2, ZoneId.of("Europe/Rome"));
    Volume kind = new Volume(CREATED, days, HALF, Optional.empty());
    assertThat(passed(counted(kind, NOW, 500, 500)).sentence())
        .isEqualTo("500 rows on 2026-11-19, as usual");
    assertThat(kind.subject()).isEqualTo("1d");
  }

  @Test
  void half_is_the_fall_that_is_tolerated_when_neither_limit_is_written() {
    assertThat(written(Volume.LANGUAGE, Map.of("volume", Duration.ofHours(1))))
        .containsExactly(FALL);
    assertThat(
            written(
                Volume.LANGUAGE,
                Map.of("volume", Duration.ofHours(1), "rise", atMost(Unit.SHARE, "1"))))
        .containsExactly(volume(Optional.empty(), DOUBLE));
  }

  @Test
  void it_needs_a_time_column_and_a_bucket_that_divides_a_day() {
    assertThatThrownBy(
            () -> written(Volume.LANGUAGE, Map.of("volume", Duration.ofHours(1)), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("time column");
    assertThatThrownBy(() -> written(Volume.LANGUAGE, Map.of("volume", Duration.ofMinutes(7))))
        .hasMessageContaining("divide a day evenly");
    assertThatThrownBy(
            () -> written(Volume.LANGUAGE, Map.of("volume", Duration.ofHours(1), "lookback", 367L)))
        .hasMessage("'lookback' is at most 366");
  }
}
