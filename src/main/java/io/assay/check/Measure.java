package io.assay.check;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Something to measure, without a word of SQL. Equal measures of checks with equal targets are
/// measured once.
///
/// @param <V> what the measure comes to
public sealed interface Measure<V> {

  /// A count of rows that fail one by one, so that some of them can be shown.
  sealed interface Failing<V> extends Measure<V> {}

  /// An aggregate over the rows of the check's table that pass its filter; all aggregates of one
  /// table share one pass.
  sealed interface OfRows<V> extends Measure<V> {}

  /// An aggregate that can be taken for each group of rows by itself too, in the same pass. A kind
  /// all of whose measures are such can be judged by groups.
  sealed interface Groupable<V> extends OfRows<V> {}

  /// The number of rows.
  record Rows() implements Groupable<Long> {}

  /// The number of rows that fail in a way which is told from one column of the row alone. Such
  /// counts add up over the partitions of a table, and a count that is proven to be 0 needs no
  /// scan.
  sealed interface RowsWhere extends Groupable<Long>, Failing<Long> {
    /// Returns the column that is looked at.
    Column column();
  }

  /// The number of rows in which the column is NULL.
  record Nulls(Column column) implements RowsWhere {}

  /// The number of rows in which the text is empty or nothing but white space; NULL is not.
  record Blanks(Column column) implements RowsWhere {}

  /// The number of rows whose text does not read as the type; NULL does.
  record Unreadable(Column column, ValueType type) implements RowsWhere {}

  /// The number of rows whose value is in the list (`inside`), or is not; NULL is neither.
  record Listed(Column column, List<String> values, boolean inside) implements RowsWhere {
    public Listed {
      values = List.copyOf(values);
    }
  }

  /// The number of rows whose value is below `least` or above `most`; NULL is neither. A moment
  /// without an offset is read in `zone`.
  record OutOfRange(Column column, Optional<Edge> least, Optional<Edge> most, ZoneId zone)
      implements RowsWhere {}

  /// The number of rows whose text has not the form; NULL is no text.
  record Unmatched(Column column, TextForm form) implements RowsWhere {}

  /// The number of rows whose time is ahead of the database's clock by more than `tolerate`, so
  /// that it changes with the clock alone. A time without a zone is read in `zone`; `infinity` is
  /// ahead.
  record Ahead(Column column, Duration tolerate, ZoneId zone) implements RowsWhere {}

  /// The number of rows whose key an earlier row has too; a key with a NULL in it equals nothing.
  record Repeats(List<Column> key) implements Groupable<Long>, Failing<Long> {
    public Repeats {
      key = List.copyOf(key);
    }
  }

  /// The number of rows whose key has no row in the table that is referred to; a key with a NULL in
  /// it refers to nothing and is not counted. The target's filter is not applied there.
  record Orphans(List<Column> key, Reference to) implements OfRows<Long> {
    public Orphans {
      key = List.copyOf(key);
    }
  }

  /// The number of distinct values, or combinations of values, in which nothing is NULL.
  record Distinct(List<Column> columns) implements OfRows<Long> {
    public Distinct {
      columns = List.copyOf(columns);
    }
  }

  /// The figure; none where SQL's answer is NULL, as for the average of no numbers.
  record Figure(Aggregate aggregate) implements OfRows<Optional<BigDecimal>> {}

  /// Which whole buckets of the last `window` have no row, so that it changes with the clock alone.
  /// On a standby the window ends where its replay has come to.
  record Gaps(Column time, Buckets.Grid grid, Duration window) implements OfRows<EmptyBuckets> {}

  /// How many whole buckets there were and how many of them are empty, the first and the last of
  /// these.
  record EmptyBuckets(
      long whole, long empty, Optional<Buckets.Span> first, Optional<Buckets.Span> last) {}

  /// The newest finite time; none when there is no row with one. A time without a zone is read in
  /// the target's zone, a date as its first instant.
  record Newest(Column time) implements Groupable<Optional<Instant>> {}

  /// The number of rows in each of the buckets, in the order of [Buckets#before].
  record RowsPerBucket(Column time, Buckets buckets) implements Groupable<List<BucketRows>> {}

  /// The rows of one bucket.
  record BucketRows(Buckets.Span span, long rows) {}

  /// The measures for each group of rows that agree in all columns of `by`; NULL agrees with NULL.
  /// Only groups that have a row which passes the check's filter; in no order.
  record Groups(List<Column> by, List<Groupable<?>> measures) implements Measure<List<Group>> {
    public Groups {
      by = List.copyOf(by);
      measures = List.copyOf(measures);
      if (by.isEmpty() || measures.isEmpty()) {
        throw new IllegalArgumentException("groups need columns and something to measure");
      }
    }
  }

  /// One group.
  ///
  /// @param key the text of each column of `by`, none for NULL; a text of more than 200 characters
  ///   is cut and told apart by a hash at its end
  /// @param values what was measured of the group's rows, by measure
  record Group(List<Optional<String>> key, Map<Measure<?>, Object> values) {
    public Group {
      key = List.copyOf(key);
      values = Map.copyOf(values);
    }
  }

  /// The answer of a query of the author's own.
  record Query(String sql) implements Failing<QueryAnswer> {}

  /// How many rows the query returned, and the single number when it was one row of one numeric
  /// column (none when that was NULL).
  record QueryAnswer(long rows, boolean single, Optional<BigDecimal> number) {}

  /// How long the query takes to run to its end, its rows read and thrown away.
  record QueryTime(String sql) implements Measure<Duration> {}

  /// The cumulated counters of the statements in pg_stat_statements that `pattern` names: `*`, a
  /// pattern of `*` and `?` on the query text, or a query id.
  record Statements(String pattern) implements Measure<StatementCounters> {}

  /// What is known of the refreshes of the materialized views that `pattern` (`schema.name`, with
  /// `*` and `?`) names.
  record Refreshes(String pattern) implements Measure<List<ViewRefreshes>> {}

  /// The runs of the pg_cron jobs whose name matches `pattern`.
  record Jobs(String pattern) implements Measure<List<JobRuns>> {}

  /// The check's table beside another one; `key` and `columns` are of [Compared.Content] alone, and
  /// empty where the primary key and the common columns are meant.
  record BothSides(OtherTable other, Compared compared, List<Column> key, List<Column> columns)
      implements Measure<Sides> {
    public BothSides {
      key = List.copyOf(key);
      columns = List.copyOf(columns);
    }
  }

  /// Something about the check's table as a whole, or about the database where the check has none;
  /// asked once for each table.
  sealed interface OfTable<V> extends Measure<V> {}

  /// What the catalog says of the table; none when it is not there. `types` are to be told in the
  /// catalog's words.
  record Structure(Set<TypeName> types) implements OfTable<Optional<TableStructure>> {
    public Structure {
      types = Set.copyOf(types);
    }
  }

  /// How the table's partitions cover time. Bounds without a zone are read in `zone`.
  record Partitions(ZoneId zone) implements OfTable<TablePartitions> {}

  /// How many bytes the table, its indexes, its TOAST and its partitions take, or the database.
  record Size() implements OfTable<Long> {}

  /// The migrations that the history table records; none named, it is looked for.
  record Migrations(Optional<TableName> table) implements Measure<MigrationHistory> {}

  /// Whether the database answers at all.
  record Answers() implements Measure<Boolean> {}
}
