package io.assay.scan;

import io.assay.check.Measure;
import io.assay.check.TableName;
import io.assay.check.Unmeasurable.Reason;
import java.sql.SQLException;

/// The measures that are no aggregates of a relation.
final class AloneSql {
  private AloneSql() {}

  /// Returns the value of the scan's measure, of the measure's own type.
  static Object value(GuardedTransaction transaction, Scan.Alone scan)
      throws SQLException, Unanswered {
    return switch (scan.measure()) {
      case Measure.Query(String sql) -> QuerySql.answer(transaction, sql);
      case Measure.QueryTime(String sql) -> QuerySql.time(transaction, sql);
      case Measure.Statements(String pattern) -> StatementsSql.counters(transaction, pattern);
      case Measure.Refreshes(String pattern) -> RefreshesSql.refreshes(transaction, pattern);
      case Measure.Jobs(String pattern) -> JobsSql.runs(transaction, pattern);
      case Measure.Structure(var types) -> StructureSql.structure(transaction, table(scan), types);
      case Measure.Partitions(var zone) -> PartitionsSql.partitions(transaction, table(scan), zone);
      case Measure.Size() -> SizeSql.bytes(transaction, scan.table());
      case Measure.Migrations(var table) -> MigrationsSql.history(transaction, table);
      case Measure.Answers() -> true;
      case Measure.OfRows<?> _, Measure.Groups _, Measure.BothSides _ ->
          throw new IllegalArgumentException("not alone: " + scan.measure());
    };
  }

  /// Returns the statement that [#value] sends, or the weightiest of them.
  static String sql(GuardedTransaction transaction, Scan.Alone scan)
      throws SQLException, Unanswered {
    return switch (scan.measure()) {
      case Measure.Query(String sql) -> AuthorSql.query(sql);
      case Measure.QueryTime(String sql) -> AuthorSql.query(sql);
      case Measure.Statements(String pattern) -> StatementsSql.sql(transaction, pattern);
      case Measure.Refreshes(String pattern) -> RefreshesSql.sql(transaction, pattern);
      case Measure.Jobs(String pattern) -> JobsSql.sql(transaction, pattern);
      case Measure.Structure(var types) -> StructureSql.sql(transaction, table(scan), types);
      case Measure.Partitions(var zone) -> PartitionsSql.sql(transaction, table(scan), zone);
      case Measure.Size() -> SizeSql.sql(transaction, scan.table());
      case Measure.Migrations(var table) -> MigrationsSql.sql(transaction, table);
      case Measure.Answers() -> "SELECT 1";
      case Measure.OfRows<?> _, Measure.Groups _, Measure.BothSides _ ->
          throw new IllegalArgumentException("not alone: " + scan.measure());
    };
  }

  private static TableName table(Scan.Alone scan) throws Unanswered {
    return scan.table()
        .orElseThrow(
            () -> new Unanswered(Reason.QUERY, "the check is about a table and names no table"));
  }
}
