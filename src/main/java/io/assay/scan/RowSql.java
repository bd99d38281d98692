package io.assay.scan;

import io.assay.check.Buckets;
import io.assay.check.Column;
import io.assay.check.Filter;
import io.assay.check.Measure;
import io.assay.check.TableName;
import io.assay.check.ValueType;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/// Conditions and columns of one relation's rows as SQL. Nothing here has to know a column's type:
/// a time is compared with an untyped literal that carries the wall clock of the zone and its
/// offset, so that a timestamptz column compares the instant, a timestamp column the wall clock,
/// and a date column the day.
///
/// @param source what the rows are read from; it goes by the name of the table
record RowSql(TableName table, String source, Server server) {
  private static final DateTimeFormatter LITERAL =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSSxxxxx", Locale.ROOT);

  /// Unicode's White_Space; in other encodings than UTF-8 only what ASCII has of it.
  private static final String SPACE_ASCII = " E'\\t\\n\\x0B\\f\\r '";

  private static final String SPACE =
      " E'\\t\\n\\x0B\\f\\r \\u0085\\u00a0\\u1680\\u2000\\u2001\\u2002\\u2003\\u2004\\u2005\\u2006"
          + "\\u2007\\u2008\\u2009\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000'";

  RowSql(TableName table, Server server) {
    this(table, Quoted.name(table), server);
  }

  /// A name is qualified with the table's: a column that is not there must not be taken for the
  /// whole row of a table that has its name.
  String column(Column column) throws Unanswered {
    return switch (column) {
      case Column.Name(String name) -> Quoted.name(table.name()) + "." + Quoted.name(name);
      case Column.Expression(String sql) -> AuthorSql.inRow(sql);
    };
  }

  /// Returns the filter's condition; empty when it lets every row pass.
  String condition(Filter filter, ZoneId zone) throws Unanswered {
    String where = filter.where().isPresent() ? AuthorSql.inRow(filter.where().get()) : "";
    if (filter.window().isEmpty()) {
      return where;
    }
    Filter.Window window = filter.window().get();
    String time = column(window.time());
    ZonedDateTime from = server.now().minus(window.length()).atZone(zone);
    // A date stands for its first instant: the day in which the window begins is outside, unless
    // it begins with it.
    String after = from.toLocalTime().equals(LocalTime.MIDNIGHT) ? " >= " : " > ";
    return and(
        where,
        time
            + after
            + literal(from)
            + " AND "
            + time
            + " <= "
            + literal(server.now().atZone(zone)));
  }

  String finite(String time) {
    return time + " < 'infinity' AND " + time + " > '-infinity'";
  }

  String within(String time, Buckets.Span span, ZoneId zone) {
    return time
        + " >= "
        + literal(span.from().atZone(zone))
        + " AND "
        + time
        + " < "
        + literal(span.to().atZone(zone));
  }

  /// Returns the condition that is true for the rows that the measure counts.
  String condition(Measure.RowsWhere measure) throws Unanswered {
    String column = column(measure.column());
    return switch (measure) {
      case Measure.Nulls _ -> column + " IS NULL";
      case Measure.Blanks _ -> blank(column);
      case Measure.Unreadable(var _, ValueType type) -> UnreadableSql.of(column, type, server);
    };
  }

  private String blank(String column) {
    return "btrim(" + column + "::text," + (server.unicode() ? SPACE : SPACE_ASCII) + ") = ''";
  }

  static String literal(ZonedDateTime time) {
    return "'" + LITERAL.format(time) + "'";
  }

  static String literal(Instant time, ZoneId zone) {
    return literal(time.atZone(zone));
  }

  /// Joins the conditions that are not empty.
  static String and(String... conditions) {
    return String.join(
        " AND ", List.of(conditions).stream().filter(each -> !each.isEmpty()).toList());
  }

  static String where(String condition) {
    return condition.isEmpty() ? "" : "\n  WHERE " + condition;
  }
}
