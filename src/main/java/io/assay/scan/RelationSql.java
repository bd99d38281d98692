package io.assay.scan;

import io.assay.check.Buckets;
import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Column;
import io.assay.check.Measure;
import io.assay.check.Unmeasurable.Reason;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The one SELECT of a relation: an array of texts, one for each figure, so that the SELECTs of
/// many relations fit under one UNION ALL. A figure that several checks want is in it once.
///
/// Where a measure has to see every row, the others look on in the same pass, each with its own
/// FILTER; a filter that all of them share becomes the WHERE, so that an index helps. Where none
/// has to, each is a sub-select of its own that an index can answer.
final class RelationSql {
  private interface Read {
    Object value(List<@Nullable String> cells) throws Unanswered;
  }

  private record Reading(Check check, Measure<?> measure, List<Integer> at, Read read) {}

  private static final int DATE = 1082;
  private static final int TIMESTAMP = 1114;
  private static final int TIMESTAMPTZ = 1184;

  private final RowSql rows;
  private final boolean pass;
  private final String common;
  private final List<String> cells = new ArrayList<>();
  private final List<Reading> readings = new ArrayList<>();

  private RelationSql(RowSql rows, boolean pass, String common) {
    this.rows = rows;
    this.pass = pass;
    this.common = common;
  }

  static RelationSql of(Scan.OfRelation scan, Server server) throws Unanswered {
    RowSql rows = new RowSql(scan.table(), server);
    Set<String> filters = new LinkedHashSet<>();
    for (Check check : scan.checks()) {
      if (!Scan.measures(check).stream().allMatch(Measure.Repeats.class::isInstance)) {
        filters.add(rows.condition(check.target().filter(), check.target().zone()));
      }
    }
    RelationSql sql =
        new RelationSql(
            rows, scan.passesOverRows(), filters.size() == 1 ? filters.iterator().next() : "");
    for (Check check : scan.checks()) {
      String filter = rows.condition(check.target().filter(), check.target().zone());
      for (Measure.OfRows<?> measure : Scan.measures(check)) {
        sql.add(check, measure, filter);
      }
    }
    return sql;
  }

  /// Returns the SELECT; `number` is the first column, to tell the rows of a UNION ALL apart.
  String select(int number) {
    return "SELECT /* assay */ "
        + number
        + ", ARRAY[\n  "
        + String.join(",\n  ", cells)
        + "]"
        + (pass ? "\n  FROM " + Quoted.name(rows.table()) + RowSql.where(common) : "");
  }

  /// Returns the values of each check, read from the row's array.
  Map<CheckId, Map<Measure<?>, Object>> read(List<@Nullable String> array) throws Unanswered {
    Map<CheckId, Map<Measure<?>, Object>> values = new HashMap<>();
    for (Reading reading : readings) {
      List<@Nullable String> own = new ArrayList<>();
      for (int at : reading.at()) {
        own.add(array.get(at));
      }
      values
          .computeIfAbsent(reading.check().id(), key -> new HashMap<>())
          .put(reading.measure(), reading.read().value(own));
    }
    return values;
  }

  private void add(Check check, Measure.OfRows<?> measure, String filter) throws Unanswered {
    ZoneId zone = check.target().zone();
    switch (measure) {
      case Measure.Rows() -> count(check, measure, filter, "");
      case Measure.RowsWhere where -> count(check, measure, filter, rows.condition(where));
      case Measure.Repeats(List<Column> key) ->
          put(check, measure, List.of(repeats(key, filter)), RelationSql::number);
      case Measure.Newest(Column time) ->
          put(
              check,
              measure,
              List.of(newest(rows.column(time), filter)),
              cells -> instant(cells.getFirst(), zone));
      case Measure.RowsPerBucket(Column time, Buckets buckets) ->
          buckets(check, measure, filter, rows.column(time), buckets);
    }
  }

  private void count(Check check, Measure<?> measure, String filter, String condition) {
    put(check, measure, List.of(count(filter, condition)), RelationSql::number);
  }

  private String count(String filter, String condition) {
    return "count(*)" + only(filter, condition) + "::text";
  }

  private String only(String filter, String condition) {
    String both = RowSql.and(filter.equals(common) ? "" : filter, condition);
    return both.isEmpty() ? "" : " FILTER (WHERE " + both + ")";
  }

