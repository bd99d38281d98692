package io.assay.check.kind;

import static io.assay.check.kind.Judging.NOW;
import static io.assay.check.kind.Judging.breached;
import static io.assay.check.kind.Judging.measured;
import static io.assay.check.kind.Judging.passed;
import static io.assay.check.kind.Judging.unknown;
import static io.assay.check.kind.Judging.written;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assay.check.Column;
import io.assay.check.Evidence;
import io.assay.check.Measure;
import io.assay.check.Observation;
import io.assay.check.Severity;
import io.assay.check.Unit;
import io.assay.check.Verdict;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FreshTest {
  private static final Column CREATED = new Column.Name("created_at");
  private static final Fresh TEN_MINUTES =
      new Fresh(CREATED, Duration.ofMinutes(10), 2, Severity.WARNING);

  private static Verdict newest(Optional<Duration> ago, Optional<Duration> lag) {
    Optional<Instant> newest = ago.map(NOW::minus);
    return TEN_MINUTES
        .judge(Evidence.of(measured(Map.of(new Measure.Newest(CREATED), newest), NOW, lag)))
        .verdict();
  }

  private static Verdict newest(String ago) {
    return newest(Optional.of(Duration.parse(ago)), Optional.empty());
  }

  @Test
  void a_row_older_than_tolerance_times_every_is_stale() {
    assertThat(breached(newest("PT47M")))
        .isEqualTo(
            new Observation(
                "newest row is 47 min old, expected every 10 min",
                Optional.of(new BigDecimal("2820.000")),
                Unit.SECONDS,
                "47 min",
                "at most 20 min"));
  }

  @Test
  void a_row_exactly_on_the_limit_is_fresh() {
    assertThat(passed(newest("PT20M")).observed()).isEqualTo("20 min");
    assertThat(breached(newest("PT21M")).observed()).isEqualTo("21 min");
  }

  @Test
  void what_is_just_over_the_limit_does_not_read_as_the_limit() {
    Observation seen = breached(newest("PT20M0.001S"));
    assertThat(seen.sentence())
        .isEqualTo("newest row is just over 20 min old, expected every 10 min");
    assertThat(seen.observed()).isEqualTo("just over 20 min");
    assertThat(seen.expected()).isEqualTo("at most 20 min");
  }

  @Test
  void no_row_with_a_time_is_a_breach_without_a_figure() {
    Observation seen = breached(newest(Optional.empty(), Optional.empty()));
    assertThat(seen.sentence())
        .isEqualTo("there is no row with a time, one is expected every 10 min");
    assertThat(seen.value()).isEmpty();
  }

  @Test
  void a_row_dated_ahead_is_fresh_and_says_so() {
    Observation seen = passed(newest("-PT5M"));
    assertThat(seen.sentence()).isEqualTo("newest row is 5 min in the future");
    assertThat(seen.observed()).isEqualTo("5 min in the future");
    assertThat(seen.value()).contains(new BigDecimal("-300.000"));
  }

  @Test
  void the_lag_of_a_standby_is_taken_off_but_never_makes_a_row_of_the_future() {
    Optional<Duration> lag = Optional.of(Duration.ofMinutes(15));
    assertThat(passed(newest(Optional.of(Duration.ofMinutes(30)), lag)).observed())
        .isEqualTo("15 min");
    assertThat(passed(newest(Optional.of(Duration.ofMinutes(3)), lag)).observed())
        .isEqualTo("0 ms");
  }

  @Test
  void a_standby_further_behind_than_the_limit_tells_nothing() {
    assertThat(unknown(newest(Optional.empty(), Optional.of(Duration.ofMinutes(21)))))
        .isEqualTo("the standby is 21 min behind, more than the limit of 20 min");
  }

  @Test
  void an_interval_of_centuries_is_judged_like_any_other() {
    Fresh forever = new Fresh(CREATED, Duration.ofDays(400_000), 1e9, Severity.WARNING);
    assertThat(
            forever
                .judge(Evidence.of(measured(Map.of(new Measure.Newest(CREATED), Optional.of(NOW)))))
                .verdict())
        .isInstanceOf(Verdict.Pass.class);
  }

  @Test
  void the_time_column_of_the_table_serves_when_none_is_written() {
    assertThat(written(Fresh.LANGUAGE, Map.of("every", Duration.ofMinutes(10))))
        .containsExactly(TEN_MINUTES);
    assertThatThrownBy(() ->
            written(Fresh.LANGUAGE, Map.of("every", Duration.ofMinutes(10)), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("time column");
  }
}
