package io.assay.check.kind;

import io.assay.check.Bound;
import io.assay.check.Evidence;
import io.assay.check.Judgement;
import io.assay.check.Kind;
import io.assay.check.KindLanguage;
import io.assay.check.Limits;
import io.assay.check.Measure;
import io.assay.check.Memory;
import io.assay.check.Parameter;
import io.assay.check.StatementCounters;
import io.assay.check.Unit;
import io.assay.check.Verdict;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// `slow`: a statement of pg_stat_statements that was slow in the window since the last run. The
/// counters only ever add up, so the kind remembers them and judges the difference: a statement
/// that got five times slower today hardly moves the average since the last reset.
public record Slow(String pattern, SlowLimits limits, long callsAtLeast) implements Kind {
  private static final Parameter<String> PATTERN =
      Parameter.required(
          "slow",
          new Parameter.Shape.Text(),
          "`*`, a pattern of `*` and `?` on the query text, or a query id");
  private static final Parameter<Limits> MEAN =
      Parameter.optional(
          "mean",
          new Parameter.Shape.Ceiling(Unit.SECONDS),
          "how long an execution may take on average in the window");
  private static final Parameter<Limits> MAX =
      Parameter.optional(
          "max",
          new Parameter.Shape.Ceiling(Unit.SECONDS),
          "how long the slowest execution of the window may take");
  private static final Parameter<Limits> REGRESS =
      Parameter.optional(
          "regress",
          new Parameter.Shape.Ceiling(Unit.COUNT),
          "how many times its own baseline the mean may be; 3 when no limit is written");
  private static final Parameter<Long> CALLS_AT_LEAST =
      Parameter.withDefault(
          "calls_at_least",
          new Parameter.Shape.Whole(1),
          10L,
          "statements called less often in the window are held to `max` only");
  private static final Parameter<Limits> HIT_RATIO =
      Parameter.optional(
          "hit_ratio",
          new Parameter.Shape.Floor(Unit.SHARE),
          "the share of blocks that has to be found in the cache");

  static final KindLanguage LANGUAGE =
      new KindLanguage(
          PATTERN,
          KindLanguage.Place.DATABASE,
          List.of(MEAN, MAX, REGRESS, CALLS_AT_LEAST, HIT_RATIO),
          written ->
              List.of(
                  new Slow(written.get(PATTERN), limits(written), written.get(CALLS_AT_LEAST))));

  private static SlowLimits limits(KindLanguage.Arguments written) {
    boolean none =
        Stream.of(MEAN, MAX, REGRESS, HIT_RATIO)
            .allMatch(parameter -> written.find(parameter).isEmpty());
    Optional<Limits> threefold =
        Optional.of(
            Limits.of(written.severity(), Unit.COUNT, new Bound.AtMost(BigDecimal.valueOf(3))));
    return new SlowLimits(
        written.find(MEAN),
        written.find(MAX),
        none ? threefold : written.find(REGRESS),
        written.find(HIT_RATIO));
  }

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
    return List.of(new Measure.Statements(pattern));
  }

  @Override
  public Judgement judge(Evidence evidence) {
    StatementCounters counters = evidence.measured().get(new Measure.Statements(pattern));
    Instant now = evidence.measured().now();
    Optional<StatementReading> earlier = StatementReading.recall(evidence.memory(), pattern);
    if (earlier.isEmpty()) {
      return unknown("no earlier reading to compare with yet", counters, now, Map.of());
    }
    StatementReading before = earlier.get();
    if (!before.reset().equals(counters.reset())) {
      return unknown("the statistics were reset since the last run", counters, now, means(before));
    }
    return judge(before, counters, now);
  }

  private Judgement judge(StatementReading before, StatementCounters counters, Instant now) {
    List<SlowStatements.Judged> ran = new ArrayList<>();
    Map<String, List<Double>> means = means(before);
    int lost = 0;
    for (StatementCounters.Entry entry : counters.entries()) {
      switch (before.until(counters, entry)) {
        case StatementReading.Between.Ran(StatementWindow window) -> {
          SlowStatements.Judged judged = SlowStatements.judge(window, limits, callsAtLeast);
          ran.add(judged);
          if (judged.often() && judged.broken().isEmpty()) {
            means.put(
                entry.key(),
                Stream.concat(Stream.of(window.calls().meanMillis()), window.earlier().stream())
                    .toList());
          }
        }
        case StatementReading.Between.Idle idle -> {}
        case StatementReading.Between.Lost nothingKnown -> lost++;
      }
    }
    Verdict verdict = new SlowStatements(ran, lost, callsAtLeast).verdict(limits.expected());
    return new Judgement(verdict, reading(counters, now, means));
  }

  private Judgement unknown(
      String why, StatementCounters counters, Instant now, Map<String, List<Double>> means) {
    return new Judgement(new Verdict.Unknown(why), reading(counters, now, means));
  }

  private Memory reading(StatementCounters counters, Instant now, Map<String, List<Double>> means) {
    return StatementReading.of(counters, now, entry -> means.getOrDefault(entry.key(), List.of()))
        .remember(pattern);
  }

  private static Map<String, List<Double>> means(StatementReading before) {
    Map<String, List<Double>> means = new HashMap<>();
    before.statements().forEach((key, statement) -> means.put(key, statement.means()));
    return means;
  }
}
