package io.assay.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.About;
import io.assay.check.Bound;
import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Column;
import io.assay.check.Filter;
import io.assay.check.Guard;
import io.assay.check.Kind;
import io.assay.check.Limit;
import io.assay.check.Limits;
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
import io.assay.check.kind.Rows;
import io.assay.incident.CheckState;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CheckSeriesTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final CheckSeries series = new CheckSeries();

  private final MetricsPage page = new MetricsPage(registry, series);

  @Test
  void a_declared_check_has_its_series_before_it_ran() {
    series.declare(List.of(check("a")));
    assertThat(text())
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
    assertThat(text().lines().filter(line -> line.startsWith("assay_check_status{")))
        .filteredOn(line -> line.endsWith(" 1.0"))
        .containsExactly(
            "assay_check_status{check=\"a\",database=\"shop\",severity=\"critical\",status=\"breach\",table=\"public.orders\"} 1.0");
    assertThat(text())
        .contains("outcome=\"breach\",table=\"public.orders\"} 1.0")
        .contains("assay_check_value{check=\"a\",database=\"shop\",table=\"public.orders\"} 7.5");
  }

  @Test
  void a_check_that_is_no_longer_declared_leaves_no_series_behind() {
    series.declare(List.of(check("a"), check("b")));
    series.declare(List.of(check("b")));
    series.ran(check("a"), new Verdict.Pass(seen("1")), NOON);
    assertThat(text()).doesNotContain("check=\"a\"").contains("check=\"b\"");
  }

  @Test
  void the_classic_format_names_a_counter_in_full() {
    series.declare(List.of(check("a")));
    registry.counter("assay.missed.runs").increment();

    assertThat(text())
        .startsWith("# HELP assay_check_status 1 for the status")
        .contains(
            "# HELP assay_check_runs_total Runs of the check",
            "# TYPE assay_check_runs_total counter\nassay_check_runs_total{",
            "# TYPE assay_check_value gauge\nassay_check_value{",
            "# TYPE assay_missed_runs_total counter")
        .doesNotContain("# EOF");
  }

  @Test
  void open_metrics_names_the_family_of_a_counter_and_ends_once() {
    series.declare(List.of(check("a")));
    registry.counter("assay.missed.runs").increment();

    assertThat(text("application/openmetrics-text; version=1.0.0; charset=utf-8"))
        .contains(
            "# TYPE assay_check_runs counter\n# HELP assay_check_runs Runs",
            "\nassay_check_runs_total{",
            "# TYPE assay_missed_runs counter")
        .containsOnlyOnce("# EOF")
        .endsWith("# EOF\n");
  }

  @Test
  void the_kind_and_the_owner_of_a_check_are_labels_of_a_series_of_their_own() {
    series.declare(List.of(check("a")));
    assertThat(text())
        .contains(
            "assay_check_info{check=\"a\",database=\"shop\",kind=\"fresh\",owner=\"\",table=\"public.orders\"} 1.0");
  }

  @Test
  void the_limits_of_the_figure_are_series_in_its_unit() {
    Check counted =
        check(
            "b",
            new Rows(
                new Limits(
                    List.of(
                        new Limit(Severity.WARNING, Unit.COUNT, new Bound.AtLeast(BigDecimal.TEN)),
                        new Limit(
                            Severity.CRITICAL,
                            Unit.COUNT,
                            new Bound.Between(BigDecimal.ONE, BigDecimal.TWO))))));
    series.declare(List.of(check("a"), counted));

    assertThat(text().lines().filter(line -> line.startsWith("assay_check_limit{")))
        .containsExactlyInAnyOrder(
            "assay_check_limit{bound=\"most\",check=\"a\",database=\"shop\",severity=\"warning\",table=\"public.orders\"} 600.0",
            "assay_check_limit{bound=\"least\",check=\"b\",database=\"shop\",severity=\"warning\",table=\"public.orders\"} 10.0",
            "assay_check_limit{bound=\"least\",check=\"b\",database=\"shop\",severity=\"critical\",table=\"public.orders\"} 1.0",
            "assay_check_limit{bound=\"most\",check=\"b\",database=\"shop\",severity=\"critical\",table=\"public.orders\"} 2.0");
  }

  @Test
  void what_ends_a_label_is_escaped() {
    series.declare(List.of(check("a \"b\" \\ \n c")));

    assertThat(text())
        .contains("assay_check_value{check=\"a \\\"b\\\" \\\\ \\n c\",database=\"shop\",");
  }

  @Test
  void every_check_of_many_has_twelve_series_and_one_for_its_limit() {
    List<Check> many = IntStream.range(0, 1234).mapToObj(i -> check("c" + i)).toList();
    series.declare(many);

    assertThat(text().lines().filter(line -> line.startsWith("assay_check_"))).hasSize(16_042);
  }

  @Test
  void what_ran_before_a_restart_is_told_from_its_state() {
    series.declare(List.of(check("a"), check("b")));
    series.ran(check("b"), new Verdict.Pass(seen("1")), NOON);
    CheckState.Last last =
        new CheckState.Last(
            Optional.of("breach"),
            Optional.of(NOON),
            Optional.of(NOON),
            Optional.empty(),
            Optional.of(Severity.CRITICAL));

    series.recall(Map.of(new CheckId("a"), last, new CheckId("b"), last));

    assertThat(text().lines().filter(line -> line.startsWith("assay_check_status{")))
        .filteredOn(line -> line.endsWith(" 1.0"))
        .containsExactlyInAnyOrder(
            "assay_check_status{check=\"a\",database=\"shop\",severity=\"critical\",status=\"breach\",table=\"public.orders\"} 1.0",
            "assay_check_status{check=\"b\",database=\"shop\",severity=\"warning\",status=\"pass\",table=\"public.orders\"} 1.0");
  }

  private String text() {
    return text("text/plain; version=0.0.4; charset=utf-8");
  }

  private String text(String contentType) {
    try (InputStream read = page.read(contentType)) {
      return new String(read.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Observation seen(String value) {
    return new Observation(
        "it is so", Optional.of(new BigDecimal(value)), Unit.COUNT, value, "none");
  }

  private static Check check(String id) {
    return check(
        id, new Fresh(new Column.Name("created_at"), Duration.ofMinutes(5), 2, Severity.WARNING));
  }

  private static Check check(String id, Kind kind) {
    return new Check(
        new CheckId(id),
        kind,
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
