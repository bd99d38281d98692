package io.assay.scan;

import io.assay.check.Aggregate;
import io.assay.check.Buckets;
import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Column;
import io.assay.check.Measure;
import io.assay.check.TableName;
import io.assay.check.Target;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The figures of a relation as cells of an array of texts, so that the SELECTs of many relations
/// fit under one UNION ALL. A figure that several checks want is in it once.
///
/// Where a measure has to see every row, the others look on in the same pass, each with its own
/// FILTER; a filter that all of them share becomes the WHERE, so that an index helps. Where none
/// has to, each is a sub-select of its own that an index can answer.
final class RelationSql {
  private interface Read {
    Object value(String figure) throws Unanswered;
  }

  private record Reading(CheckId check, Measure<?> measure, int at, Read read) {}

  /// How a cell is asked.
  private record Figure(
      String sql,
      boolean aggregate,
      Cell.Fold fold,
      List<String> made,
      Optional<Cell.Split> split) {
    Figure(String sql, boolean aggregate, Cell.Fold fold, List<String> made) {
      this(sql, aggregate, fold, made, Optional.empty());
    }
  }

  /// Of whom a cell is asked.
  private record Asker(Check check, String filter) {
    /// Whether what is asked stays the same while no row changes.
    boolean lasting() {
      return check.target().filter().window().isEmpty();
    }
  }

  private final RowSql rows;
  private final KnownColumns columns;
  private final boolean pass;
  private final String common;
  private final List<Cell> cells = new ArrayList<>();
  private final List<Reading> readings = new ArrayList<>();

  private RelationSql(RowSql rows, Optional<RelationFacts> facts, boolean pass, String common) {
    this.rows = rows;
    this.columns = new KnownColumns(rows, facts);
    this.pass = pass;
    this.common = common;
  }

  static RelationSql of(Scan.OfRelation scan, Server server) throws Unanswered {
    return of(scan, new RowSql(scan.table(), server), Optional.empty());
  }

  /// Returns the figures as asked of the rows of `rows`; always the same ones in the same order for
  /// the same scan, clock and facts.
  static RelationSql of(Scan.OfRelation scan, RowSql rows, Optional<RelationFacts> facts)
      throws Unanswered {
    Set<String> filters = new LinkedHashSet<>();
    for (Check check : scan.checks()) {
      if (!Scan.measures(check).stream().allMatch(Scan::ofItself)) {
        filters.add(rows.condition(check.target().filter(), check.target().zone()));
      }
    }
    RelationSql sql =
        new RelationSql(
            rows,
            facts,
            scan.passesOverRows(),
            filters.size() == 1 ? filters.iterator().next() : "");
    for (Check check : scan.checks()) {
      String filter = rows.condition(check.target().filter(), check.target().zone());
      for (Measure.OfRows<?> measure : Scan.measures(check)) {
        sql.add(new Asker(check, filter), measure);
      }
    }
    return sql;
  }

  List<Cell> cells() {
    return cells;
  }

  /// Returns the places of the cells that a check reads.
  Set<Integer> cellsOf(CheckId check) {
    Set<Integer> at = new LinkedHashSet<>();
    readings.stream()
        .filter(reading -> reading.check().equals(check))
        .forEach(reading -> at.add(reading.at()));
    return at;
  }

  /// Returns the SELECTs of the cells.
  CellSelects selects() {
    return new CellSelects(rows, pass, common, cells);
  }

  /// Returns the values of one check, read from the figures of all cells.
  Map<Measure<?>, Object> read(CheckId check, List<@Nullable String> figures) throws Unanswered {
    Map<Measure<?>, Object> values = new HashMap<>();
    for (Reading reading : readings) {
      if (reading.check().equals(check)) {
        values.put(reading.measure(), reading.read().value(text(figures.get(reading.at()))));
      }
    }
    return values;
  }

