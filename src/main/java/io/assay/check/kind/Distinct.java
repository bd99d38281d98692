package io.assay.check.kind;

import io.assay.check.Column;
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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// `distinct`: the number of distinct values of a column, or of distinct combinations of several,
/// is held against a limit. NULL is no value, and a combination with a NULL in it is none.
public record Distinct(List<Column> columns, Limits limits) implements Kind {
  private static final Parameter<List<Column>> COLUMNS =
      Parameter.required(
          "distinct",
          new Parameter.Shape.Columns(),
          "the column, or a list of columns whose combinations are counted");
  private static final Parameter<Limits> LIMIT =
      Parameter.required(
          "limit",
          new Parameter.Shape.LimitKeys(List.of(Unit.COUNT)),
          "how many distinct values there have to be");

  static final KindLanguage LANGUAGE =
      new KindLanguage(
          COLUMNS,
          KindLanguage.Place.TABLE,
          List.of(LIMIT),
          written -> List.of(new Distinct(written.get(COLUMNS), written.get(LIMIT))));

  public Distinct {
    columns = List.copyOf(columns);
    if (new HashSet<>(columns).size() < columns.size()) {
      throw new IllegalArgumentException("'distinct' names the same column twice");
    }
  }

  @Override
  public String keyword() {
    return LANGUAGE.keyword();
  }

  @Override
  public String subject() {
    return Column.joined(columns);
  }

  @Override
  public List<Measure<?>> measures() {
    return List.of(new Measure.Distinct(columns));
  }

  @Override
  public List<Limit> limitsOfFigure() {
    return limits.charted();
  }

  @Override
  public Judgement judge(Evidence evidence) {
    long values = evidence.measured().get(new Measure.Distinct(columns));
    BigDecimal count = BigDecimal.valueOf(values);
    Optional<Limit> broken = limits.broken(unit -> count);
    String expected = Words.of(broken.orElseGet(limits::first));
    String many = Words.count(values, columns.size() == 1 ? "distinct value" : "combination");
    Observation seen =
        new Observation(
            many + (broken.isPresent() ? ", expected " + expected : ""),
            Optional.of(count),
            Unit.COUNT,
            many,
            expected);
    return Judgement.of(Verdict.of(broken, seen));
  }
}
