package io.assay.check.kind;

import io.assay.check.Durations;
import io.assay.check.Observation;
import io.assay.check.Severity;
import io.assay.check.Unit;
import io.assay.check.Verdict;
import io.assay.check.Words;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The statements that ran within a window, judged one by one, and the one verdict on all.
///
/// @param lost how many statements could not be judged
record SlowStatements(List<Judged> ran, int lost, long callsAtLeast) {
  /// What one statement came to; `often` tells whether it was called often enough for its mean to
  /// count.
  record Judged(StatementWindow window, boolean often, Optional<SlowLimits.Broken> broken) {
    private double mean() {
      return window.calls().meanMillis();
    }

    private String named() {
      return OneLine.statement(window.text());
    }

    private Optional<BigDecimal> value() {
      return Optional.of(BigDecimal.valueOf((long) (mean() * 1000), 6));
    }
  }

  SlowStatements {
    ran = List.copyOf(ran);
  }

  /// Returns one statement against the limits.
  static Judged judge(StatementWindow window, SlowLimits limits, long callsAtLeast) {
    boolean often = window.calls().number() >= callsAtLeast;
    return new Judged(window, often, limits.broken(window, often));
  }

  /// Returns the verdict: the worst statement is named, the others are counted. The charted value
  /// is the mean of the statement that is named.
  Verdict verdict(String expected) {
    List<Judged> slow = ran.stream().filter(each -> each.broken().isPresent()).toList();
    return slow.stream()
        .max(Comparator.comparing(SlowStatements::severity).thenComparing(Judged::mean))
        .map(worst -> breach(worst, slow.size() - 1, expected))
        .orElseGet(() -> none(expected));
  }

  private static Verdict breach(Judged worst, int others, String expected) {
    SlowLimits.Broken broken = worst.broken().orElseThrow();
    return new Verdict.Breach(
        broken.limit().severity(),
        new Observation(
            worst.named()
                + " "
                + broken.what()
                + (others == 0 ? "" : " (and " + Words.count(others, "other statement") + ")"),
            worst.value(),
            Unit.SECONDS,
            broken.observed(),
            expected));
  }

  private Verdict none(String expected) {
    Optional<Judged> slowest =
        ran.stream().filter(Judged::often).max(Comparator.comparing(Judged::mean));
    if (slowest.isEmpty() && lost > 0) {
      return new Verdict.Unknown(
          "the counters of "
              + Words.count(lost, "statement")
              + " were reset or pushed out since the last run");
    }
    String unjudged = lost == 0 ? "" : "; " + Words.count(lost, "statement") + " not judged";
    return new Verdict.Pass(
        slowest
            .map(statement -> fastEnough(statement, unjudged, expected))
            .orElseGet(() -> idle(expected)));
  }

  private Observation fastEnough(Judged slowest, String unjudged, String expected) {
    String mean = Durations.say(Duration.ofNanos((long) (slowest.mean() * 1_000_000)));
    return new Observation(
        "the slowest of "
            + Words.count(ran.size(), "statement")
            + " took "
            + mean
            + " on average: "
            + slowest.named()
            + unjudged,
        slowest.value(),
        Unit.SECONDS,
        mean,
        expected);
  }

  private Observation idle(String expected) {
    String often = callsAtLeast == 1 ? "" : " " + Words.count(callsAtLeast, "time");
    return new Observation(
        "no statement was called" + often + " since the last run",
        Optional.empty(),
        Unit.SECONDS,
        "no calls",
        expected);
  }

  private static Severity severity(Judged slow) {
    return slow.broken().orElseThrow().limit().severity();
  }
}
