package io.assay.metrics;

import io.assay.check.Bound;
import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Limit;
import io.assay.check.Observation;
import io.assay.check.Severity;
import io.assay.check.Verdict;
import io.assay.incident.CheckState;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// The series of each declared check, made when they are scraped: twelve for a check and one for
/// each limit that its figure has, none for one that is no longer declared.
///
/// A check that has not run yet has its series from the start: no status is set, its runs are 0,
/// its times are 0 and its value is NaN. After a restart its status and its times are those of its
/// last run.
public final class CheckSeries {
  private static final String[] STATUSES = {"pass", "breach", "error", "unknown"};
  private static final int AT_ONCE = 100;

  private static final List<Family> FAMILIES =
      List.of(
          new Family(
              MetricNames.CHECK_STATUS,
              "gauge",
              "1 for the status that the check's last run came to, 0 for the others.",
              CheckSeries::statuses),
          new Family(
              MetricNames.CHECK_RUNS,
              "counter",
              "Runs of the check by what they came to, since the daemon started.",
              CheckSeries::runs),
          Family.gauge(
              MetricNames.CHECK_VALUE,
              "The figure that the check's last run observed, in its base unit.",
              Figures::value),
          new Family(
              MetricNames.CHECK_LIMIT,
              "gauge",
              "A limit that the check's figure is held to, in its base unit.",
              CheckSeries::limits),
          Family.gauge(MetricNames.CHECK_LAST_RUN, "When the check last ran.", Figures::lastRun),
          Family.gauge(
              MetricNames.CHECK_LAST_PASS, "When the check last passed.", Figures::lastPass),
          new Family(
              MetricNames.CHECK_INFO,
              "gauge",
              "Always 1; the labels name the check's kind and its owner.",
              CheckSeries::info));

  private final Map<CheckId, Figures> checks = new ConcurrentHashMap<>();

  /// Replaces the set of checks; the figures of those that stay are kept.
  public void declare(Collection<Check> declared) {
    var ids = declared.stream().map(Check::id).collect(Collectors.toSet());
    checks.keySet().retainAll(ids);
    declared.forEach(
        check -> checks.merge(check.id(), new Figures(check), (old, fresh) -> old.as(check)));
  }

  /// Fills in where checks stood before the daemon started, for those that did not run since.
  public void recall(Map<CheckId, CheckState.Last> last) {
    last.forEach((check, its) ->
        checks.computeIfPresent(
            check, (_, figures) -> figures.status.isEmpty() ? figures.recalling(its) : figures));
  }

  /// Takes in what a check came to. A check that is not declared is left out.
  public void ran(Check check, Verdict verdict, Instant at) {
    checks.computeIfPresent(check.id(), (_, figures) -> figures.after(verdict, at));
  }

  /// Returns the series as text, in parts of which each is made when it is asked for: all of them
  /// together are some megabytes for ten thousand checks.
  Iterator<String> text(Exposition format) {
    List<Figures> all = List.copyOf(checks.values());
    List<Supplier<String>> parts = new ArrayList<>();
    for (Family family : FAMILIES) {
      parts.add(() -> format.head(family.name(), family.type(), family.help()));
      for (int i = 0; i < all.size(); i += AT_ONCE) {
        List<Figures> some = all.subList(i, Math.min(all.size(), i + AT_ONCE));
        parts.add(() -> {
          StringBuilder text = new StringBuilder();
          some.forEach(figures -> family.samples().accept(figures, text));
          return text.toString();
        });
      }
    }
    return parts.stream().map(Supplier::get).iterator();
  }

  /// The series of one name.
  ///
  /// @param samples writes those of one check
  private record Family(
      String name, String type, String help, BiConsumer<Figures, StringBuilder> samples) {
    static Family gauge(String name, String help, ToDoubleFunction<Figures> value) {
      return new Family(
          name,
          "gauge",
          help,
          (figures, text) -> figures.sample(name, "", value.applyAsDouble(figures), text));
    }
  }

  private static void info(Figures figures, StringBuilder text) {
    String own =
        "kind=\""
            + figures.check.kind().keyword()
            + "\",owner=\""
            + Figures.escaped(figures.check.about().owner().orElse(""))
            + "\",";
    figures.sample(MetricNames.CHECK_INFO, own, 1, text);
  }

  private static void statuses(Figures figures, StringBuilder text) {
    for (String status : STATUSES) {
      String own = "severity=\"" + figures.severity.word() + "\",status=\"" + status + "\",";
      figures.sample(MetricNames.CHECK_STATUS, own, status.equals(figures.status) ? 1 : 0, text);
    }
  }

  private static void limits(Figures figures, StringBuilder text) {
    for (Limit limit : figures.check.kind().limitsOfFigure()) {
      switch (limit.bound()) {
        case Bound.AtLeast(var least) -> limit(figures, "least", limit, least, text);
        case Bound.AtMost(var most) -> limit(figures, "most", limit, most, text);
        case Bound.Between(var least, var most) -> {
          limit(figures, "least", limit, least, text);
          limit(figures, "most", limit, most, text);
        }
        case Bound.Exactly(var expected) -> {
          limit(figures, "least", limit, expected, text);
          limit(figures, "most", limit, expected, text);
        }
      }
    }
  }

  private static void limit(
      Figures figures, String bound, Limit limit, BigDecimal value, StringBuilder text) {
    String own = "severity=\"" + limit.severity().word() + "\",";
    figures.sample(
        MetricNames.CHECK_LIMIT, "bound=\"" + bound + "\",", own, value.doubleValue(), text);
  }

  private static void runs(Figures figures, StringBuilder text) {
    for (int i = 0; i < STATUSES.length; i++) {
      String own = "outcome=\"" + STATUSES[i] + "\",";
      figures.sample(MetricNames.CHECK_RUNS + "_total", own, figures.runs[i], text);
    }
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

    /// Adds one sample; `own` are labels besides those of the check, in their place by the
    /// alphabet.
    void sample(String name, String own, double sample, StringBuilder text) {
      sample(name, "", own, sample, text);
    }

    /// As [#sample(String, String, double, StringBuilder)], with labels before all others.
    void sample(String name, String first, String own, double sample, StringBuilder text) {
      text.append(name).append('{').append(first);
      text.append("check=\"").append(escaped(check.id().value()));
      text.append("\",database=\"").append(escaped(check.target().database())).append("\",");
      text.append(own).append("table=\"");
      check.target().table().ifPresent(table -> text.append(escaped(table.toString())));
      text.append("\"} ").append(sample).append('\n');
    }

    private static String escaped(String label) {
      return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    private static double seen(Verdict verdict) {
      return verdict
          .observation()
          .flatMap(Observation::value)
          .map(BigDecimal::doubleValue)
          .orElse(Double.NaN);
    }
  }
}
