package io.assay.check.kind;

import io.assay.check.Aggregate;
import io.assay.check.Evidence;
import io.assay.check.Judgement;
import io.assay.check.Kind;
import io.assay.check.KindLanguage;
import io.assay.check.Limit;
import io.assay.check.Limits;
import io.assay.check.Measure;
import io.assay.check.Memory;
import io.assay.check.Observation;
import io.assay.check.Parameter;
import io.assay.check.Unit;
import io.assay.check.Verdict;
import io.assay.check.Words;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// `stat`: a figure of a column (its average, sum, least, greatest, deviation or a percentile) is
/// held against a limit, or against the median of the last passing runs as `drop` does it.
///
/// The sum of no numbers is 0. Of any other figure of no numbers nothing can be said.
public record Stat(Aggregate aggregate, Expected expected) implements Kind {
  private static final int NEEDED = 3;
  private static final int MOST_RUNS = 100;

  /// What the figure is held against.
  public sealed interface Expected {
    /// A limit.
    record Within(Limits limits) implements Expected {}

    /// The median of the last passing runs, from which it may move by shares.
    record Near(Optional<Limits> drop, Optional<Limits> rise, int over) implements Expected {}
  }

  private static final Parameter<Aggregate> FIGURE =
      Parameter.required(
          "stat",
          new Parameter.Shape.AnAggregate(),
          "avg(x), sum(x), min(x), max(x), stddev(x) or percentile(x, 0.95) of a column of numbers");
  private static final Parameter<Limits> LIMIT =
      Parameter.optional(
          "limit",
          new Parameter.Shape.LimitKeys(List.of(Unit.COUNT)),
          "what the figure has to be; in place of `drop` and `rise`");
  private static final Parameter<Limits> DROP =
      Parameter.optional(
          "drop", new Parameter.Shape.Ceiling(Unit.SHARE), "by which share the figure may fall");
  private static final Parameter<Limits> RISE =
      Parameter.optional(
          "rise",
          new Parameter.Shape.Ceiling(Unit.SHARE),
          "by which share the figure may rise; 100% is twice the usual");
  private static final Parameter<Long> OVER =
      Parameter.withDefault(
          "over",
          new Parameter.Shape.Whole(1),
          5L,
          "how many passing runs the usual figure is the median of; at most 100");

  static final KindLanguage LANGUAGE =
      new KindLanguage(
          FIGURE,
          KindLanguage.Place.TABLE,
          List.of(LIMIT, DROP, RISE, OVER),
          written -> List.of(new Stat(written.get(FIGURE), expected(written))));

  private static Expected expected(KindLanguage.Arguments written) {
    Optional<Limits> limits = written.find(LIMIT);
    Optional<Limits> drop = written.find(DROP);
    Optional<Limits> rise = written.find(RISE);
    boolean moves = drop.isPresent() || rise.isPresent();
    if (limits.isPresent() == moves) {
      throw new IllegalArgumentException(
          "'stat' needs either a limit (at_least, at_most, equals, between), or 'drop', 'rise' or"
              + " both");
    }
    long over = written.get(OVER);
    if (over > MOST_RUNS) {
      throw new IllegalArgumentException("'over' is at most " + MOST_RUNS + " runs");
    }
    return limits
        .<Expected>map(Expected.Within::new)
        .orElseGet(() -> new Expected.Near(drop, rise, (int) over));
  }

  @Override
  public String keyword() {
    return LANGUAGE.keyword();
  }

  @Override
  public String subject() {
    return aggregate.written();
  }

  @Override
  public List<Measure<?>> measures() {
    return List.of(new Measure.Figure(aggregate));
  }

  @Override
  public int passesRemembered() {
    return switch (expected) {
      case Expected.Within _ -> 0;
      case Expected.Near near -> near.over();
    };
  }

  @Override
  public List<Limit> limitsOfFigure() {
    return expected instanceof Expected.Within(Limits limits) ? limits.charted() : List.of();
  }

  @Override
  public Judgement judge(Evidence evidence) {
    Optional<BigDecimal> figure = evidence.measured().get(new Measure.Figure(aggregate));
    if (figure.isEmpty() && aggregate.function() == Aggregate.Function.SUM) {
      figure = Optional.of(BigDecimal.ZERO);
    }
    if (figure.isEmpty()) {
      return new Judgement(
          new Verdict.Unknown("there are too few numbers to take " + aggregate.written() + " of"),
          evidence.memory());
    }
    BigDecimal seen = figure.get();
    return switch (expected) {
      case Expected.Within(Limits limits) -> Judgement.of(within(seen, limits));
      case Expected.Near near -> near(seen, near, evidence);
    };
  }

  private Verdict within(BigDecimal figure, Limits limits) {
    Optional<Limit> broken = limits.broken(unit -> figure);
    String wanted = Words.of(broken.orElseGet(limits::first));
    String said = Words.of(figure, Unit.COUNT);
    Observation seen =
        new Observation(
            aggregate.written()
                + " is "
                + said
                + (broken.isPresent() ? ", expected " + wanted : ""),
            Optional.of(figure),
            Unit.COUNT,
            said,
            wanted);
    return Verdict.of(broken, seen);
  }

  /// An unknown run leaves no passing result: its figure is remembered until such have taken over.
  private Judgement near(BigDecimal figure, Expected.Near near, Evidence evidence) {
    List<BigDecimal> learned = Drop.learned(evidence.memory());
    List<BigDecimal> baseline =
        Stream.concat(evidence.passes().stream(), learned.stream()).limit(near.over()).toList();
    int needed = Math.min(NEEDED, near.over());
    if (baseline.size() < needed) {
      return new Judgement(
          new Verdict.Unknown(
              "no baseline yet: " + baseline.size() + " of " + Words.count(needed, "earlier run")),
          Drop.remember(Stream.concat(Stream.of(figure), learned.stream()).toList()));
    }
    return new Judgement(
        moved(figure, Median.of(baseline), near),
        evidence.passes().size() >= near.over() ? Memory.NONE : Drop.remember(learned));
  }

  private Verdict moved(BigDecimal figure, BigDecimal usual, Expected.Near near) {
    String said = Words.of(figure, Unit.COUNT);
    String is = aggregate.written() + " is " + said;
    if (usual.signum() == 0) {
      return new Verdict.Pass(
          new Observation(
              is + ", usually it is 0, of which there is no share",
              Optional.of(figure),
              Unit.COUNT,
              said,
              "judged from a usual figure other than 0"));
    }
    return new Moved(figure, usual, new Moved.Saying(is, said, "less", "more"))
        .judge(near.drop(), near.rise());
  }
}
