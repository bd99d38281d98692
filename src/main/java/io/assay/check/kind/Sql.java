package io.assay.check.kind;

import io.assay.check.Evidence;
import io.assay.check.Judgement;
import io.assay.check.Kind;
import io.assay.check.KindLanguage;
import io.assay.check.Limit;
import io.assay.check.Limits;
import io.assay.check.Measure;
import io.assay.check.Observation;
import io.assay.check.Parameter;
import io.assay.check.Severity;
import io.assay.check.Unit;
import io.assay.check.Unmeasurable;
import io.assay.check.Verdict;
import io.assay.check.Words;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// `sql`: a query of the author's own. With a limit it returns a single number that is held against
/// it; without one each row that it returns is a failure.
///
/// A NULL in place of the number is inside no limit. Anything but one row of one number cannot be
/// held against a limit and is an error.
public record Sql(String sql, Optional<Limits> limits, Severity severity) implements Kind {
  private static final Parameter<String> QUERY =
      Parameter.required("sql", new Parameter.Shape.Sql(), "the query");
  private static final Parameter<Limits> LIMIT =
      Parameter.optional(
          "limit",
          new Parameter.Shape.LimitKeys(List.of(Unit.COUNT, Unit.SHARE, Unit.SECONDS, Unit.BYTES)),
          "what the query's single number has to be; each row is a failure when left out");

  static final KindLanguage LANGUAGE =
      new KindLanguage(
          QUERY,
          KindLanguage.Place.ANYWHERE,
          List.of(LIMIT),
          written -> List.of(new Sql(written.get(QUERY), written.find(LIMIT), written.severity())));

  @Override
  public String keyword() {
    return LANGUAGE.keyword();
  }

  @Override
  public String subject() {
    return OneLine.subject(sql);
  }

  @Override
  public List<Measure<?>> measures() {
    return List.of(new Measure.Query(sql));
  }

  @Override
  public Optional<Measure.Failing<?>> failing() {
    return limits.isPresent() ? Optional.empty() : Optional.of(new Measure.Query(sql));
  }

  @Override
  public List<Limit> limitsOfFigure() {
    return limits.map(Limits::charted).orElse(List.of());
  }

  @Override
  public Judgement judge(Evidence evidence) {
    Measure.QueryAnswer answer = evidence.measured().get(new Measure.Query(sql));
    return Judgement.of(
        limits.map(limit -> ofNumber(answer, limit)).orElseGet(() -> ofRows(answer.rows())));
  }

  private Verdict ofRows(long rows) {
    String returned = Words.count(rows, "row");
    Observation seen =
        new Observation(
            rows == 0
                ? "the query returned no rows"
                : "the query returned " + returned + ", none is allowed",
            Optional.of(BigDecimal.valueOf(rows)),
            Unit.COUNT,
            returned,
            "none");
    return rows == 0 ? new Verdict.Pass(seen) : new Verdict.Breach(severity, seen);
  }

  private static Verdict ofNumber(Measure.QueryAnswer answer, Limits limits) {
    if (!answer.single()) {
      return new Verdict.Errored(
          new Unmeasurable(
              Unmeasurable.Reason.QUERY,
              "a query with a limit must return one row of one number, and this one returned "
                  + (answer.rows() == 1 ? "something else" : Words.count(answer.rows(), "row"))));
    }
    return answer.number().map(number -> held(number, limits)).orElseGet(() -> ofNull(limits));
  }

  private static Verdict held(BigDecimal number, Limits limits) {
    Optional<Limit> broken = limits.broken(unit -> number);
    Limit quoted = broken.orElseGet(limits::first);
    String observed = Words.of(number, quoted.unit());
    Observation seen =
        new Observation(
            "the query returned "
                + observed
                + (broken.isPresent() ? ", expected " + Words.of(quoted) : ""),
            Optional.of(number),
            limits.first().unit(),
            observed,
            Words.of(quoted));
    return Verdict.of(broken, seen);
  }

  private static Verdict ofNull(Limits limits) {
    Limit worst = limits.all().stream().max(Comparator.comparing(Limit::severity)).orElseThrow();
    return new Verdict.Breach(
        worst.severity(),
        new Observation(
            "the query returned NULL, expected " + Words.of(limits.first()),
            Optional.empty(),
            limits.first().unit(),
            "NULL",
            Words.of(limits.first())));
  }
}
