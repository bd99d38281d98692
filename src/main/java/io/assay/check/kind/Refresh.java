package io.assay.check.kind;

import io.assay.check.Durations;
import io.assay.check.Evidence;
import io.assay.check.Glob;
import io.assay.check.Judgement;
import io.assay.check.Kind;
import io.assay.check.KindLanguage;
import io.assay.check.Limit;
import io.assay.check.Measure;
import io.assay.check.Measured;
import io.assay.check.Memory;
import io.assay.check.Observation;
import io.assay.check.Parameter;
import io.assay.check.Severity;
import io.assay.check.Unit;
import io.assay.check.Verdict;
import io.assay.check.ViewRefreshes;
import io.assay.check.Words;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `refresh`: a materialized view whose last refresh failed, or that was not refreshed for
/// `tolerance` times `every`. What pg_cron recorded decides; without it the traces in the catalog
/// do, as [RefreshTrace] reads them.
public record Refresh(String pattern, Duration every, double tolerance, Severity severity)
    implements Kind {
  private static final Parameter<String> VIEW =
      Parameter.required(
          "refresh",
          new Parameter.Shape.Text(),
          "the materialized view as `schema.name`, with `*` and `?` for several");
  private static final Parameter<Duration> EVERY =
      Parameter.required("every", new Parameter.Shape.Span(), "how often it is to be refreshed");
  private static final Parameter<Double> TOLERANCE =
      Parameter.withDefault(
          "tolerance",
          new Parameter.Shape.Number(1),
          2.0,
          "stale once refreshed longer ago than this many times `every`");

  static final KindLanguage LANGUAGE =
      new KindLanguage(
          VIEW,
          KindLanguage.Place.DATABASE,
          List.of(EVERY, TOLERANCE),
          written ->
              List.of(
                  new Refresh(
                      written.get(VIEW),
                      written.get(EVERY),
                      written.get(TOLERANCE),
                      written.severity())));

  @Override
  public String keyword() {
    return LANGUAGE.keyword();
  }

  @Override
  public String subject() {
    return pattern;
  }

  @Override
  public List<Measure<?>> measures() {
    return List.of(new Measure.Refreshes(pattern));
  }

  @Override
  public List<Limit> limitsOfFigure() {
    return List.of(new Staleness(every, tolerance).limit(severity));
  }

  @Override
  public Judgement judge(Evidence evidence) {
    Measured.Moment moment = evidence.measured().moment();
    List<ViewRefreshes> views = evidence.measured().get(new Measure.Refreshes(pattern));
    if (views.isEmpty()) {
      return new Judgement(
          breach("there is no such materialized view", Optional.empty(), "missing"),
          evidence.memory());
    }
    List<Finding> findings = new ArrayList<>();
    Map<String, String> remembered = new HashMap<>();
    for (ViewRefreshes view : views) {
      String name = view.view().toString();
      RefreshTrace trace =
          RefreshTrace.read(
              view.trace(),
              Optional.ofNullable(evidence.memory().entries().get(name)),
              moment.now());
      remembered.put(name, trace.remember());
      findings.add(new Finding(view.view().display(), verdict(view, trace, moment)));
    }
    return new Judgement(
        Finding.worst(findings, Glob.isPattern(pattern), "view"), new Memory(remembered));
  }

  private Verdict verdict(ViewRefreshes view, RefreshTrace trace, Measured.Moment moment) {
    Optional<RecordedRun> last = view.job().flatMap(job -> RecordedRun.lastFinished(job.runs()));
    Optional<String> failure =
        last.filter(RecordedRun::failed)
            .map(run -> "the last refresh failed" + run.told(moment.now()));
    if (!view.trace().populated()) {
      return breach(
          "it holds no data, " + failure.orElse("it was never refreshed"),
          Optional.empty(),
          "never");
    }
    if (failure.isPresent()) {
      return breach(failure.get(), Optional.empty(), "failed");
    }
    Optional<Instant> succeeded = last.flatMap(RecordedRun::at).or(trace::refreshed);
    return new Staleness(every, tolerance)
        .tooFarBehind(moment)
        .orElseGet(
            () -> succeeded.map(at -> aged(at, moment)).orElseGet(() -> untold(trace, moment)));
  }

  private Verdict aged(Instant refreshed, Measured.Moment moment) {
    Staleness staleness = new Staleness(every, tolerance);
    Duration age = staleness.age(refreshed, moment);
    Observation seen =
        seen(
            "last refreshed "
                + staleness.say(age)
                + " ago, at "
                + Words.time(refreshed, moment.now())
                + ", expected every "
                + Durations.say(every),
            Optional.of(age),
            staleness.say(age));
    return staleness.stale(age) ? new Verdict.Breach(severity, seen) : new Verdict.Pass(seen);
  }

  /// No refresh was ever seen: as long as the daemon has watched for less than the limit, one may
  /// have been just before.
  private Verdict untold(RefreshTrace trace, Measured.Moment moment) {
    Duration watched = Duration.between(trace.since(), moment.now());
    if (new Staleness(every, tolerance).stale(watched)) {
      return breach(
          "not refreshed in the "
              + Durations.say(watched)
              + " that it was watched, expected every "
              + Durations.say(every),
          Optional.of(watched),
          "over " + Durations.say(watched));
    }
    return new Verdict.Unknown(
        "it cannot be told when it was last refreshed: turn on track_commit_timestamp or refresh it"
            + " by pg_cron, or wait for the next refresh");
  }

  private Verdict breach(String sentence, Optional<Duration> age, String observed) {
    return new Verdict.Breach(severity, seen(sentence, age, observed));
  }

  private Observation seen(String sentence, Optional<Duration> age, String observed) {
    return new Observation(
        sentence,
        age.map(length -> BigDecimal.valueOf(length.toMillis(), 3)),
        Unit.SECONDS,
        observed,
        "at most " + Durations.say(new Staleness(every, tolerance).limit()));
  }
}
