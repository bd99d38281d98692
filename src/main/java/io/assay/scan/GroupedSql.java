package io.assay.scan;

import io.assay.check.Buckets;
import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Column;
import io.assay.check.Measure;
import io.assay.check.Unmeasurable;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The one SELECT of a relation's groups: one pass with GROUP BY for all checks that have the same
/// `by`, each with its own FILTER where their filters differ. One row a group comes back, an array
/// of the texts of its key and of the figures.
///
/// Keys that repeat within a group are counted by a pass of their own and joined: as elements of an
/// array, because arrays take NULL for equal to NULL and can still be joined by hash.
final class GroupedSql {
  /// More groups than this are an error: they are all held in memory to be judged.
  static final int MOST_GROUPS = 10_000;

  private static final int LONGEST_KEY = 200;
  private static final String KEYS = "\"assay by\"";

  private interface Read {
    Object value(List<String> cells) throws Unanswered;
  }

  /// @param at positions among the cells; those among the joined repeats count down from -1
  private record Reading(Check check, Measure<?> measure, List<Integer> at, Read read) {}

  private final RowSql rows;
  private final List<Column> by;
  private final List<String> cells = new ArrayList<>();
  private final List<String> repeats = new ArrayList<>();
  private final List<Reading> readings = new ArrayList<>();
  private final Map<CheckId, Integer> counts = new HashMap<>();
  private final Set<String> looked = new LinkedHashSet<>();

  private GroupedSql(RowSql rows, List<Column> by) {
    this.rows = rows;
    this.by = by;
  }

  static GroupedSql of(Scan.Grouped scan, Server server) throws Unanswered {
    GroupedSql sql = new GroupedSql(new RowSql(scan.table(), server), scan.by());
    for (Check check : scan.checks()) {
      sql.looked.add(sql.lookedAt(check));
    }
    for (Check check : scan.checks()) {
      String filter = sql.filter(check);
      // the groups of a check are those that have a row which it looks at
      sql.counts.put(check.id(), sql.cell(sql.count(sql.lookedAt(check), "")));
      for (Measure.Groupable<?> measure : Scan.Grouped.groups(check).measures()) {
        sql.add(check, measure, filter);
      }
    }
    return sql;
  }

  /// Returns the SELECT; it ends with one group more than are allowed.
  String select() throws Unanswered {
    List<String> array = new ArrayList<>(by("groups").stream().map(GroupedSql::text).toList());
    for (int i = 0; i < cells.size(); i++) {
      array.add("groups.\"cell " + i + "\"");
    }
    StringBuilder joins = new StringBuilder();
    for (int i = 0; i < repeats.size(); i++) {
      String repeated = "\"repeats " + i + "\"";
      array.add("coalesce(" + repeated + ".n, 0)::text");
      joins.append("\nLEFT JOIN ").append(repeats.get(i)).append(" AS ").append(repeated);
      joins.append(" ON ").append(equal(by("groups"), by(repeated)));
    }
    List<String> columns = new ArrayList<>(by(KEYS));
    for (int i = 0; i < cells.size(); i++) {
      columns.add(cells.get(i) + " AS \"cell " + i + "\"");
    }
    return """
    SELECT /* assay */ 0, row_number() OVER (), ARRAY[%s]
    FROM (
      SELECT %s
      FROM %s%s
      GROUP BY %s
      LIMIT %d
    ) AS groups%s\
    """
        .formatted(
            String.join(", ", array),
            String.join(",\n    ", columns),
            from(),
            RowSql.where(common()),
            String.join(", ", by(KEYS)),
            MOST_GROUPS + 1,
            joins);
  }

  /// Returns why there are too many groups to be read, if so.
  static Optional<Unmeasurable> tooMany(Collection<?> answered) {
    return answered.size() <= MOST_GROUPS
        ? Optional.empty()
        : Optional.of(
            new Unmeasurable(
                Unmeasurable.Reason.QUERY,
                "'by' makes more than 10,000 groups: group by fewer or coarser columns, or narrow"
                    + " the rows with 'where' or 'window'"));
  }

