package io.assay.check.kind;

import io.assay.check.StatementCounters;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What one statement did between two readings of its cumulated counters, and the means of its
/// windows before.
///
/// @param text the normalized query text
/// @param calls how often it was called in the window; positive
/// @param slowest its slowest execution in milliseconds where the window raised the entry's
///   maximum; otherwise nothing is known but that it was no faster than the mean
/// @param hitRatio the share of shared blocks found in the cache, where blocks were asked for
/// @param earlier means of its earlier windows in milliseconds, the newest first
record StatementWindow(
    String text,
    Calls calls,
    Optional<Double> slowest,
    Optional<Double> hitRatio,
    List<Double> earlier) {

  /// How often, and how long on average in milliseconds.
  record Calls(long number, double meanMillis) {}

  /// What is kept of an entry from one run to the next.
  record Remembered(StatementCounters.Totals totals, String since, List<Double> means) {
    private static final int MEANS = 7;

    Remembered {
      means = means.stream().limit(MEANS).toList();
    }

    /// Returns the text form: counters in microseconds and whole numbers, joined by blanks.
    String write() {
      return Stream.concat(
              Stream.of(
                  Long.toString(totals.calls()),
                  figure(totals.totalMillis()),
                  figure(totals.maxMillis()),
                  Long.toString(totals.blocksHit()),
                  Long.toString(totals.blocksRead()),
                  since),
              means.stream().map(Remembered::figure))
          .collect(Collectors.joining(" "));
    }

    static Remembered read(String text) {
      String[] part = text.split(" ", -1);
      return new Remembered(
          new StatementCounters.Totals(
              Long.parseLong(part[0]),
              Double.parseDouble(part[1]),
              Double.parseDouble(part[2]),
              Long.parseLong(part[3]),
              Long.parseLong(part[4])),
          part[5],
          Arrays.stream(part).skip(6).map(Double::valueOf).toList());
    }

    static String since(StatementCounters.Entry entry) {
      return entry.since().map(since -> Long.toString(since.toEpochMilli())).orElse("-");
    }

    /// Microseconds: finer than that is below what the counters measure.
    private static String figure(double millis) {
      String text = String.format(Locale.ROOT, "%.3f", millis);
      return text.endsWith(".000") ? text.substring(0, text.length() - 4) : text;
    }
  }

  /// Returns the window between `before` and the entry of now, or nothing when the statement was
  /// not called.
  static Optional<StatementWindow> between(Remembered before, StatementCounters.Entry entry) {
    StatementCounters.Totals old = before.totals();
    StatementCounters.Totals now = entry.totals();
    long calls = now.calls() - old.calls();
    if (calls <= 0) {
      return Optional.empty();
    }
    double mean = Math.max(0, now.totalMillis() - old.totalMillis()) / calls;
    long hit = now.blocksHit() - old.blocksHit();
    long blocks = hit + now.blocksRead() - old.blocksRead();
    return Optional.of(
        new StatementWindow(
            entry.text(),
            new Calls(calls, mean),
            now.maxMillis() > old.maxMillis() + 0.001
                ? Optional.of(now.maxMillis())
                : Optional.empty(),
            blocks > 0 ? Optional.of((double) hit / blocks) : Optional.empty(),
            before.means()));
  }

  /// Returns how many times its own baseline the statement took, once there are three earlier
  /// windows; below a millisecond nothing counts as a regression.
  Optional<Double> regression() {
    if (earlier.size() < 3 || calls.meanMillis() < 1) {
      return Optional.empty();
    }
    double usual = Median.of(earlier.stream().map(BigDecimal::valueOf).toList()).doubleValue();
    return Optional.of(calls.meanMillis() / Math.max(usual, 0.001));
  }
}
