package io.assay.check.kind;

import io.assay.check.Observation;
import io.assay.check.Verdict;
import io.assay.check.Words;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;

/// The verdict on one of the several things that a pattern names.
record Finding(String name, Verdict verdict) {
  private static final Comparator<Finding> BY_HARM =
      Comparator.<Finding>comparingInt(finding -> rank(finding.verdict))
          .thenComparing(finding -> figure(finding.verdict));

  /// Returns the one verdict on all: the worst of them. Where `named`, it says whose it is and how
  /// many others came to the same. Throws NoSuchElementException when there is none.
  ///
  /// @param noun what the things are called: `view`
  static Verdict worst(List<Finding> findings, boolean named, String noun) {
    Finding worst = findings.stream().max(BY_HARM).orElseThrow();
    if (!named) {
      return worst.verdict;
    }
    long others = findings.stream().filter(each -> sameSort(each, worst)).count() - 1;
    String too = others == 0 ? "" : " (and " + Words.count(others, "other " + noun) + ")";
    return switch (worst.verdict) {
      case Verdict.Pass(Observation seen) -> new Verdict.Pass(prefixed(worst, seen, ""));
      case Verdict.Breach(var severity, Observation seen) ->
          new Verdict.Breach(severity, prefixed(worst, seen, too));
      case Verdict.Unknown(String why) -> new Verdict.Unknown(worst.name + ": " + why + too);
      case Verdict.Errored errored -> errored;
    };
  }

  private static Observation prefixed(Finding finding, Observation seen, String too) {
    return new Observation(
        finding.name + ": " + seen.sentence() + too,
        seen.value(),
        seen.unit(),
        seen.observed(),
        seen.expected());
  }

  private static boolean sameSort(Finding one, Finding other) {
    return rank(one.verdict) == rank(other.verdict);
  }

  private static int rank(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Pass pass -> 0;
      case Verdict.Unknown unknown -> 1;
      case Verdict.Breach breach -> 2 + breach.severity().ordinal();
      case Verdict.Errored errored -> 9;
    };
  }

  private static BigDecimal figure(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Pass(Observation seen) -> seen.value().orElse(BigDecimal.ZERO);
      case Verdict.Breach(var severity, Observation seen) -> seen.value().orElse(BigDecimal.ZERO);
      case Verdict.Unknown unknown -> BigDecimal.ZERO;
      case Verdict.Errored errored -> BigDecimal.ZERO;
    };
  }
}
