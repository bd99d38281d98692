package io.assay.metrics;

import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Observation;
import io.assay.check.Severity;
import io.assay.check.TableName;
import io.assay.check.Verdict;
import io.assay.incident.CheckState;
import io.assay.incident.Standing;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// The series of each declared check, made when they are scraped: ten for a check, none for one
/// that is no longer declared.
///
/// A check that has not run yet has its series from the start: no status is set, its runs are 0,
/// its times are 0 and its value is NaN. After a restart its status and its times are those of its
/// last run.
public final class CheckSeries implements MultiCollector {
  private static final String[] STATUSES = {"pass", "breach", "error", "unknown"};

  private final Map<CheckId, Figures> checks = new ConcurrentHashMap<>();

  /// Replaces the set of checks; the figures of those that stay are kept.
  public void declare(Collection<Check> declared) {
    var ids = declared.stream().map(Check::id).collect(Collectors.toSet());
    checks.keySet().retainAll(ids);
    declared.forEach(
        check -> checks.merge(check.id(), new Figures(check), (old, fresh) -> old.as(check)));
  }

  /// Returns the checks of which nothing is known yet.
  public Set<CheckId> blank() {
    return checks.entrySet().stream()
        .filter(entry -> entry.getValue().status.isEmpty())
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /// Fills in where checks stood before the daemon started, for those that did not run since.
  public void recall(Collection<Standing> standings) {
    for (Standing standing : standings) {
      CheckState state = standing.state();
      checks.computeIfPresent(
          state.of().check(),
          (_, figures) -> figures.status.isEmpty() ? figures.recalling(state.last()) : figures);
    }
  }

  /// Takes in what a check came to. A check that is not declared is left out.
  public void ran(Check check, Verdict verdict, Instant at) {
    checks.computeIfPresent(check.id(), (_, figures) -> figures.after(verdict, at));
  }

  @Override
  public MetricSnapshots collect() {
    var status = GaugeSnapshot.builder().name(MetricNames.CHECK_STATUS);
    status.help("1 for the status that the check's last run came to, 0 for the others.");
    var runs = CounterSnapshot.builder().name(MetricNames.CHECK_RUNS);
    runs.help("Runs of the check by what they came to, since the daemon started.");
    checks.forEach((id, figures) -> {
      for (int i = 0; i < STATUSES.length; i++) {
        boolean now = STATUSES[i].equals(figures.status);
        status.dataPoint(
            point(
                figures.labels("severity", figures.severity.word(), "status", STATUSES[i]),
                now ? 1 : 0));
        runs.dataPoint(
            CounterDataPointSnapshot.builder()
                .labels(figures.labels("outcome", STATUSES[i]))
                .value(figures.runs[i])
                .build());
      }
    });
    return MetricSnapshots.of(
        status.build(),
        runs.build(),
        gauge(
            MetricNames.CHECK_VALUE,
            "The figure that the check's last run observed, in its base unit.",
            f -> f.value),
        gauge(MetricNames.CHECK_LAST_RUN, "When the check last ran.", f -> f.lastRun),
        gauge(MetricNames.CHECK_LAST_PASS, "When the check last passed.", f -> f.lastPass));
  }

  private GaugeSnapshot gauge(String name, String help, ToDoubleFunction<Figures> figure) {
    var snapshot = GaugeSnapshot.builder().name(name);
    snapshot.help(help);
    checks.forEach((id, figures) ->
        snapshot.dataPoint(point(figures.labels(), figure.applyAsDouble(figures))));
    return snapshot.build();
  }

  private static GaugeDataPointSnapshot point(Labels labels, double value) {
    return GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
  }

  /// One check's figures; a new object for each run, so that a scrape never sees half of one.
  private record Figures(
      Check check,
      String status,
      Severity severity,
      double value,
      double lastRun,
      double lastPass,
      long[] runs) {
    Figures(Check check) {
      this(check, "", check.terms().severity(), Double.NaN, 0, 0, new long[STATUSES.length]);
    }

    Figures as(Check declared) {
      return new Figures(declared, status, severity, value, lastRun, lastPass, runs);
    }

    Figures after(Verdict verdict, Instant at) {
      long[] counted = runs.clone();
      for (int i = 0; i < STATUSES.length; i++) {
        if (STATUSES[i].equals(verdict.word())) {
          counted[i]++;
        }
      }
      double now = seconds(at);
      Severity worst =
          verdict instanceof Verdict.Breach breach ? breach.severity() : check.terms().severity();
      double pass = verdict instanceof Verdict.Pass ? now : lastPass;
      return new Figures(check, verdict.word(), worst, seen(verdict), now, pass, counted);
    }

    Figures recalling(CheckState.Last last) {
      return new Figures(
          check,
          last.state().orElse(""),
          last.severity().orElse(severity),
          value,
          last.run().map(Figures::seconds).orElse(lastRun),
          last.pass().map(Figures::seconds).orElse(lastPass),
          runs);
    }

    private static double seconds(Instant at) {
      return at.toEpochMilli() / 1000.0;
    }

    Labels labels(String... more) {
      return Labels.of(
              "database", check.target().database(),
              "table", check.target().table().map(TableName::toString).orElse(""),
              "check", check.id().value())
          .merge(Labels.of(more));
    }

    private static double seen(Verdict verdict) {
      Optional<Observation> seen =
          switch (verdict) {
            case Verdict.Pass pass -> Optional.of(pass.seen());
            case Verdict.Breach breach -> Optional.of(breach.seen());
            case Verdict.Errored _, Verdict.Unknown _ -> Optional.empty();
          };
      return seen.flatMap(Observation::value).map(BigDecimal::doubleValue).orElse(Double.NaN);
    }
  }
}
