package io.assay.check.kind;

import io.assay.check.Bound;
import io.assay.check.Durations;
import io.assay.check.Limit;
import io.assay.check.Limits;
import io.assay.check.Unit;
import io.assay.check.Words;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What one statement is held to within a window. At least one of the limits is there.
///
/// @param mean the mean of its executions, in seconds
/// @param max its slowest execution, in seconds
/// @param regress the mean as a multiple of the statement's own baseline
/// @param hitRatio the share of blocks found in the cache
record SlowLimits(
    Optional<Limits> mean,
    Optional<Limits> max,
    Optional<Limits> regress,
    Optional<Limits> hitRatio) {

  /// A limit that did not hold, and what is the case, to be read after the statement's text.
  record Broken(Limit limit, String what, String observed) {}

  /// Returns the worst limit that a statement broke. `often` tells whether it was called often
  /// enough for its mean to count; one slow execution counts however rare the calls.
  Optional<Broken> broken(StatementWindow window, boolean often) {
    StatementWindow.Calls calls = window.calls();
    String average =
        say(calls.meanMillis()) + " on average over " + Words.count(calls.number(), "call");
    double slowest = window.slowest().orElse(calls.meanMillis());
    Stream<Broken> ofMean =
        check(mean, seconds(calls.meanMillis()), "took " + average, say(calls.meanMillis()));
    Stream<Broken> ofMax = check(max, seconds(slowest), "took up to " + say(slowest), say(slowest));
    Stream<Broken> ofRegression =
        window.regression().stream()
            .flatMap(times -> {
              String multiple = Words.of(round(times), Unit.COUNT) + " times";
              return check(
                  regress,
                  BigDecimal.valueOf(times),
                  "took " + average + ", " + multiple + " its usual",
                  multiple);
            });
    Stream<Broken> ofHits =
        window.hitRatio().stream()
            .flatMap(ratio -> {
              BigDecimal share = BigDecimal.valueOf(ratio);
              String hits = Words.of(share, Unit.SHARE);
              return check(hitRatio, share, "found " + hits + " of its blocks in the cache", hits);
            });
    Stream<Broken> ofOften =
        often ? Stream.of(ofMean, ofRegression, ofHits).flatMap(each -> each) : Stream.of();
    return Stream.concat(ofOften, ofMax)
        .max(Comparator.comparing(broken -> broken.limit().severity()));
  }

  /// Returns the limits in words: `mean at most 500 ms`.
  String expected() {
    return Stream.of(
            mean.map(limits -> "mean " + Words.of(limits.first())),
            max.map(limits -> "max " + Words.of(limits.first())),
            regress.map(limits -> Words.of(limits.first()) + " times its usual"),
            hitRatio.map(limits -> "hit ratio " + Words.of(limits.first())))
        .flatMap(Optional::stream)
        .collect(Collectors.joining(", "));
  }

  private static Stream<Broken> check(
      Optional<Limits> limits, BigDecimal figure, String what, String observed) {
    return limits.flatMap(all -> all.broken(unit -> figure)).stream()
        .map(limit -> new Broken(limit, what + allowed(limit), observed));
  }

  private static String allowed(Limit limit) {
    return limit.bound() instanceof Bound.AtLeast
        ? ", expected " + Words.of(limit)
        : ", " + Words.of(limit) + " is allowed";
  }

  private static BigDecimal seconds(double millis) {
    return BigDecimal.valueOf(millis).movePointLeft(3);
  }

  private static String say(double millis) {
    return Durations.say(Duration.ofNanos((long) (millis * 1_000_000)));
  }

  private static BigDecimal round(double times) {
    return BigDecimal.valueOf(times).round(new MathContext(2));
  }
}