  /// Returns whether the checks look at the same rows, so that each has as many groups as the
  /// others.
  boolean alike() {
    return looked.size() == 1;
  }

  /// Returns the groups of each check, from the arrays of the rows.
  Map<CheckId, List<Measure.Group>> read(Collection<List<@Nullable String>> answered)
      throws Unanswered {
    Map<CheckId, List<Measure.Group>> groups = new HashMap<>();
    for (List<@Nullable String> row : answered) {
      List<Optional<String>> key = new ArrayList<>();
      row.subList(0, by.size()).forEach(value -> key.add(Optional.ofNullable(value)));
      List<String> figures =
          row.subList(by.size(), row.size()).stream()
              .map(figure -> Objects.requireNonNull(figure, "an aggregate came back as NULL"))
              .toList();
      values(figures)
          .forEach((check, values) ->
              groups
                  .computeIfAbsent(check, id -> new ArrayList<>())
                  .add(new Measure.Group(key, values)));
    }
    return groups;
  }

  private Map<CheckId, Map<Measure<?>, Object>> values(List<String> figures) throws Unanswered {
    Map<CheckId, Map<Measure<?>, Object>> values = new HashMap<>();
    for (Reading reading : readings) {
      CheckId check = reading.check().id();
      if (figures.get(Objects.requireNonNull(counts.get(check))).equals("0")) {
        continue;
      }
      values
          .computeIfAbsent(check, id -> new HashMap<>())
          .put(
              reading.measure(),
              reading.read().value(reading.at().stream().map(at -> figure(figures, at)).toList()));
    }
    return values;
  }

  private String figure(List<String> figures, int at) {
    return figures.get(at >= 0 ? at : cells.size() - 1 - at);
  }

  private String filter(Check check) throws Unanswered {
    return rows.condition(check.target().filter(), check.target().zone());
  }

  /// The rows that matter to a check: of one that only counts buckets, those within them.
  private String lookedAt(Check check) throws Unanswered {
    List<String> spans = new ArrayList<>();
    for (Measure.Groupable<?> measure : Scan.Grouped.groups(check).measures()) {
      if (!(measure instanceof Measure.RowsPerBucket(Column time, Buckets buckets))) {
        return filter(check);
      }
      spans.addAll(within(time, buckets));
    }
    return RowSql.and(filter(check), "((" + String.join(") OR (", spans) + "))");
  }

  private String common() {
    return looked.contains("")
        ? ""
        : looked.size() == 1
            ? looked.iterator().next()
            : "((" + String.join(") OR (", looked) + "))";
  }

  private void add(Check check, Measure.Groupable<?> measure, String filter) throws Unanswered {
    ZoneId zone = check.target().zone();
    switch (measure) {
      case Measure.Rows() -> put(check, measure, List.of(count(filter, "")), GroupedSql::number);
      case Measure.RowsWhere where ->
          put(check, measure, List.of(count(filter, rows.condition(where))), GroupedSql::number);
      case Measure.Newest(Column time) ->
          put(
              check,
              measure,
              List.of(newest(rows.column(time), filter)),
              figures -> LatestSql.read(figures.getFirst(), zone));
      case Measure.RowsPerBucket(Column time, Buckets buckets) -> {
        List<String> counted = new ArrayList<>();
        within(time, buckets).forEach(span -> counted.add(count(filter, span)));
        List<Buckets.Span> spans = buckets.before(rows.server().now());
        put(check, measure, counted, figures -> bucketRows(spans, figures));
      }
      case Measure.Repeats(List<Column> key) -> {
        String repeated = repeats(key, filter);
        if (!repeats.contains(repeated)) {
          repeats.add(repeated);
        }
        int at = -1 - repeats.indexOf(repeated);
        readings.add(new Reading(check, measure, List.of(at), GroupedSql::number));
      }
    }
  }

