package io.assay.check.kind;

import io.assay.check.Limit;
import io.assay.check.Limits;
import io.assay.check.Observation;
import io.assay.check.Unit;
import io.assay.check.Verdict;
import io.assay.check.Words;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How far a figure moved from the usual one, which is not zero.
record Moved(BigDecimal figure, BigDecimal usual, Saying saying) {
  /// Its words.
  ///
  /// @param begin the beginning of the sentence: `1,204 rows`
  /// @param observed the figure
  record Saying(String begin, String observed, String less, String more) {}

  Moved {
    if (usual.signum() == 0) {
      throw new IllegalArgumentException("nothing moves by a share of zero");
    }
  }

  /// A count of rows; `counted` begins the sentence.
  Moved(long rows, BigDecimal usual, String counted) {
    this(
        BigDecimal.valueOf(rows),
        usual,
        new Saying(counted, Words.count(rows, "row"), "fewer", "more"));
  }

  /// Returns the verdict on a fall and a rise, each as a share of the usual figure; without limits
  /// a direction is free.
  Verdict judge(Optional<Limits> drop, Optional<Limits> rise) {
    BigDecimal share = figure.subtract(usual).divide(usual.abs(), MathContext.DECIMAL64);
    BigDecimal fallen = share.negate().max(BigDecimal.ZERO);
    BigDecimal risen = share.max(BigDecimal.ZERO);
    Optional<Limit> broken =
        drop.flatMap(limits -> limits.broken(unit -> fallen))
            .or(() -> rise.flatMap(limits -> limits.broken(unit -> risen)));
    String than = " than the usual " + Words.of(usual, Unit.COUNT);
    String change =
        switch (share.signum()) {
          case -1 -> Words.of(fallen, Unit.SHARE) + " " + saying.less() + than;
          case 1 -> Words.of(risen, Unit.SHARE) + " " + saying.more() + than;
          default -> "as usual";
        };
    Observation seen =
        new Observation(
            saying.begin()
                + ", "
                + change
                + broken.map(limit -> ", " + Words.of(limit) + " is tolerated").orElse(""),
            Optional.of(figure),
            Unit.COUNT,
            saying.observed(),
            expected(drop, rise) + than);
    return Verdict.of(broken, seen);
  }

  private String expected(Optional<Limits> drop, Optional<Limits> rise) {
    List<String> parts = new ArrayList<>();
    drop.ifPresent(limits -> parts.add(Words.of(limits.first()) + " " + saying.less()));
    rise.ifPresent(limits -> parts.add(Words.of(limits.first()) + " " + saying.more()));
    return String.join(", ", parts);
  }
}
