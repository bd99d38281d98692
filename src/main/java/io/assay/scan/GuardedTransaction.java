package io.assay.scan;

import io.assay.check.Guard;
import io.assay.check.Measured;
import io.assay.check.Unmeasurable.Reason;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.core.Parser;

/// One read-only transaction with one snapshot, in which everything that guards the monitored
/// database is set with SET LOCAL, so that it holds behind a transaction pooler and leaks to
/// nobody: it is always rolled back, and with it what RESET did.
final class GuardedTransaction implements AutoCloseable {
  /// Where names without a schema are looked for. Where pg_temp is not named it comes first, and a
  /// pooler's other client may have left a temporary table there.
  enum Path {
    /// Assay's own SQL: nothing that others made is found by accident.
    OWN("pg_catalog, pg_temp"),
    /// The author's SQL, which may say `orders` for `public.orders`.
    AUTHOR("pg_catalog, public, pg_temp");

    private final String schemas;

    Path(String schemas) {
      this.schemas = schemas;
    }

    String schemas() {
      return schemas;
    }
  }

  /// A standby that has replayed all it received is not behind, however long ago its primary last
  /// wrote; one that receives nothing cannot know, and counts from the last it replayed.
  private static final String CONTEXT =
      """
      SELECT /* assay */ (extract(epoch FROM current_setting('statement_timeout')::interval) * 1000)::bigint,
        extract(epoch FROM now()),
        CASE WHEN pg_is_in_recovery() THEN
          CASE WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn()
              AND EXISTS (SELECT FROM pg_stat_wal_receiver) THEN 0
            ELSE extract(epoch FROM now()
              - coalesce(pg_last_xact_replay_timestamp(), pg_postmaster_start_time())) END
        END,
        current_user, current_setting('server_version_num'), getdatabaseencoding()\
      """;

  private final MonitoredDatabase database;
  private final Connection connection;
  private final Server server;
  private final Optional<Double> budget;
  private @Nullable Savepoint before;

  private GuardedTransaction(
      MonitoredDatabase database, Connection connection, Server server, Optional<Double> budget) {
    this.database = database;
    this.connection = connection;
    this.server = server;
    this.budget = budget;
  }

  /// How often it is tried again when what another client left in a pooler's session ends the
  /// transaction before its own settings hold.
  private static final int LEFT_BY_OTHERS = 5;

  /// Begins a transaction. A connection that died while it lay idle in the pool is replaced; a
  /// server that cannot be reached is not tried again.
  static GuardedTransaction begin(MonitoredDatabase database, Guard guard, Path path)
      throws SQLException, Unanswered {
    DatabaseSettings settings = database.settings();
    for (int attempt = 0; ; attempt++) {
      Connection connection = database.acquire();
      boolean begun = false;
      try {
        Duration timeout = timeout(settings, guard);
        if (timeout.compareTo(settings.timeout()) > 0) {
          connection.setNetworkTimeout(
              Runnable::run, (int) timeout.plus(MonitoredDatabase.SOCKET_MARGIN).toMillis());
        }
        Server server = prepare(connection, guard, path, timeout);
        begun = true;
        return new GuardedTransaction(
            database, connection, server, guard.budget().or(settings::budget));
      } catch (SQLException e) {
        boolean gone = Trouble.connectionIsGone(e);
        if (database.closed() || !gone && !Trouble.endedBySetting(e)) {
          throw e;
        }
        if (Trouble.noSessionFree(e)
            || attempt >= (gone ? settings.connections() : LEFT_BY_OTHERS)) {
          if (gone) {
            database.unreachable(e);
          }
          throw e;
        }
      } finally {
        if (!begun) {
          database.release(connection);
        }
      }
    }
  }

  static Duration timeout(DatabaseSettings settings, Guard guard) {
    return guard.timeout().orElse(settings.timeout());
  }

