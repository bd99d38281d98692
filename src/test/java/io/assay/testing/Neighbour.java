package io.assay.testing;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Another client of a pooler, which leaves things behind in the sessions that it is lent. What a
/// server refuses it does not leave.
public final class Neighbour implements AutoCloseable {
  /// A bound that ends what Assay asks, or the session itself, when it is not set anew.
  private static final List<String> BOUNDS =
      List.of(
          "statement_timeout",
          "lock_timeout",
          "idle_in_transaction_session_timeout",
          "idle_session_timeout",
          "transaction_timeout");

  /// Every setting that a client may change, with values it may change it to. Left out are those
  /// that only fill the server's log or take all of its memory.
  private static final String SETTINGS =
      """
      SELECT format('SELECT set_config(%L, %L, false)', name, value)
      FROM pg_settings CROSS JOIN LATERAL unnest(
        CASE vartype WHEN 'bool' THEN ARRAY[CASE setting WHEN 'on' THEN 'off' ELSE 'on' END]
          WHEN 'enum' THEN enumvals
          WHEN 'integer' THEN ARRAY[min_val, max_val]
          WHEN 'real' THEN ARRAY[min_val, max_val] END) AS value
      WHERE context IN ('user', 'superuser') AND value <> setting
        AND name !~ '^(log_|debug_(print|pretty|logical)|trace_|temp_buffers|client_min_messages)'
        AND name !~ '^(transaction_(isolation|read_only|deferrable)|.*_stats$)'
      ORDER BY name, value\
      """;

  private final TestPostgres pooled;
  private @Nullable Connection connection;

  /// @param pooled the database through the pooler
  public Neighbour(TestPostgres pooled) {
    this.pooled =
        new TestPostgres(
            pooled.url() + "&preferQueryMode=simple&prepareThreshold=0",
            pooled.username(),
            pooled.password());
  }

  /// Returns what a client may leave behind on this server: each setting, and more.
  ///
  /// @param stranger a role without rights
  /// @param table the name of a table in `public`
  public static List<String> leavings(TestPostgres server, String stranger, String table) {
    List<String> all = new ArrayList<>();
    try (Connection direct = server.connect();
        ResultSet row = direct.createStatement().executeQuery(SETTINGS)) {
      while (row.next()) {
        all.add(row.getString(1));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    BOUNDS.forEach(bound -> all.add("SELECT set_config('" + bound + "', '1', false)"));
    all.addAll(
        List.of(
            "SET ROLE " + stranger,
            "SET SESSION AUTHORIZATION " + stranger,
            "SET search_path = pg_temp, nowhere",
            "SET DateStyle = 'German'",
            "SET TimeZone = 'Asia/Kolkata'",
            "SET client_encoding = 'LATIN1'",
            "SET default_text_search_config = 'pg_catalog.german'",
            "SET restrict_nonsystem_relation_kind = 'view,foreign-table'",
            "SET app.tenant = '7'",
            "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ ONLY,"
                + " DEFERRABLE",
            "CREATE TEMP TABLE " + table + " AS SELECT -1 AS id, 'shadow' AS note",
            "CREATE TEMP TABLE pg_class (oid oid, relname name)",
            "CREATE FUNCTION pg_temp.lower(text) RETURNS text LANGUAGE sql AS 'SELECT ''shadow'''",
            "PREPARE \"S_1\" AS SELECT 'shadow'",
            "DECLARE \"C_1\" CURSOR WITH HOLD FOR SELECT 'shadow'",
            "LISTEN shadow",
            "NOTIFY shadow",
            "SELECT pg_try_advisory_lock(1)"));
    return all;
  }

  /// Sends one statement; returns whether the server took it.
  public boolean leave(String sql) {
    try (Statement statement = connected().createStatement()) {
      statement.execute(sql);
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  /// Returns the first column of a query's only row; nothing of it when the server refuses.
  public @Nullable String ask(String sql) {
    try (Statement statement = connected().createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getString(1) : null;
    } catch (SQLException e) {
      return null;
    }
  }

  private Connection connected() throws SQLException {
    Connection open = connection;
    if (open == null || open.isClosed()) {
      open = pooled.connect();
      connection = open;
    }
    return open;
  }

  @Override
  public void close() {
    Connection open = connection;
    try {
      if (open != null) {
        open.close();
      }
    } catch (SQLException e) {
      // it was closed before
    }
  }
}
