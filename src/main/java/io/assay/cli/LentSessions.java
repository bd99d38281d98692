package io.assay.cli;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// Whether the state database is behind a pooler that lends a session for one transaction only. A
/// statement that was prepared in one would be missing in the next, or be another client's there.
final class LentSessions {
  private LentSessions() {}

  /// Asks over two connections whose sessions they have: with sessions of their own, each has the
  /// same all along, and it is not the other's.
  static boolean at(StateContext.Location at) {
    try (Connection one = at.connect();
        Connection other = at.connect()) {
      String before = session(one);
      other.setAutoCommit(false);
      boolean shared = session(other).equals(before) || !session(one).equals(before);
      other.rollback();
      return shared;
    } catch (SQLException e) {
      return false; // whoever connects next tells what is wrong
    }
  }

  private static String session(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("/* assay */ SELECT pg_catalog.pg_backend_pid()")) {
      row.next();
      return row.getString(1);
    }
  }
}
