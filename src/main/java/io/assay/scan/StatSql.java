package io.assay.scan;

import io.assay.check.Aggregate;
import io.assay.check.Unmeasurable.Reason;
import java.math.BigDecimal;
import java.util.Optional;

/// A figure of a column as an aggregate.
///
/// The planner must find that a column holds no numbers: the functions for numbers are not there
/// for other types, and intervals cannot be cast. `min` and `max` are there for everything; theirs
/// stands beside a `sum` that is never taken, and that the planner drops.
final class StatSql {
  private StatSql() {}

  /// Whether the aggregate sorts, and so would keep a shared pass on one core.
  static boolean sorts(Aggregate aggregate) {
    return aggregate.function() == Aggregate.Function.PERCENTILE;
  }

  /// Whether an index can answer.
  static boolean atAnEnd(Aggregate aggregate) {
    return switch (aggregate.function()) {
      case MIN, MAX -> true;
      case AVG, SUM, STDDEV, PERCENTILE -> false;
    };
  }

  /// Returns the aggregate; `only` is its FILTER, or empty.
  static String cell(RowSql rows, Aggregate aggregate, String only) throws Unanswered {
    String x = rows.column(aggregate.column());
    String number = only + "::numeric";
    return switch (aggregate.function()) {
      case AVG -> "avg(" + x + ")" + number + "::text";
      case SUM -> "sum(" + x + ")" + number + "::text";
      case STDDEV -> "stddev_samp(" + x + ")" + number + "::text";
      case PERCENTILE ->
          "percentile_cont("
              + aggregate.fraction().orElseThrow().toPlainString()
              + ") WITHIN GROUP (ORDER BY "
              + x
              + ")"
              + number
              + "::text";
      case MIN, MAX ->
          "(CASE WHEN false THEN sum("
              + x
              + ")"
              + number
              + " ELSE "
              + aggregate.function().word()
              + "("
              + x
              + ")"
              + number
              + " END)::text";
    };
  }

  static Optional<BigDecimal> read(String cell) throws Unanswered {
    if (cell.isEmpty()) {
      return Optional.empty();
    }
    if (cell.equals("NaN") || cell.endsWith("Infinity")) {
      throw new Unanswered(
          Reason.QUERY,
          "the figure is " + cell + ": leave rows that hold NaN or an infinity out with `where`");
    }
    return Optional.of(new BigDecimal(cell));
  }
}
