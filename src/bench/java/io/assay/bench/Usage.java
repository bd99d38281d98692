package io.assay.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/// What a role cost the monitored database: its statements, and of them those that are not merely
/// the frame of a transaction (BEGIN, RESET, SET, COMMIT, ROLLBACK); and the time they took to plan
/// and to execute.
///
/// @param millis of database time
record Usage(long statements, long withFrame, double millis) {
  private static final String OF_ROLE =
      """
      SELECT coalesce(sum(calls) FILTER (WHERE query !~* '^\\s*(begin|start|reset|set|commit|rollback)'), 0),
        coalesce(sum(calls), 0), coalesce(sum(total_plan_time + total_exec_time), 0)
      FROM pg_stat_statements
      WHERE userid = ?::regrole AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
      """;

  /// Rows that were read, from tables and through indexes. What a session has read is counted at
  /// the latest when it ends: so those of `role` are ended first.
  private static final String END_SESSIONS =
      "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = ?";

  private static final String ROWS_READ =
      "SELECT coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0) FROM pg_stat_user_tables";

  /// Returns what `role` cost so far.
  static Usage of(Connection superuser, String role) {
    try (PreparedStatement select = superuser.prepareStatement(OF_ROLE)) {
      select.setString(1, role);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return new Usage(row.getLong(1), row.getLong(2), row.getDouble(3));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Returns how many rows of user tables were read so far, by anybody; the sessions of `role` are
  /// ended for it.
  static long rowsRead(Connection superuser, String role) {
    try (PreparedStatement end = superuser.prepareStatement(END_SESSIONS);
        PreparedStatement read = superuser.prepareStatement(ROWS_READ)) {
      end.setString(1, role);
      Wait.until(
          "the sessions of " + role + " have ended",
          () -> {
            try (ResultSet row = end.executeQuery()) {
              return row.next() && row.getLong(1) == 0;
            }
          });
      try (ResultSet row = read.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  Usage since(Usage before) {
    return new Usage(
        statements - before.statements, withFrame - before.withFrame, millis - before.millis);
  }
}