  private List<String> within(Column time, Buckets buckets) throws Unanswered {
    String column = rows.column(time);
    return buckets.before(rows.server().now()).stream()
        .map(span -> rows.within(column, span, buckets.zone()))
        .toList();
  }

  private String count(String filter, String condition) {
    return "count(*)" + only(filter, condition) + "::text";
  }

  private String newest(String time, String filter) {
    return LatestSql.typed("max(" + time + ")" + only(filter, rows.finite(time)));
  }

  /// What all look at is the WHERE already.
  private String only(String filter, String condition) {
    String both = RowSql.and(looked.size() == 1 ? "" : filter, condition);
    return both.isEmpty() ? "" : " FILTER (WHERE " + both + ")";
  }

  private String repeats(List<Column> key, String filter) throws Unanswered {
    List<String> columns = new ArrayList<>(by(KEYS));
    List<String> names = new ArrayList<>();
    for (Column column : key) {
      names.add("k" + names.size());
      columns.add(rows.column(column) + " AS " + names.getLast());
    }
    String groups = String.join(", ", by("k"));
    return """
    (SELECT %s, sum(n - 1) AS n FROM (
      SELECT %s, count(*) AS n FROM (
        SELECT %s FROM %s%s
      ) k WHERE %s GROUP BY %s, %s HAVING count(*) > 1
    ) k GROUP BY %s)\
    """
        .formatted(
            groups,
            groups,
            String.join(", ", columns),
            from(),
            RowSql.where(filter),
            String.join(" AND ", names.stream().map(name -> name + " IS NOT NULL").toList()),
            groups,
            String.join(", ", names),
            groups);
  }

  private void put(Check check, Measure<?> measure, List<String> sql, Read read) {
    readings.add(new Reading(check, measure, sql.stream().map(this::cell).toList(), read));
  }

  /// Returns where the figure is; one that several want is there once.
  private int cell(String sql) {
    int known = cells.indexOf(sql);
    if (known >= 0) {
      return known;
    }
    cells.add(sql);
    return cells.size() - 1;
  }

  /// The relation with what its rows are grouped by, so that an expression is written once and a
  /// constant is no position in GROUP BY.
  private String from() throws Unanswered {
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < by.size(); i++) {
      columns.add(rows.column(by.get(i)) + " AS " + name(i));
    }
    return Quoted.name(rows.table())
        + "\n  CROSS JOIN LATERAL (SELECT "
        + String.join(", ", columns)
        + ") AS "
        + KEYS;
  }

  private List<String> by(String alias) {
    return IntStream.range(0, by.size()).mapToObj(i -> alias + "." + name(i)).toList();
  }

  private static String name(int column) {
    return "\"assay by " + column + "\"";
  }

  private static String equal(List<String> some, List<String> others) {
    return String.join(
        " AND ",
        IntStream.range(0, some.size())
            .mapToObj(i -> "ARRAY[" + some.get(i) + "] = ARRAY[" + others.get(i) + "]")
            .toList());
  }

  /// A text that is short and still tells two keys apart.
  static String text(String column) {
    String text = column + "::text";
    return "CASE WHEN length(%1$s) <= %2$d THEN %1$s ELSE left(%1$s, 160) || '...' || to_hex(hashtextextended(%1$s COLLATE \"C\", 0)) END"
        .formatted(text, LONGEST_KEY);
  }

  private static Object number(List<String> figures) {
    return Long.valueOf(figures.getFirst());
  }

  private static List<Measure.BucketRows> bucketRows(
      List<Buckets.Span> spans, List<String> figures) {
    return IntStream.range(0, spans.size())
        .mapToObj(i -> new Measure.BucketRows(spans.get(i), Long.parseLong(figures.get(i))))
        .toList();
  }
}
