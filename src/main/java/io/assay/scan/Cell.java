package io.assay.scan;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/// One figure in the SELECT of a relation.
///
/// @param name what is asked; the same however it is asked
/// @param sql an aggregate over the rows of the SELECT, or a sub-select of its own
/// @param aggregate whether it is the former
/// @param fold how the figures of several tables make the one of them all
/// @param lasting whether it holds while no row changes, whatever the time is
/// @param made the expressions over a row that it is made of, as far as the author or the type of a
///   column has a say in them
record Cell(
    String name, String sql, boolean aggregate, Fold fold, boolean lasting, List<String> made) {
  Cell {
    made = List.copyOf(made);
  }

  /// The ways in which figures of tables add up.
  enum Fold {
    /// Whole numbers, or lists of them joined by commas: by place.
    SUM,
    /// A time after its type's number: the latest.
    LATEST,
    /// They do not.
    NONE;

    /// Returns the figure of two tables together.
    String of(String one, String other) {
      return switch (this) {
        case SUM -> sum(one, other);
        case LATEST -> epoch(one).compareTo(epoch(other)) >= 0 ? one : other;
        case NONE -> throw new IllegalStateException("a figure that does not add up");
      };
    }

    /// Returns the figure of no table; none where only a table knows what it looks like.
    Optional<String> ofNone() {
      return switch (this) {
        case SUM -> Optional.of("0");
        case LATEST -> Optional.of(RelationSql.TIMESTAMPTZ + ":");
        case NONE -> Optional.empty();
      };
    }

    private static String sum(String one, String other) {
      String[] left = one.split(",", -1);
      String[] right = other.split(",", -1);
      StringBuilder sum = new StringBuilder();
      for (int i = 0; i < Math.max(left.length, right.length); i++) {
        long both = at(left, i) + at(right, i);
        sum.append(i == 0 ? "" : ",").append(both);
      }
      return sum.toString();
    }

    private static long at(String[] numbers, int i) {
      return i < numbers.length ? Long.parseLong(numbers[i]) : 0;
    }

    private static BigDecimal epoch(String typed) {
      String epoch = typed.substring(typed.indexOf(':') + 1);
      return epoch.isEmpty() ? LEAST : new BigDecimal(epoch);
    }

    private static final BigDecimal LEAST = BigDecimal.valueOf(Long.MIN_VALUE);
  }
}
