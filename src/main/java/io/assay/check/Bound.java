package io.assay.check;

import java.math.BigDecimal;

/// A bound on one figure. Values are in the unit of the [Limit] that holds the bound.
public sealed interface Bound {

  /// Returns whether `value` is inside; the bound itself is inside.
  boolean holds(BigDecimal value);

  /// Returns how far `value` is outside; inside it is not above 0, and the nearer to the bound the
  /// greater.
  BigDecimal beyond(BigDecimal value);

  record AtLeast(BigDecimal least) implements Bound {
    @Override
    public boolean holds(BigDecimal value) {
      return value.compareTo(least) >= 0;
    }

    @Override
    public BigDecimal beyond(BigDecimal value) {
      return least.subtract(value);
    }
  }

  record AtMost(BigDecimal most) implements Bound {
    @Override
    public boolean holds(BigDecimal value) {
      return value.compareTo(most) <= 0;
    }

    @Override
    public BigDecimal beyond(BigDecimal value) {
      return value.subtract(most);
    }
  }

  record Exactly(BigDecimal expected) implements Bound {
    @Override
    public boolean holds(BigDecimal value) {
      return value.compareTo(expected) == 0;
    }

    @Override
    public BigDecimal beyond(BigDecimal value) {
      return value.subtract(expected).abs();
    }
  }

  record Between(BigDecimal least, BigDecimal most) implements Bound {
    public Between {
      if (least.compareTo(most) > 0) {
        throw new IllegalArgumentException(
            "between: the first value must not be greater than the second");
      }
    }

    @Override
    public boolean holds(BigDecimal value) {
      return value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
    }

    @Override
    public BigDecimal beyond(BigDecimal value) {
      return least.subtract(value).max(value.subtract(most));
    }
  }
}
