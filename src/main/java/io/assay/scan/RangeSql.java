package io.assay.scan;

import io.assay.check.Edge;
import io.assay.check.Measure;
import java.time.ZoneId;

/// The condition that a value lies outside its edges; NULL gives NULL, which counts as inside.
///
/// A number is written as a number, so that a column of texts is refused rather than compared by
/// the alphabet, and a fraction can be held against whole numbers. A moment is an untyped literal,
/// as for every time.
final class RangeSql {
  private RangeSql() {}

  static String of(RowSql rows, String column, Measure.OutOfRange range) {
    String below = range.least().map(edge -> column + " < " + edge(edge, range.zone())).orElse("");
    String above = range.most().map(edge -> column + " > " + edge(edge, range.zone())).orElse("");
    boolean both = !below.isEmpty() && !above.isEmpty();
    String outside = below + (both ? " OR " : "") + above;
    boolean ofTimes =
        range.least().or(range::most).filter(Edge.Moment.class::isInstance).isPresent();
    return "(" + (ofTimes ? rows.onlyTimes(column) + " OR " : "") + outside + ")";
  }

  private static String edge(Edge edge, ZoneId zone) {
    return switch (edge) {
      case Edge.Figure(var value) -> "(" + value.toPlainString() + ")";
      case Edge.Moment moment -> RowSql.literal(moment.in(zone));
    };
  }
}
