package io.assay.check;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

  /// The number of rows whose key an earlier row has too; a key with a NULL in it equals nothing.
  record Repeats(List<Column> key) implements Groupable<Long>, Failing<Long> {
    public Repeats {
      key = List.copyOf(key);
    }
  }

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
  record QueryAnswer(long rows, boolean single, Optional<java.math.BigDecimal> number) {}

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

  /// Whether the database answers at all.
  record Answers() implements Measure<Boolean> {}
}