  /// A role that another client of a pooler left behind would measure with its rights instead, and
  /// of the settings that it left many give SQL another meaning (`transform_null_equals`), another
  /// answer (`gin_fuzzy_search_limit`) or an error (`array_nulls`). The lock timeout is the shorter
  /// one, so that the error says what was waited for.
  private static Server prepare(Connection connection, Guard guard, Path path, Duration timeout)
      throws SQLException, Unanswered {
    long millis = Math.max(1, timeout.toMillis());
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      boolean rows =
          statement.execute(
              """
              set /* assay */ transaction isolation level repeatable read;
              set /* assay */ local session authorization default;
              set /* assay */ local role to default;
              reset /* assay */ all;
              set /* assay */ local client_encoding = 'UTF8';
              set /* assay */ local application_name = 'assay';
              set /* assay */ local statement_timeout = %d;
              set /* assay */ local lock_timeout = %d;
              set /* assay */ local idle_in_transaction_session_timeout = %d;
              set /* assay */ local row_security = %s;
              set /* assay */ local search_path = %s;
              set /* assay */ local standard_conforming_strings = on;
              set /* assay */ local timezone = 'UTC';
              set /* assay */ local datestyle = 'ISO, MDY';
              set /* assay */ local intervalstyle = 'postgres';
              set /* assay */ local extra_float_digits = 1;
              set /* assay */ local bytea_output = 'hex';
              set /* assay */ local quote_all_identifiers = off;
              %s\
              """
                  .formatted(
                      millis,
                      Math.clamp(millis / 2, 1, 10_000),
                      millis + 60_000,
                      guard.asRole() ? "on" : "off",
                      path.schemas,
                      CONTEXT));
      while (!rows) {
        rows = statement.getMoreResults();
      }
      try (ResultSet row = statement.getResultSet()) {
        row.next();
        if (row.getLong(1) != millis) {
          throw new Unanswered(
              Reason.UNSUPPORTED,
              "the statement timeout did not hold: a pooler between Assay and the server must pool"
                  + " by transaction or session, not by statement");
        }
        return new Server(
            new Measured.Moment(
                instant(row.getBigDecimal(2)),
                Optional.ofNullable(row.getBigDecimal(3)).map(GuardedTransaction::duration)),
            row.getString(4),
            row.getInt(5),
            row.getString(6).equals("UTF8"));
      }
    }
  }

  Server server() {
    return server;
  }

  /// Refuses `sql` when the planner's cost is above the budget; asks nothing when there is none.
  void withinBudget(String sql) throws SQLException, Unanswered {
    if (budget.isEmpty()) {
      return;
    }
    double cost = cost(sql);
    if (cost > budget.get()) {
      throw new Unanswered(
          Reason.BUDGET,
          String.format(
              Locale.ROOT,
              "the planner expects a cost of %.0f, above the budget of %.0f: add an index or a"
                  + " window, or raise the check's `budget`",
              cost,
              budget.get()));
    }
  }

  /// Returns the planner's cost estimate, in its own units; runs nothing.
  double cost(String sql) throws SQLException, Unanswered {
    return Plan.of(rows("EXPLAIN /* assay */ (FORMAT JSON) " + sql)).cost();
  }

  /// Returns the plan of a query, with EXPLAIN's `options`; runs nothing.
  Plan plan(String options, String sql) throws SQLException, Unanswered {
    return Plan.of(rows("EXPLAIN /* assay */ (" + options + ", COSTS OFF, FORMAT JSON) " + sql));
  }

  /// Returns all rows, each value in its text form.
  List<List<@Nullable String>> rows(String sql) throws SQLException, Unanswered {
    return ask(
        sql,
        result -> {
          int width = result.getMetaData().getColumnCount();
          List<@Nullable String> row = new ArrayList<>(width);
          for (int i = 1; i <= width; i++) {
            row.add(result.getString(i));
          }
          return row;
        });
  }

  /// Reads the row that a result stands at.
  private interface Row<T> {
    T of(ResultSet result) throws SQLException;
  }

  private <T> List<T> ask(String sql, Row<T> row) throws SQLException, Unanswered {
    long begin = System.nanoTime();
    List<T> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = execute(statement, sql)) {
      while (result.next()) {
        rows.add(row.of(result));
      }
      return rows;
    } finally {
      took(begin, rows.size());
    }
  }

  private void took(long begin, long rows) {
    database.log().took(database.name(), Duration.ofNanos(System.nanoTime() - begin), rows);
  }

  /// Returns the rows of a statement that the server may refuse: nothing then, and the transaction
  /// goes on as if it had not been asked. Throws Unanswered when a lock was in the way.
  Optional<List<List<@Nullable String>>> attempt(String sql) throws SQLException, Unanswered {
    Savepoint safe = before;
    if (safe == null) {
      safe = connection.setSavepoint();
      before = safe;
    }
    try {
      return Optional.of(rows(sql));
    } catch (SQLException e) {
      if (Trouble.connectionIsGone(e)) {
        throw e;
      }
      connection.rollback(safe);
      if ("55P03".equals(e.getSQLState())) {
        throw new Unanswered(Reason.LOCKED, "something holds a lock on what it asks for");
      }
      return Optional.empty();
    }
  }

  /// Sets parameters until the end of the transaction.
  void set(Map<String, String> parameters) throws SQLException, Unanswered {
    before = null;
    rows(
        "SELECT /* assay */ "
            + String.join(
                ", ",
                parameters.entrySet().stream()
                    .map(each ->
                        "set_config("
                            + Quoted.text(each.getKey())
                            + ", "
                            + Quoted.text(each.getValue())
                            + ", true)")
                    .toList()));
  }

  /// One row of the figures that [RelationSql] selects.
  record Figures(int number, long table, List<@Nullable String> cells) {}

  /// Returns the rows of SELECTs of figures.
  List<Figures> figures(String sql) throws SQLException, Unanswered {
    return ask(
        sql,
        result -> {
          @Nullable String[] cells = (@Nullable String[]) result.getArray(3).getArray();
          return new Figures(result.getInt(1), result.getLong(2), Arrays.asList(cells));
        });
  }

  /// Returns whether the query's rows have one single column of a numeric type; runs nothing.
  boolean singleNumber(String query) throws SQLException, Unanswered {
    try (Statement statement = connection.createStatement();
        ResultSet none =
            execute(statement, "SELECT /* assay */ * FROM (\n" + query + "\n) q LIMIT 0")) {
      return none.getMetaData().getColumnCount() == 1
          && switch (none.getMetaData().getColumnType(1)) {
            case Types.SMALLINT,
                Types.INTEGER,
                Types.BIGINT,
                Types.NUMERIC,
                Types.REAL,
                Types.DOUBLE ->
                true;
            default -> false;
          };
    }
  }

  /// Runs a query to its end and streams its rows away. COPY, because a cursor with a fetch size
  /// would forbid the server to use parallel workers, and without one all rows would lie in memory.
  void copy(String query, OutputStream rows) throws SQLException, Unanswered {
    String sql = "COPY /* assay */ (\n" + query + "\n) TO STDOUT";
    oneStatement(sql);
    long begin = System.nanoTime();
    long sent = 0;
    try {
      sent = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql, rows);
    } catch (IOException e) {
      throw new SQLException("the answer could not be read", "08006", e);
    } finally {
      took(begin, sent);
    }
  }

  private static ResultSet execute(Statement statement, String sql)
      throws SQLException, Unanswered {
    oneStatement(sql);
    // No JDBC escapes: braces and question marks are the author's own.
    statement.setEscapeProcessing(false);
    return statement.executeQuery(sql);
  }

  /// The driver would cut at a semicolon and send the pieces one by one. What it does not cut is
  /// sent as one, and the server itself then takes no more than one statement.
  private static void oneStatement(String sql) throws SQLException, Unanswered {
    if (Parser.parseJdbcSql(sql, true, false, true, false, false).size() != 1) {
      throw new Unanswered(
          Reason.QUERY, "the check's SQL is refused: only one statement is allowed");
    }
  }

  private static Instant instant(BigDecimal epoch) {
    return Instant.ofEpochSecond(
        epoch.longValue(), epoch.remainder(BigDecimal.ONE).movePointRight(9).longValue());
  }

  private static Duration duration(BigDecimal seconds) {
    return Duration.ofNanos(Math.max(0, seconds.movePointRight(9).longValue()));
  }

  @Override
  public void close() {
    database.release(connection);
  }
}