  private void add(Asker asker, Measure.OfRows<?> measure) throws Unanswered {
    ZoneId zone = asker.check().target().zone();
    switch (measure) {
      case Measure.Rows() -> count(asker, new Counted(measure, ""), List.of());
      case Measure.RowsWhere where -> {
        String condition = rows.condition(where);
        count(asker, new Counted(measure, condition), columns.made(where, condition));
      }
      case Measure.Repeats(List<Column> key) ->
          put(
              asker,
              measure,
              new Figure(
                  RepeatsSql.cell(rows, key, asker.filter(), columns.sortable(key)),
                  false,
                  columns.byKey(key),
                  columns.equality(key)),
              Long::valueOf);
      case Measure.Orphans orphans ->
          put(
              asker,
              measure,
              new Figure(
                  RefsSql.cell(rows, orphans, asker.filter()),
                  false,
                  Cell.Fold.SUM,
                  columns.equality(orphans.key())),
              Long::valueOf);
      case Measure.Distinct distinct -> distinct(asker, distinct);
      case Measure.Figure(Aggregate aggregate) ->
          put(asker, measure, figure(aggregate, asker.filter()), StatSql::read);
      case Measure.Gaps gaps -> {
        GapsSql buckets = GapsSql.of(gaps, rows.server());
        put(
            asker,
            measure,
            new Figure(buckets.cell(rows, asker.filter()), false, Cell.Fold.NONE, List.of()),
            buckets::read);
      }
      case Measure.Newest(Column time) -> {
        String column = rows.column(time);
        put(
            asker,
            measure,
            new Figure(
                pass
                    ? LatestSql.typed(
                        "max(" + column + ")" + only(asker.filter(), rows.finite(column)))
                    : LatestSql.alone(rows, column, asker.filter()),
                pass,
                Cell.Fold.LATEST,
                columns.times(time),
                Optional.of(
                    new Cell.Split(
                        "max(" + column + ")" + only(asker.filter(), rows.finite(column)),
                        LatestSql.typed("max(%1$s)"),
                        false))),
            figure -> LatestSql.read(figure, zone));
      }
      case Measure.RowsPerBucket(Column time, Buckets buckets) ->
          buckets(asker, measure, time, buckets);
    }
  }

  /// The figure of no numbers is an empty text.
  private Figure figure(Aggregate aggregate, String filter) throws Unanswered {
    boolean looksOn = pass && !StatSql.sorts(aggregate);
    String figure = StatSql.cell(rows, aggregate, looksOn ? only(filter, "") : "");
    String text = "coalesce(" + figure + ", '')";
    return new Figure(
        looksOn ? text : "(SELECT " + text + " FROM " + rows.source() + RowSql.where(filter) + ")",
        looksOn,
        Cell.Fold.NONE,
        columns.equality(List.of(aggregate.column())));
  }

  /// The rows of which a condition is true. It says more than the measure's text, in which a list
  /// of one value with a comma in it reads as one of two.
  private record Counted(Measure<?> measure, String condition) {}

  private void count(Asker asker, Counted counted, List<String> made) throws Unanswered {
    String count = count(asker.filter(), counted.condition());
    put(
        asker,
        counted,
        counted.measure(),
        new Figure(
            count + "::text",
            true,
            Cell.Fold.SUM,
            made,
            Optional.of(new Cell.Split(count, "coalesce(sum(%1$s), 0)::text", false))),
        Long::valueOf);
  }

  private String count(String filter, String condition) {
    return "count(*)" + only(filter, condition);
  }

  private String only(String filter, String condition) {
    String both = RowSql.and(filter.equals(common) ? "" : filter, condition);
    return both.isEmpty() ? "" : " FILTER (WHERE " + both + ")";
  }

