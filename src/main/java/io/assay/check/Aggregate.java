package io.assay.check;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;

/// One figure that sums up the numbers of a column.
///
/// @param fraction which part of the numbers lies below a percentile: 0.95; none for the others
public record Aggregate(Function function, Column column, Optional<BigDecimal> fraction) {

  /// The functions of the language.
  public enum Function {
    AVG,
    SUM,
    MIN,
    MAX,
    /// Of a sample, as PostgreSQL's stddev.
    STDDEV,
    /// Interpolated between the two nearest numbers.
    PERCENTILE;

    /// Returns the word of the language.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Aggregate {
    if (fraction.isPresent() != (function == Function.PERCENTILE)) {
      throw new IllegalArgumentException("a percentile, and nothing else, needs a fraction");
    }
    if (fraction.isPresent()
        && (fraction.get().signum() < 0 || fraction.get().compareTo(BigDecimal.ONE) > 0)) {
      throw new IllegalArgumentException("the fraction of a percentile is from 0 to 1: 0.95");
    }
  }

  /// Returns it as its author writes it: `percentile(total, 0.95)`.
  public String written() {
    return function.word()
        + "("
        + column.written()
        + fraction.map(part -> ", " + part.toPlainString()).orElse("")
        + ")";
  }
}
