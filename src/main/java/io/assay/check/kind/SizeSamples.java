package io.assay.check.kind;

import io.assay.check.Durations;
import io.assay.check.Memory;
import io.assay.check.Unit;
import io.assay.check.Words;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The sizes that were measured, from the oldest to the newest: the youngest of those that are at
/// least `per` old, and of the younger ones at most 24 in `per`.
record SizeSamples(Duration per, List<Sample> samples) {
  private static final String KEY = "sizes";
  private static final int IN_PER = 24;

  /// A size in bytes.
  record Sample(Instant at, BigDecimal bytes) {}

  /// How much it grew since it was measured `age` ago, when it took `of` bytes: by so many bytes,
  /// and by which share in `per`.
  record Grown(BigDecimal by, BigDecimal share, Duration age, BigDecimal of) {

    /// Returns it in words.
    String told() {
      String ago = Durations.say(age) + " ago";
      if (by.signum() == 0) {
        return "as much as " + ago;
      }
      String much =
          of.signum() == 0 ? Words.of(by, Unit.BYTES) : Words.of(ratio(by.abs(), of), Unit.SHARE);
      return much + (by.signum() > 0 ? " more" : " less") + " than " + ago;
    }
  }

  SizeSamples {
    samples = List.copyOf(samples);
  }

  /// Returns what was remembered; what a clock that went back has put into the future is left out.
  static SizeSamples recall(Memory memory, Duration per, Instant now) {
    return new SizeSamples(
        per,
        Optional.ofNullable(memory.entries().get(KEY)).stream()
            .flatMap(text -> Arrays.stream(text.split(" ")))
            .map(SizeSamples::read)
            .filter(sample -> !sample.at().isAfter(now))
            .toList());
  }

  private static Sample read(String text) {
    int sign = text.indexOf('=');
    return new Sample(
        Instant.parse(text.substring(0, sign)), new BigDecimal(text.substring(sign + 1)));
  }

  /// Returns how it grew since the youngest sample that is at least `per` old; none when there is
  /// none so old. Over a longer time the share is taken in proportion.
  Optional<Grown> until(BigDecimal bytes, Instant now) {
    return base(now)
        .map(base -> {
          Duration age = Duration.between(base.at(), now);
          BigDecimal by = bytes.subtract(base.bytes());
          BigDecimal share =
              base.bytes().signum() == 0
                  ? by
                  : ratio(by, base.bytes())
                      .multiply(
                          ratio(
                              BigDecimal.valueOf(per.toMillis()),
                              BigDecimal.valueOf(age.toMillis())));
          return new Grown(by, share, age, base.bytes());
        });
  }

  private Optional<Sample> base(Instant now) {
    return samples.stream()
        .filter(sample -> !sample.at().isAfter(now.minus(per)))
        .reduce((older, younger) -> younger);
  }

  /// Returns these and the size of now, without those that are no longer needed.
  SizeSamples with(BigDecimal bytes, Instant now) {
    List<Sample> kept = new ArrayList<>();
    Optional<Sample> base = base(now);
    for (Sample sample : samples) {
      if (base.map(oldest -> !sample.at().isBefore(oldest.at())).orElse(true)) {
        kept.add(sample);
      }
    }
    if (kept.isEmpty() || !now.isBefore(kept.getLast().at().plus(per.dividedBy(IN_PER)))) {
      kept.add(new Sample(now, bytes));
    }
    return new SizeSamples(per, kept);
  }

  /// Returns them in the form that is stored with the check.
  Memory remember() {
    return new Memory(
        Map.of(
            KEY,
            samples.stream()
                .map(sample -> sample.at() + "=" + sample.bytes().toPlainString())
                .collect(Collectors.joining(" "))));
  }

  private static BigDecimal ratio(BigDecimal one, BigDecimal other) {
    return one.divide(other, MathContext.DECIMAL64);
  }
}
