package io.assay.check.kind;

import io.assay.check.Bound;
import io.assay.check.KindLanguage;
import io.assay.check.Limit;
import io.assay.check.Limits;
import io.assay.check.Measure;
import io.assay.check.Measured;
import io.assay.check.Observation;
import io.assay.check.Parameter;
import io.assay.check.Unit;
import io.assay.check.Verdict;
import io.assay.check.Words;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The rows that are not as they should be among the rows looked at, to be held against limits on
/// their number or on their share. Of no rows the share is 0. How many were looked at is unknown
/// where none had to be, because the count is proven to be 0.
record CountedRows(long counted, Optional<Long> rows, Wording wording) {
  /// What is the case with the counted rows: with one, with several, and (a format that takes
  /// `4,000 rows`) with none.
  record Wording(String one, String several, String none) {}

  /// The limit of every kind that counts rows; its keys stand beside the kind's own.
  static final Parameter<Limits> LIMIT =
      Parameter.optional(
          "limit",
          new Parameter.Shape.LimitKeys(List.of(Unit.COUNT, Unit.SHARE)),
          "how many rows, or which share of the rows looked at; `at_most: 0` when left out");

  /// Returns the limits as written, else that none is tolerated.
  static Limits limits(KindLanguage.Arguments written) {
    return written.find(LIMIT).orElseGet(() -> none(written));
  }

  /// Returns the limit that no row is tolerated.
  static Limits none(KindLanguage.Arguments written) {
    return Limits.of(written.severity(), Unit.COUNT, new Bound.AtMost(BigDecimal.ZERO));
  }

  static CountedRows of(Measured measured, Measure<Long> failing, Wording wording) {
    return new CountedRows(measured.get(failing), measured.find(new Measure.Rows()), wording);
  }

  /// Returns the verdict. The charted value is in the unit of the mildest limit, so that it stays
  /// one series whichever limit breaks.
  Verdict judge(Limits limits) {
    Optional<Limit> broken = limits.broken(this::figure);
    Limit quoted = broken.orElseGet(limits::first);
    Unit charted = limits.first().unit();
    Observation seen =
        new Observation(
            sentence() + broken.map(CountedRows::allowed).orElse(""),
            Optional.of(figure(charted)),
            charted,
            quoted.unit() == Unit.SHARE
                ? Words.of(figure(Unit.SHARE), Unit.SHARE)
                : Words.count(counted, "row"),
            Words.of(quoted));
    return Verdict.of(broken, seen);
  }

  private String sentence() {
    if (rows.isPresent() && rows.get() == 0) {
      return "there are no rows, so the share is 0";
    }
    String looked = rows.map(all -> Words.count(all, "row")).orElse("the rows");
    if (counted == 0) {
      return wording.none().formatted(looked);
    }
    return String.format(
        Locale.ROOT,
        "%,d of %s %s (%s)",
        counted,
        looked,
        counted == 1 ? wording.one() : wording.several(),
        Words.of(figure(Unit.SHARE), Unit.SHARE));
  }

  private static String allowed(Limit limit) {
    return switch (limit.bound()) {
      case Bound.AtMost most -> ", " + Words.of(limit) + " is allowed";
      case Bound.AtLeast least -> ", expected " + Words.of(limit);
      case Bound.Exactly exactly -> ", expected " + Words.of(limit);
      case Bound.Between between -> ", expected " + Words.of(limit);
    };
  }

  private BigDecimal figure(Unit unit) {
    BigDecimal count = BigDecimal.valueOf(counted);
    if (unit != Unit.SHARE) {
      return count;
    }
    return counted == 0
        ? BigDecimal.ZERO
        : count.divide(BigDecimal.valueOf(rows.orElseThrow()), MathContext.DECIMAL64);
  }
}
