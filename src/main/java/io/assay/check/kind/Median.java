package io.assay.check.kind;

import java.math.BigDecimal;
import java.util.List;

/// The middle of several figures: half of them lie below it, so that one outlier moves it little.
final class Median {
  private static final BigDecimal TWO = BigDecimal.valueOf(2);

  private Median() {}

  /// Returns the median; of an even number of figures the mean of the two in the middle. Throws
  /// IllegalArgumentException when there is no figure.
  static BigDecimal of(List<BigDecimal> figures) {
    if (figures.isEmpty()) {
      throw new IllegalArgumentException("no figures have no median");
    }
    List<BigDecimal> sorted = figures.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : sorted.get(middle - 1).add(sorted.get(middle)).divide(TWO);
  }
}
