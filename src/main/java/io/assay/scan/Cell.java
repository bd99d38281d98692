package io.assay.scan;

import io.assay.check.TableName;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// One figure in the SELECT of a relation.
///
/// @param name what is asked; the same however it is asked
/// @param sql an aggregate over the rows of the SELECT, or a sub-select of its own
/// @param aggregate whether it is the former
/// @param fold how the figures of several tables make the one of them all
/// @param lasting whether it holds while no row changes, whatever the time is
/// @param made the expressions over a row that it is made of, as far as the author or the type of a
///   column has a say in them
/// @param beside another table on whose rows it depends too
/// @param split how it is asked in a pass that groups; none when it cannot be
record Cell(
    String name,
    String sql,
    boolean aggregate,
    Fold fold,
    boolean lasting,
    List<String> made,
    Optional<TableName> beside,
    Optional<Split> split) {
  Cell {
    made = List.copyOf(made);
  }

  /// The figure in two steps, so that it shares a pass that groups the rows by a column.
  ///
  /// @param inner the aggregate of one group; of the grouping column's own figure, the column
  /// @param outer the figure of all groups, a format that takes the name of the inner one
  /// @param groups whether it is the grouping column's own
  record Split(String inner, String outer, boolean groups) {}

  /// The ways in which figures of tables add up.
  enum Fold {
    /// Whole numbers, or lists of them joined by commas: by place.
    SUM,
    /// A time after its type's number: the latest.
    LATEST,
    /// Digests joined by commas: those that are in either. `!` where there were too many.
    UNION,
    /// They do not.
    NONE;

    static final String TOO_MANY = "!";

    /// Returns the figure of all tables together; none when there is no table. The figure of one is
    /// its own, also where it does not add up.
    Optional<String> of(Collection<String> figures) {
      return switch (this) {
        case SUM -> figures.stream().reduce(Fold::sum);
        case LATEST -> figures.stream().max(Comparator.comparing(Fold::epoch));
        case UNION -> figures.isEmpty() ? Optional.empty() : Optional.of(union(figures));
        case NONE ->
            figures.stream()
                .reduce((_, _) -> {
                  throw new IllegalStateException("a figure that does not add up");
                });
      };
    }

    /// Returns the figure of no table; none where only a table knows what it looks like.
    Optional<String> ofNone() {
      return switch (this) {
        case SUM -> Optional.of("0");
        case LATEST -> Optional.of(LatestSql.TIMESTAMPTZ + ":");
        case UNION -> Optional.of("");
        case NONE -> Optional.empty();
      };
    }

    private static String union(Collection<String> figures) {
      Set<String> all = new TreeSet<>();
      for (String digests : figures) {
        if (digests.equals(TOO_MANY)) {
          return TOO_MANY;
        }
        all.addAll(digests.isEmpty() ? List.of() : List.of(digests.split(",", -1)));
      }
      return String.join(",", all);
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
