package io.assay.check;

import java.time.Instant;
import java.util.Optional;

/// What the database knows of one materialized view's refreshes.
///
/// @param view the view
/// @param job what pg_cron recorded of the job that refreshes it; none without pg_cron or such a
///   job
/// @param trace what the catalog shows of the last change of the view's own row
public record ViewRefreshes(TableName view, Optional<JobRuns> job, Trace trace) {

  /// The traces that a refresh leaves in the catalog without pg_cron.
  ///
  /// @param populated whether the view holds data at all
  /// @param transaction the transaction that last wrote the view's row in pg_class
  /// @param committed when that transaction committed; none without track_commit_timestamp, or from
  ///   before it was on
  /// @param file the view's file node: a plain refresh moves it, a concurrent one does not
  /// @param refreshCalls how often pg_stat_statements saw a REFRESH of this view; none without the
  ///   extension
  public record Trace(
      boolean populated,
      String transaction,
      Optional<Instant> committed,
      String file,
      Optional<Long> refreshCalls) {}
}