  /// Where a column has few values, they are kept as digests, because those of several tables can
  /// be joined and their number cannot.
  private void distinct(Asker asker, Measure.Distinct measure) throws Unanswered {
    List<String> made = columns.equality(measure.columns());
    if (!columns.few(measure.columns())) {
      String sql = DistinctSql.cell(rows, measure, asker.filter());
      put(
          asker,
          measure,
          new Figure(sql, false, columns.byKey(measure.columns()), made),
          Long::valueOf);
      return;
    }
    Column first = measure.columns().getFirst();
    boolean shared = asker.filter().equals(common);
    put(
        asker,
        "digests of " + measure,
        measure,
        new Figure(
            DistinctSql.digests(rows, first, asker.filter()),
            false,
            Cell.Fold.UNION,
            made,
            shared
                ? Optional.of(new Cell.Split(rows.column(first), DistinctSql.DIGESTS, true))
                : Optional.empty()),
        digests -> (long) (digests.isEmpty() ? 0 : digests.split(",", -1).length));
  }

  private void buckets(Asker asker, Measure<?> measure, Column column, Buckets buckets)
      throws Unanswered {
    String time = rows.column(column);
    List<Buckets.Span> spans = buckets.before(rows.server().now());
    List<String> within = new ArrayList<>();
    List<String> counts = new ArrayList<>();
    for (Buckets.Span span : spans) {
      within.add(rows.within(time, span, buckets.zone()));
      counts.add(count(pass ? asker.filter() : common, within.getLast()));
    }
    String all = "concat_ws(',', " + String.join(", ", counts) + ")";
    String any = "((" + String.join(") OR (", within) + "))";
    put(
        asker,
        new Spans(measure, spans),
        measure,
        new Figure(
            pass
                ? all
                : "(SELECT "
                    + all
                    + " FROM "
                    + rows.source()
                    + RowSql.where(RowSql.and(asker.filter(), any))
                    + ")",
            pass,
            Cell.Fold.SUM,
            columns.times(column)),
        figure -> bucketRows(spans, List.of(figure.split(",", -1))));
  }

  /// Whether what is measured stays the same while no row changes.
  private static boolean lasting(Measure<?> measure) {
    return !(measure instanceof Measure.Ahead || measure instanceof Measure.Gaps);
  }

  /// The other table whose rows are looked at too.
  static Optional<TableName> beside(Measure<?> measure) {
    return measure instanceof Measure.Orphans orphans
        ? Optional.of(orphans.to().table())
        : Optional.empty();
  }

  /// What is asked where the time decides which rows a measure is about.
  private record Spans(Measure<?> measure, List<Buckets.Span> spans) {}

  private void put(Asker asker, Measure<?> measure, Figure figure, Read read) throws Unanswered {
    put(asker, measure, measure, figure, read);
  }

  private void put(Asker asker, Object asked, Measure<?> measure, Figure figure, Read read)
      throws Unanswered {
    Target target = asker.check().target();
    List<String> made = new ArrayList<>(figure.made());
    if (target.filter().where().isPresent()) {
      made.add(AuthorSql.inRow(target.filter().where().get()));
    }
    Cell cell =
        new Cell(
            asked + " of " + asker.filter() + " in " + target.zone(),
            figure.sql(),
            figure.aggregate(),
            figure.fold(),
            asker.lasting() && lasting(measure),
            made,
            beside(measure),
            figure.split());
    int known = cells.stream().map(Cell::name).toList().indexOf(cell.name());
    if (known < 0) {
      cells.add(cell);
    }
    int at = known < 0 ? cells.size() - 1 : known;
    readings.add(new Reading(asker.check().id(), measure, at, read));
  }

  private static List<Measure.BucketRows> bucketRows(List<Buckets.Span> spans, List<String> cells) {
    List<Measure.BucketRows> counted = new ArrayList<>();
    for (int i = 0; i < spans.size(); i++) {
      counted.add(new Measure.BucketRows(spans.get(i), Long.parseLong(cells.get(i))));
    }
    return counted;
  }

  private static String text(@Nullable String cell) {
    if (cell == null) {
      throw new IllegalStateException("an aggregate came back as NULL");
    }
    return cell;
  }
}
