package io.assay.check.kind;

import io.assay.check.Durations;
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
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// `query_time`: running the query to its end, its rows thrown away, must not take longer than the
/// ceiling. How many rows it returns and what is in them does not matter.
public record QueryTime(String sql, Limits atMost) implements Kind {
  private static final Parameter<String> SQL =
      Parameter.required("query_time", new Parameter.Shape.Sql(), "the query to run");
  private static final Parameter<Limits> AT_MOST =
      Parameter.required(
          "at_most",
          new Parameter.Shape.Ceiling(Unit.SECONDS),
          "how long it may take; below the check's `timeout`, or it ends in an error");

  static final KindLanguage LANGUAGE =
      new KindLanguage(
          SQL,
          KindLanguage.Place.ANYWHERE,
          List.of(AT_MOST),
          written -> List.of(new QueryTime(written.get(SQL), written.get(AT_MOST))));

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
    return List.of(new Measure.QueryTime(sql));
  }

  @Override
  public List<Limit> limitsOfFigure() {
    return atMost.charted();
  }

  @Override
  public Judgement judge(Evidence evidence) {
    Duration took = evidence.measured().get(new Measure.QueryTime(sql));
    BigDecimal seconds = BigDecimal.valueOf(took.toNanos(), 9);
    Optional<Limit> broken = atMost.broken(unit -> seconds);
    String expected = Words.of(broken.orElseGet(atMost::first));
    Observation seen =
        new Observation(
            "took "
                + Durations.say(took)
                + (broken.isPresent() ? ", " + expected + " is allowed" : ""),
            Optional.of(seconds),
            Unit.SECONDS,
            Durations.say(took),
            expected);
    return Judgement.of(Verdict.of(broken, seen));
  }
}
