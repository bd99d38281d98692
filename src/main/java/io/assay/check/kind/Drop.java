package io.assay.check.kind;

import io.assay.check.Bound;
import io.assay.check.Evidence;
import io.assay.check.Judgement;
import io.assay.check.Kind;
import io.assay.check.KindLanguage;
import io.assay.check.Limits;
import io.assay.check.Measure;
import io.assay.check.Memory;
import io.assay.check.Observation;
import io.assay.check.Parameter;
import io.assay.check.Unit;
import io.assay.check.Verdict;
import io.assay.check.Words;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// `drop`: the number of rows must not fall by more than a share below the median of the last
/// passing runs. Runs in breach are no baseline, so a fall that lasts stays in breach.
///
/// While there are too few runs for a baseline the verdict is unknown; an unknown run leaves no
/// passing result, so its count is remembered here until passing runs have taken over.
public record Drop(Limits limits, int over, long atLeastRows) implements Kind {
  private static final int NEEDED = 3;
  private static final int MOST_RUNS = 100;
  private static final String LEARNED = "learned";

  private static final Parameter<Limits> SHARE =
      Parameter.optional(
          "drop",
          new Parameter.Shape.Ceiling(Unit.SHARE),
          "by which share the count may fall; 50% when left out");
  private static final Parameter<Long> OVER =
      Parameter.withDefault(
          "over",
          new Parameter.Shape.Whole(1),
          5L,
          "how many passing runs the baseline is the median of; at most 100");
  private static final Parameter<Long> AT_LEAST_ROWS =
      Parameter.withDefault(
          "at_least_rows",
          new Parameter.Shape.Whole(0),
          100L,
          "below this baseline the check passes");

  static final KindLanguage LANGUAGE =
      new KindLanguage(
          SHARE,
          KindLanguage.Place.TABLE,
          List.of(OVER, AT_LEAST_ROWS),
          written -> {
            long over = written.get(OVER);
            if (over > MOST_RUNS) {
              throw new IllegalArgumentException("'over' is at most " + MOST_RUNS + " runs");
            }
            return List.of(
                new Drop(
                    written.find(SHARE).orElseGet(() -> half(written)),
                    (int) over,
                    written.get(AT_LEAST_ROWS)));
          });

  public Drop {
    refuseWholeFall(limits);
  }

  /// Returns the limit of `drop` where none is written: half.
  static Limits half(KindLanguage.Arguments written) {
    return Limits.of(written.severity(), Unit.SHARE, new Bound.AtMost(BigDecimal.valueOf(5, 1)));
  }

  /// Throws IllegalArgumentException when a limit could never be broken.
  static void refuseWholeFall(Limits drop) {
    if (drop.all().stream().anyMatch(limit -> limit.bound().holds(BigDecimal.ONE))) {
      throw new IllegalArgumentException(
          "'drop' must be below 100%, because no count falls by more than all");
    }
  }

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
  public int passesRemembered() {
    return over;
  }

  /// The share by which the count fell.
  @Override
  public double harm(Evidence evidence, Observation seen) {
    long rows = evidence.measured().get(new Measure.Rows());
    List<BigDecimal> baseline = baseline(evidence);
    double usual = baseline.isEmpty() ? 0 : Median.of(baseline).doubleValue();
    return usual == 0 ? Double.NEGATIVE_INFINITY : (usual - rows) / usual;
  }

  @Override
  public Judgement judge(Evidence evidence) {
    long rows = evidence.measured().get(new Measure.Rows());
    List<BigDecimal> learned = learned(evidence.memory());
    List<BigDecimal> baseline = baseline(evidence);
    int needed = Math.min(NEEDED, over);
    if (baseline.size() < needed) {
      return new Judgement(
          new Verdict.Unknown(
              "no baseline yet: " + baseline.size() + " of " + Words.count(needed, "earlier run")),
          remember(Stream.concat(Stream.of(BigDecimal.valueOf(rows)), learned.stream()).toList()));
    }
    return new Judgement(
        verdict(rows, Median.of(baseline)),
        evidence.passes().size() >= over ? Memory.NONE : remember(learned));
  }

  private List<BigDecimal> baseline(Evidence evidence) {
    return Stream.concat(evidence.passes().stream(), learned(evidence.memory()).stream())
        .limit(over)
        .toList();
  }

  private Verdict verdict(long rows, BigDecimal usual) {
    String counted = rows == 0 ? "there are no rows" : Words.count(rows, "row");
    if (usual.signum() == 0 || usual.compareTo(BigDecimal.valueOf(atLeastRows)) < 0) {
      return new Verdict.Pass(
          new Observation(
              counted
                  + ", the usual "
                  + Words.of(usual, Unit.COUNT)
                  + " are too few to judge a fall",
              Optional.of(BigDecimal.valueOf(rows)),
              Unit.COUNT,
              Words.count(rows, "row"),
              "judged from " + Words.count(Math.max(1, atLeastRows), "row")));
    }
    return new Moved(rows, usual, counted).judge(Optional.of(limits), Optional.empty());
  }

  /// Returns the figures of earlier runs that were remembered, the newest first.
  static List<BigDecimal> learned(Memory memory) {
    return Optional.ofNullable(memory.entries().get(LEARNED)).stream()
        .flatMap(text -> Arrays.stream(text.split(" ")))
        .map(BigDecimal::new)
        .toList();
  }

  static Memory remember(List<BigDecimal> counts) {
    return counts.isEmpty()
        ? Memory.NONE
        : new Memory(
            Map.of(
                LEARNED,
                counts.stream().map(BigDecimal::toPlainString).collect(Collectors.joining(" "))));
  }
}
