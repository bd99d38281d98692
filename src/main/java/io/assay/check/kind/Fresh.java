package io.assay.check.kind;

import io.assay.check.Column;
import io.assay.check.Durations;
import io.assay.check.Evidence;
import io.assay.check.Judgement;
import io.assay.check.Kind;
import io.assay.check.KindLanguage;
import io.assay.check.Limit;
import io.assay.check.Measure;
import io.assay.check.Measured;
import io.assay.check.Observation;
import io.assay.check.Parameter;
import io.assay.check.Severity;
import io.assay.check.Unit;
import io.assay.check.Verdict;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// `fresh`: the newest row must not be older than `tolerance` times what is expected. A table
/// without a row that has a time is in breach. On a standby the replay lag is taken off the age;
/// where the lag alone exceeds the limit nothing can be said.
public record Fresh(Column time, Duration every, double tolerance, Severity severity)
    implements Kind {
  private static final Parameter<Column> TIME =
      Parameter.optional(
          "fresh",
          new Parameter.Shape.OneColumn(),
          "the time column; the table's `time` when left out");
  private static final Parameter<Duration> EVERY =
      Parameter.required("every", new Parameter.Shape.Span(), "how often a new row is expected");
  private static final Parameter<Double> TOLERANCE =
      Parameter.withDefault(
          "tolerance",
          new Parameter.Shape.Number(1),
          2.0,
          "stale once older than this many times `every`");

  static final KindLanguage LANGUAGE =
      new KindLanguage(
          TIME,
          KindLanguage.Place.TABLE,
          List.of(EVERY, TOLERANCE),
          written ->
              List.of(
                  new Fresh(
                      written.time(TIME),
                      written.get(EVERY),
                      written.get(TOLERANCE),
                      written.severity())));

  @Override
  public String keyword() {
    return LANGUAGE.keyword();
  }

  @Override
  public String subject() {
    return time.written();
  }

  @Override
  public List<Measure<?>> measures() {
    return List.of(new Measure.Newest(time));
  }

  @Override
  public List<Limit> limitsOfFigure() {
    return List.of(new Staleness(every, tolerance).limit(severity));
  }

  @Override
  public Judgement judge(Evidence evidence) {
    Staleness staleness = new Staleness(every, tolerance);
    Measured.Moment moment = evidence.measured().moment();
    Optional<Instant> newest = evidence.measured().get(new Measure.Newest(time));
    return Judgement.of(
        staleness
            .tooFarBehind(moment)
            .orElseGet(() ->
                newest
                    .map(at -> aged(staleness, staleness.age(at, moment)))
                    .orElseGet(this::none)));
  }

  private Verdict aged(Staleness staleness, Duration age) {
    boolean ahead = age.isNegative();
    String old = staleness.say(age) + (ahead ? " in the future" : "");
    Observation seen =
        new Observation(
            ahead
                ? "newest row is " + old
                : "newest row is " + old + " old, expected every " + Durations.say(every),
            Optional.of(BigDecimal.valueOf(age.toMillis(), 3)),
            Unit.SECONDS,
            old,
            "at most " + Durations.say(staleness.limit()));
    return staleness.stale(age) ? new Verdict.Breach(severity, seen) : new Verdict.Pass(seen);
  }

  private Verdict none() {
    return new Verdict.Breach(
        severity,
        new Observation(
            "there is no row with a time, one is expected every " + Durations.say(every),
            Optional.empty(),
            Unit.SECONDS,
            "no row",
            "at most " + Durations.say(new Staleness(every, tolerance).limit())));
  }
}