  /// GROUP BY, and never count(DISTINCT), which sorts on one core.
  private String repeats(List<Column> key, String filter) throws Unanswered {
    List<String> columns = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Column column : key) {
      names.add("k" + names.size());
      columns.add(rows.column(column) + " AS " + names.getLast());
    }
    return """
    (SELECT coalesce(sum(n - 1), 0)::text FROM (
        SELECT count(*) AS n FROM (
          SELECT %s FROM %s%s
        ) k WHERE %s GROUP BY %s HAVING count(*) > 1
      ) r)\
    """
        .formatted(
            String.join(", ", columns),
            Quoted.name(rows.table()),
            RowSql.where(filter),
            String.join(" AND ", names.stream().map(name -> name + " IS NOT NULL").toList()),
            String.join(", ", names));
  }

  /// `max(time)` in a SELECT of its own is what an index answers; its type comes along, because a
  /// time without a zone is not yet an instant.
  private String newest(String time, String filter) {
    String only = pass ? only(filter, rows.finite(time)) : "";
    String max = "max(" + time + ")" + only;
    String cell = "concat(pg_typeof(" + max + ")::oid, ':', extract(epoch FROM " + max + "))";
    return pass
        ? cell
        : "(SELECT "
            + cell
            + " FROM "
            + Quoted.name(rows.table())
            + RowSql.where(RowSql.and(filter, rows.finite(time)))
            + ")";
  }

  private void buckets(
      Check check, Measure<?> measure, String filter, String time, Buckets buckets) {
    List<Buckets.Span> spans = buckets.before(rows.server().now());
    List<String> within =
        spans.stream().map(span -> rows.within(time, span, buckets.zone())).toList();
    Read read = cells -> bucketRows(spans, cells);
    if (pass) {
      put(check, measure, within.stream().map(each -> count(filter, each)).toList(), read);
      return;
    }
    String counts =
        String.join(
            ", ", within.stream().map(each -> "count(*) FILTER (WHERE " + each + ")").toList());
    String any = "((" + String.join(") OR (", within) + "))";
    put(
        check,
        measure,
        List.of(
            "(SELECT array_to_string(ARRAY["
                + counts
                + "], ',') FROM "
                + Quoted.name(rows.table())
                + RowSql.where(RowSql.and(filter, any))
                + ")"),
        cells -> bucketRows(spans, List.of(text(cells.getFirst()).split(",", -1))));
  }

  private void put(Check check, Measure<?> measure, List<String> sql, Read read) {
    List<Integer> at = new ArrayList<>();
    for (String cell : sql) {
      int known = cells.indexOf(cell);
      at.add(known >= 0 ? known : cells.size());
      if (known < 0) {
        cells.add(cell);
      }
    }
    readings.add(new Reading(check, measure, at, read));
  }

  private static Object number(List<@Nullable String> cells) {
    return Long.valueOf(text(cells.getFirst()));
  }

  private static List<Measure.BucketRows> bucketRows(
      List<Buckets.Span> spans, List<@Nullable String> cells) {
    List<Measure.BucketRows> counted = new ArrayList<>();
    for (int i = 0; i < spans.size(); i++) {
      counted.add(new Measure.BucketRows(spans.get(i), Long.parseLong(text(cells.get(i)))));
    }
    return counted;
  }

  static Optional<Instant> instant(@Nullable String cell, ZoneId zone) throws Unanswered {
    String[] typed = text(cell).split(":", 2);
    int type = Integer.parseInt(typed[0]);
    if (type != DATE && type != TIMESTAMP && type != TIMESTAMPTZ) {
      throw new Unanswered(Reason.QUERY, Trouble.NOT_A_TIME);
    }
    if (typed[1].isEmpty()) {
      return Optional.empty();
    }
    BigDecimal epoch = new BigDecimal(typed[1]);
    long seconds = epoch.setScale(0, RoundingMode.FLOOR).longValueExact();
    int nanos = epoch.subtract(BigDecimal.valueOf(seconds)).movePointRight(9).intValue();
    return Optional.of(
        type == TIMESTAMPTZ
            ? Instant.ofEpochSecond(seconds, nanos)
            : LocalDateTime.ofEpochSecond(seconds, nanos, ZoneOffset.UTC).atZone(zone).toInstant());
  }

  private static String text(@Nullable String cell) {
    if (cell == null) {
      throw new IllegalStateException("an aggregate came back as NULL");
    }
    return cell;
  }
}
