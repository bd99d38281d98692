package io.assay.scan;

import io.assay.check.Measure;
import java.sql.SQLException;

/// The measures that are no aggregates of a relation.
final class AloneSql {
  private AloneSql() {}

  /// Returns the value of `measure`, of the measure's own type.
  static Object value(GuardedTransaction transaction, Measure<?> measure)
      throws SQLException, Unanswered {
    return switch (measure) {
      case Measure.Query(String sql) -> QuerySql.answer(transaction, sql);
      case Measure.QueryTime(String sql) -> QuerySql.time(transaction, sql);
      case Measure.Statements(String pattern) -> StatementsSql.counters(transaction, pattern);
      case Measure.Refreshes(String pattern) -> RefreshesSql.refreshes(transaction, pattern);
      case Measure.Jobs(String pattern) -> JobsSql.runs(transaction, pattern);
      case Measure.Answers() -> true;
      case Measure.OfRows<?> _, Measure.Groups _ ->
          throw new IllegalArgumentException("not alone: " + measure);
    };
  }

  /// Returns the statement that [#value] sends, or the weightiest of them.
  static String sql(GuardedTransaction transaction, Measure<?> measure)
      throws SQLException, Unanswered {
    return switch (measure) {
      case Measure.Query(String sql) -> AuthorSql.query(sql);
      case Measure.QueryTime(String sql) -> AuthorSql.query(sql);
      case Measure.Statements(String pattern) -> StatementsSql.sql(transaction, pattern);
      case Measure.Refreshes(String pattern) -> RefreshesSql.sql(transaction, pattern);
      case Measure.Jobs(String pattern) -> JobsSql.sql(transaction, pattern);
      case Measure.Answers() -> "SELECT 1";
      case Measure.OfRows<?> _, Measure.Groups _ ->
          throw new IllegalArgumentException("not alone: " + measure);
    };
  }
}
