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
import io.assay.check.Unit;
import io.assay.check.Verdict;
import io.assay.check.Words;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/// `rows`: the number of rows that pass the check's filter is held against a limit. An empty table
/// has 0 rows, a number like any other.
public record Rows(Limits limits) implements Kind {
  private static final Parameter<Limits> LIMIT =
      Parameter.required(
          "rows",
          new Parameter.Shape.LimitKeys(List.of(Unit.COUNT)),
          "the limit: `{at_least: 1}`, `{at_most: …}`, `{equals: …}` or `{between: […, …]}`");

  static final KindLanguage LANGUAGE =
      new KindLanguage(
          LIMIT,
          KindLanguage.Place.TABLE,
          List.of(),
          written -> List.of(new Rows(written.get(LIMIT))));

  @Override
  public String keyword() {
    return LANGUAGE.keyword();
  }

  @Override
  public String subject() {
    return "";
  }

  @Override
  public List<Measure<?>> measures() {
    return List.of(new Measure.Rows());
  }

  @Override
  public double harm(Evidence evidence, Observation seen) {
    long rows = evidence.measured().get(new Measure.Rows());
    return limits.first().bound().beyond(BigDecimal.valueOf(rows)).doubleValue();
  }

  @Override
  public List<Limit> limitsOfFigure() {
    return limits.charted();
  }

  @Override
  public Judgement judge(Evidence evidence) {
    long rows = evidence.measured().get(new Measure.Rows());
    BigDecimal count = BigDecimal.valueOf(rows);
    Optional<Limit> broken = limits.broken(unit -> count);
    String expected = Words.of(broken.orElseGet(limits::first));
    String many = Words.count(rows, "row");
    Observation seen =
        new Observation(
            (rows == 0 ? "there are no rows" : many)
                + (broken.isPresent() ? ", expected " + expected : ""),
            Optional.of(count),
            Unit.COUNT,
            many,
            expected);
    return Judgement.of(Verdict.of(broken, seen));
  }
}
