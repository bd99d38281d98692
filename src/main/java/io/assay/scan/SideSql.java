package io.assay.scan;

import io.assay.check.Check;
import io.assay.check.Column;
import io.assay.check.Compared;
import io.assay.check.TableName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The statements to one of two sides that are compared. What they return must not depend on the
/// server: texts are hashed as UTF-8 by md5, which is the same in every version, numbers lose
/// trailing zeros, and a record's text form keeps values apart and NULL from the empty text.
///
/// @param columns of this side; none where no rows are compared
record SideSql(RowSql rows, String filter, SideColumns columns) {

  static SideSql of(TableName table, Check check, Server server, Instant now, SideColumns columns)
      throws Unanswered {
    RowSql rows = new RowSql(table, server.at(now));
    return new SideSql(
        rows, rows.condition(check.target().filter(), check.target().zone()), columns);
  }

  String count() {
    return "SELECT /* assay */ count(*)" + from(filter);
  }

  /// Returns a statement of a type's oid and a text.
  String figure(Compared.Figure figure) throws Unanswered {
    String value = figure.aggregate().word() + "(" + rows.column(figure.column()) + ")";
    return "SELECT /* assay */ pg_typeof(" + value + ")::oid, " + value + "::text" + from(filter);
  }

  /// Returns a statement of the first and the last position; NULLs when there are no rows.
  String extent(Tuple tuple) throws Unanswered {
    String key = rows.column(tuple.key().getFirst());
    return "SELECT /* assay */ min(" + key + "), max(" + key + ")" + from(filter);
  }

  /// Returns a statement of the sums of each span that has rows: its number from 0, how many rows,
  /// and two sums over their hashes, in which neither the order nor a duplicate is lost.
  String sums(Tuple tuple, List<Span> spans) throws Unanswered {
    return """
    SELECT /* assay */ n, count(*), sum(('x' || left(h, 16))::bit(64)::bigint),
      sum(('x' || right(h, 16))::bit(64)::bigint)
    FROM (%s) r
    WHERE n IS NOT NULL GROUP BY n\
    """
        .formatted(numbered(tuple, spans));
  }

  /// Returns a statement of the rows in the spans, equal ones together: position, hash of the key,
  /// hash of the row, how many; at most `most`.
  String hashes(Tuple tuple, List<Span> spans, int most) throws Unanswered {
    return """
    SELECT /* assay */ p, k, h, count(*)
    FROM (%s) r
    WHERE n IS NOT NULL GROUP BY p, k, h LIMIT %d\
    """
        .formatted(numbered(tuple, spans), most);
  }

  /// Each row is hashed once, and not again for each place where the hash is used: that is what
  /// OFFSET 0 is for, which keeps the planner from dissolving the sub-select.
  private String numbered(Tuple tuple, List<Span> spans) throws Unanswered {
    String key = hash(tuple.key());
    String row = tuple.key().equals(tuple.columns()) ? key : hash(tuple.columns());
    String position =
        tuple.positioned()
            ? rows.column(tuple.key().getFirst()) + "::bigint"
            : "('x' || left(" + key + ", 15))::bit(60)::bigint";
    String inSpans = tuple.positioned() ? within(rows.column(tuple.key().getFirst()), spans) : "";
    return """
    SELECT p, k, h, %s AS n FROM (
        SELECT %s AS p, %s AS k, %s AS h%s OFFSET 0
      ) s\
    """
        .formatted(number(spans), position, key, row, from(RowSql.and(filter, inSpans)));
  }

  /// Returns the number of the span that `p` is in, NULL in none. Spans come in order: bounds are
  /// where one begins, and where a gap does.
  private static String number(List<Span> spans) {
    List<Long> bounds = new ArrayList<>();
    List<String> numbers = new ArrayList<>();
    for (int i = 0; i < spans.size(); i++) {
      Span span = spans.get(i);
      bounds.add(span.from());
      numbers.add(Integer.toString(i));
      boolean last = i + 1 == spans.size();
      if (span.to() < Long.MAX_VALUE && (last || spans.get(i + 1).from() > span.to() + 1)) {
        bounds.add(span.to() + 1);
        numbers.add("NULL");
      }
    }
    return "('{%s}'::int[])[width_bucket(p, '{%s}'::bigint[])]"
        .formatted(
            String.join(",", numbers),
            String.join(",", bounds.stream().map(bound -> bound.toString()).toList()));
  }

  /// What an index on the key can answer: neighbours as one range, single positions as a list.
  private static String within(String key, List<Span> spans) {
    List<String> conditions = new ArrayList<>();
    List<String> singles = new ArrayList<>();
    for (int i = 0; i < spans.size(); i++) {
      long from = spans.get(i).from();
      while (i + 1 < spans.size() && spans.get(i + 1).from() == spans.get(i).to() + 1) {
        i++;
      }
      long to = spans.get(i).to();
      if (from == to) {
        singles.add(Long.toString(from));
      } else {
        conditions.add(key + " BETWEEN '" + from + "'::bigint AND '" + to + "'::bigint");
      }
    }
    if (!singles.isEmpty()) {
      conditions.add(key + " = ANY ('{" + String.join(",", singles) + "}'::bigint[])");
    }
    return "(" + String.join(" OR ", conditions) + ")";
  }

  private String hash(List<Column> of) throws Unanswered {
    List<String> texts = new ArrayList<>();
    for (Column column : of) {
      String value = rows.column(column);
      texts.add(numeric(column) ? "trim_scale(" + value + ")::text" : value + "::text");
    }
    String text = "ROW(" + String.join(", ", texts) + ")::text";
    return rows.server().unicode() ? "md5(" + text + ")" : "md5(convert_to(" + text + ", 'UTF8'))";
  }

  private boolean numeric(Column column) {
    return column instanceof Column.Name(String name)
        && columns.columns().containsKey(name)
        && columns.columns().get(name).numeric();
  }

  private String from(String condition) {
    return "\n  FROM " + Quoted.name(rows.table()) + RowSql.where(condition);
  }
}
