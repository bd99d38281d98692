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

/// How far a count of rows moved from the usual one, which is above zero.
///
/// @param counted the count in words, the beginning of the sentence: `1,204 rows`
record Moved(long rows, BigDecimal usual, String counted) {
  Moved {
    if (usual.signum() <= 0) {
      throw new IllegalArgumentException("nothing moves from a usual count of zero");
    }
  }

  /// Returns the verdict on a fall and a rise, each as a share of the usual count; without limits a
  /// direction is free.
  Verdict judge(Optional<Limits> drop, Optional<Limits> rise) {
    BigDecimal share =
        BigDecimal.valueOf(rows).subtract(usual).divide(usual, MathContext.DECIMAL64);
    BigDecimal fallen = share.negate().max(BigDecimal.ZERO);
    BigDecimal risen = share.max(BigDecimal.ZERO);
    Optional<Limit> broken =
        drop.flatMap(limits -> limits.broken(unit -> fallen))
            .or(() -> rise.flatMap(limits -> limits.broken(unit -> risen)));
    String than = " than the usual " + Words.of(usual, Unit.COUNT);
    String change =
        switch (share.signum()) {
          case -1 -> Words.of(fallen, Unit.SHARE) + " fewer" + than;
          case 1 -> Words.of(risen, Unit.SHARE) + " more" + than;
          default -> "as usual";
        };
    Observation seen =
        new Observation(
            counted
                + ", "
                + change
                + broken.map(limit -> ", " + Words.of(limit) + " is tolerated").orElse(""),
            Optional.of(BigDecimal.valueOf(rows)),
            Unit.COUNT,
            Words.count(rows, "row"),
            expected(drop, rise) + than);
    return broken
        .<Verdict>map(limit -> new Verdict.Breach(limit.severity(), seen))
        .orElseGet(() -> new Verdict.Pass(seen));
  }

  private static String expected(Optional<Limits> drop, Optional<Limits> rise) {
    List<String> parts = new ArrayList<>();
    drop.ifPresent(limits -> parts.add(Words.of(limits.first()) + " fewer"));
    rise.ifPresent(limits -> parts.add(Words.of(limits.first()) + " more"));
    return String.join(", ", parts);
  }
}
