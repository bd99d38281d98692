package io.assay.scan;

import io.assay.check.JobRuns;
import io.assay.check.TableName;
import io.assay.check.Unmeasurable.Reason;
import io.assay.check.ViewRefreshes;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads what a database knows of the refreshes of its materialized views: the traces in pg_class,
/// pg_cron's records where they can be read, and the REFRESH calls that pg_stat_statements saw.
final class RefreshesSql {
  /// pg_xact_commit_timestamp raises an error where the setting is off.
  private static final String VIEWS =
      """
      SELECT /* assay */ n.nspname, c.relname, c.relispopulated, c.xmin, c.relfilenode,
        CASE WHEN current_setting('track_commit_timestamp')::boolean
          THEN extract(epoch FROM pg_xact_commit_timestamp(c.xmin)) END
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'm' AND n.nspname || '.' || c.relname LIKE %s
      ORDER BY n.nspname, c.relname\
      """;

  private RefreshesSql() {}

  static String sql(String pattern) {
    return VIEWS.formatted(Quoted.pattern(pattern.contains(".") ? pattern : "public." + pattern));
  }

  /// Returns the statement; Unanswered when no view is there for it to find, a slip most likely.
  static String sql(GuardedTransaction transaction, String pattern)
      throws SQLException, Unanswered {
    String sql = sql(pattern);
    if (transaction.rows(sql).isEmpty()) {
      throw missing(pattern);
    }
    return sql;
  }

  private static Unanswered missing(String pattern) {
    return new Unanswered(
        Reason.MISSING, "there is no materialized view " + pattern + " in this database");
  }

  static List<ViewRefreshes> refreshes(GuardedTransaction transaction, String pattern)
      throws SQLException, Unanswered {
    List<List<@Nullable String>> views = transaction.rows(sql(pattern));
    if (views.isEmpty() && !pattern.contains("*") && !pattern.contains("?")) {
      throw missing(pattern);
    }
    List<JobRuns> jobs = JobsSql.refreshing(transaction);
    Optional<List<List<@Nullable String>>> calls = StatementsSql.refreshCalls(transaction);
    List<ViewRefreshes> refreshes = new ArrayList<>();
    for (List<@Nullable String> row : views) {
      TableName view = new TableName(Answer.text(row, 0), Answer.text(row, 1));
      refreshes.add(
          new ViewRefreshes(
              view,
              jobs.stream()
                  .filter(job -> RefreshCommand.refreshes(job.job().command(), view))
                  .max(LATEST),
              new ViewRefreshes.Trace(
                  Answer.yes(row, 2),
                  Answer.text(row, 3),
                  Answer.instant(row, 5),
                  Answer.text(row, 4),
                  calls.map(all -> calls(all, view)))));
    }
    return refreshes;
  }

  /// Of several jobs that refresh one view, the one that is on and ran last.
  private static final Comparator<JobRuns> LATEST =
      Comparator.<JobRuns, Boolean>comparing(job -> job.job().active())
          .thenComparing(job ->
              job.runs().stream()
                  .flatMap(run -> run.start().stream())
                  .max(Comparator.naturalOrder())
                  .orElse(Instant.MIN));

  private static long calls(List<List<@Nullable String>> statements, TableName view) {
    long calls = 0;
    for (List<@Nullable String> statement : statements) {
      if (RefreshCommand.refreshes(Answer.text(statement, 1), view)) {
        calls += Answer.number(statement, 0);
      }
    }
    return calls;
  }
}
