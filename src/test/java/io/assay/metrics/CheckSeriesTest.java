package io.assay.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.About;
import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Column;
import io.assay.check.Filter;
import io.assay.check.Guard;
import io.assay.check.Observation;
import io.assay.check.Schedule;
import io.assay.check.Severity;
import io.assay.check.Source;
import io.assay.check.TableName;
import io.assay.check.Target;
import io.assay.check.Terms;
import io.assay.check.Unit;
import io.assay.check.Verdict;
import io.assay.check.kind.Fresh;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CheckSeriesTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final CheckSeries series = new CheckSeries();

  CheckSeriesTest() {
    registry.getPrometheusRegistry().register(series);
  }

  @Test
  void a_declared_check_has_its_series_before_it_ran() {
    series.declare(List.of(check("a")));
    assertThat(registry.scrape())
        .contains(
            "assay_check_runs_total{check=\"a\",database=\"shop\",outcome=\"pass\",table=\"public.orders\"} 0.0")
        .contains(
            "assay_check_last_pass_timestamp_seconds{check=\"a\",database=\"shop\",table=\"public.orders\"} 0.0")
        .contains("status=\"breach\",table=\"public.orders\"} 0.0")
        .contains("assay_check_value{check=\"a\",database=\"shop\",table=\"public.orders\"} NaN");
  }

  @Test
  void a_run_sets_exactly_one_status_and_counts() {
    series.declare(List.of(check("a")));
    series.ran(check("a"), new Verdict.Breach(Severity.CRITICAL, seen("7.5")), NOON);
    assertThat(registry.scrape().lines().filter(line -> line.startsWith("assay_check_status{")))
        .filteredOn(line -> line.endsWith(" 1.0"))
        .containsExactly(
            "assay_check_status{check=\"a\",database=\"shop\",severity=\"critical\",status=\"breach\",table=\"public.orders\"} 1.0");
    assertThat(registry.scrape())
        .contains("outcome=\"breach\",table=\"public.orders\"} 1.0")
        .contains("assay_check_value{check=\"a\",database=\"shop\",table=\"public.orders\"} 7.5");
  }

  @Test
  void a_check_that_is_no_longer_declared_leaves_no_series_behind() {
    series.declare(List.of(check("a"), check("b")));
    series.declare(List.of(check("b")));
    series.ran(check("a"), new Verdict.Pass(seen("1")), NOON);
    assertThat(registry.scrape()).doesNotContain("check=\"a\"").contains("check=\"b\"");
  }

  private static Observation seen(String value) {
    return new Observation(
        "it is so", Optional.of(new BigDecimal(value)), Unit.COUNT, value, "none");
  }

  private static Check check(String id) {
    return new Check(
        new CheckId(id),
        new Fresh(new Column.Name("created_at"), Duration.ofMinutes(5), 2, Severity.WARNING),
        new Target(
            "shop",
            Optional.of(new TableName("public", "orders")),
            Filter.ALL_ROWS,
            Guard.OF_DATABASE,
            ZoneOffset.UTC),
        new Terms(
            Severity.WARNING,
            new Schedule.Every(Duration.ofMinutes(5)),
            Terms.Streaks.ONE,
            Duration.ofHours(24),
            Optional.empty()),
        new About(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            new Source("checks/shop.yaml", 3, 5)));
  }
}
