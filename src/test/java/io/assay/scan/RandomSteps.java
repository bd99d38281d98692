package io.assay.scan;

import io.assay.testing.PostgresRelease;
import io.assay.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.postgresql.PGConnection;

/// What others do with a database while Assay looks at it, at random: writing, changing tables,
/// rolling back, committing late.
final class RandomSteps implements AutoCloseable {
  private final TestPostgres postgres;
  private final Consumer<String> check;
  private final List<Session> sessions = new ArrayList<>();
  private Random random = new Random();

  /// Makes the tables. `check` is called in the middle of some steps, with what is being done.
  RandomSteps(TestPostgres postgres, Consumer<String> check) {
    this.postgres = postgres;
    this.check = check;
    postgres.execute(
        "CREATE TABLE orders (id bigint, email text, phone text, total numeric,"
            + " at timestamptz DEFAULT now())",
        "CREATE TABLE returns (reason text) INHERITS (orders)",
        "CREATE TABLE events (id bigint, at date, note text) PARTITION BY RANGE (id)",
        "CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM (0) TO (20)",
        "CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM (20) TO (40)"
            + " PARTITION BY RANGE (at)",
        "CREATE TABLE events_2a PARTITION OF events_2 FOR VALUES FROM ('2026-01-01')"
            + " TO ('2026-07-01')",
        "CREATE TABLE events_2b PARTITION OF events_2 DEFAULT",
        "CREATE TABLE events_3 PARTITION OF events DEFAULT",
        "CREATE TABLE spare (id bigint, at date, note text)",
        "CREATE MATERIALIZED VIEW totals AS SELECT id % 7 AS k, count(*) AS n FROM orders GROUP BY 1",
        "CREATE UNIQUE INDEX ON totals (k)",
        "CREATE FUNCTION twice(numeric) RETURNS numeric IMMUTABLE LANGUAGE sql AS 'SELECT $1 * 2'");
    for (int i = 0; i < 3; i++) {
      Session session = new Session();
      session.run("SET lock_timeout = '50ms'");
      sessions.add(session);
    }
  }

  /// A client of the database that is not Assay.
  private final class Session {
    private final Connection connection = postgres.connect();
    private boolean open;

    boolean run(String sql) {
      try (var statement = connection.createStatement()) {
        statement.execute(sql);
        return true;
      } catch (SQLException e) {
        // a lock that another session holds, a row that violates a constraint: a history too
        if (open) {
          open = false;
          try {
            connection.createStatement().execute("ROLLBACK");
          } catch (SQLException gone) {
            throw new IllegalStateException(gone);
          }
        }
        return false;
      }
    }

    void begin() {
      open = run("BEGIN");
    }

    void end(String how) {
      open = false;
      run(how);
      publish();
    }

    void publish() {
      if (!open && PostgresRelease.chosen().major() >= 15) {
        run("SELECT pg_stat_force_next_flush()");
      }
    }
  }

  /// Begins a history that is the same each time.
  void begin(long seed) {
    random = new Random(seed);
  }

  /// Returns a number of the history, from `least` to below `bound`.
  int number(int least, int bound) {
    return random.nextInt(least, bound);
  }

  /// Writes so many times, all by one session.
  void write(int times) {
    Session writer = sessions.getFirst();
    for (int i = 0; i < times; i++) {
      writer.run(write());
    }
    writer.publish();
  }

  @Override
  public void close() throws SQLException {
    for (Session session : sessions) {
      session.run("ROLLBACK");
      session.connection.close();
    }
  }

  /// Does something, and returns what.
  String next() {
    return step(sessions.get(random.nextInt(sessions.size())));
  }

  private String step(Session session) {
    String sql =
        switch (random.nextInt(23)) {
          case 0 -> rolledBack(session);
          case 1 -> savepoint(session);
          case 2 -> truncate();
          case 3 -> copy(session);
          case 4 ->
              "ALTER TABLE orders ALTER total TYPE "
                  + pick("numeric", "numeric(30, 2)", "bigint USING total::bigint");
          case 5 ->
              pick(
                  "ALTER TABLE orders ADD extra int DEFAULT 7",
                  "ALTER TABLE orders DROP COLUMN IF EXISTS extra");
          case 6 -> emailAnew(session);
          case 7 -> detach();
          case 8 -> attach(session);
          case 9 -> "UPDATE events SET id = id + 20 WHERE id = " + id();
          case 10 -> "UPDATE events SET at = '2026-09-09' WHERE id = " + id();
          case 11 ->
              pick(
                  "VACUUM FULL orders",
                  "VACUUM FULL events_1",
                  "CLUSTER totals USING totals_k_idx",
                  "VACUUM events");
          case 12 -> prepared(session);
          case 13 ->
              pick(
                  "SELECT pg_stat_reset()",
                  "SELECT pg_stat_reset_single_table_counters('orders'::regclass)");
          case 14 -> lateCommit(session);
          case 15 ->
              pick(
                  "REFRESH MATERIALIZED VIEW totals",
                  "REFRESH MATERIALIZED VIEW CONCURRENTLY totals");
          case 16 ->
              "CREATE OR REPLACE FUNCTION twice(numeric) RETURNS numeric IMMUTABLE LANGUAGE sql AS 'SELECT $1 * "
                  + random.nextInt(1, 4)
                  + "'";
          case 17 ->
              pick(
                  "ANALYZE orders",
                  "ANALYZE events",
                  "CREATE INDEX ON orders (id)",
                  "COMMENT ON TABLE orders IS 'x'");
          case 18 ->
              // nothing moves but the names, in the rows of pg_attribute alone
              "ALTER TABLE orders RENAME email TO other; ALTER TABLE orders RENAME phone TO email;"
                  + " ALTER TABLE orders RENAME other TO phone";
          default -> write();
        };
    if (!sql.startsWith("-- ")) {
      session.run(sql);
    }
    session.publish();
    return sql;
  }

  /// Returns a statement that writes.
  private String write() {
    return switch (random.nextInt(7)) {
      case 0 ->
          "INSERT INTO orders (id, email, total) VALUES ("
              + id()
              + ", "
              + text()
              + ", "
              + id()
              + ")";
      case 1 ->
          "INSERT INTO returns (id, email, total) VALUES ("
              + id()
              + ", "
              + text()
              + ", "
              + id()
              + ")";
      case 2 ->
          "INSERT INTO events SELECT "
              + id()
              + ", date '2026-01-01' + "
              + random.nextInt(300)
              + ", "
              + text();
      case 3 -> "UPDATE orders SET email = " + text() + " WHERE id = " + id();
      case 4 -> "UPDATE events SET note = " + text() + " WHERE id = " + id();
      case 5 -> "DELETE FROM orders WHERE id = " + id();
      default -> "DELETE FROM events WHERE id = " + id();
    };
  }

  private String rolledBack(Session session) {
    String write = write();
    session.begin();
    session.run(write);
    session.end("ROLLBACK");
    return "-- rolled back: " + write;
  }

  private String savepoint(Session session) {
    session.begin();
    session.run("SAVEPOINT s");
    session.run(write());
    session.run("ROLLBACK TO s");
    session.run(write());
    session.end("COMMIT");
    return "-- savepoint";
  }

  private String truncate() {
    return pick("TRUNCATE orders", "TRUNCATE ONLY orders", "TRUNCATE events_1", "TRUNCATE events");
  }

  private String copy(Session session) {
    try {
      session
          .connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn(
              "COPY orders (id, email, total) FROM STDIN",
              new java.io.StringReader("1\tcopied\t3\n2\t\\N\t30\n"));
    } catch (SQLException | java.io.IOException e) {
      return "-- copy failed";
    }
    return "-- copy";
  }

  /// The column of the name is another one afterwards, without a counter or a file that moves.
  private String emailAnew(Session session) {
    session.begin();
    session.run("ALTER TABLE orders DROP COLUMN email");
    session.run("ALTER TABLE orders ADD email text " + pick("", "DEFAULT 'x'", "DEFAULT ' '"));
    session.end(pick("COMMIT", "COMMIT", "ROLLBACK"));
    return "-- email anew";
  }

  private String detach() {
    return "ALTER TABLE events DETACH PARTITION events_1";
  }

  private String attach(Session session) {
    if (random.nextBoolean()) {
      session.run(
          "INSERT INTO spare VALUES (" + (100 + random.nextInt(9)) + ", '2026-02-02', NULL)");
    }
    return pick(
        "ALTER TABLE events ATTACH PARTITION events_1 FOR VALUES FROM (0) TO (20)",
        "ALTER TABLE events ATTACH PARTITION spare FOR VALUES FROM (100) TO (200)",
        "ALTER TABLE events DETACH PARTITION spare",
        "ALTER TABLE returns NO INHERIT orders",
        "ALTER TABLE returns INHERIT orders");
  }

  private String prepared(Session session) {
    session.begin();
    session.run(write());
    session.end("PREPARE TRANSACTION 'p'");
    check.accept("while a transaction is prepared");
    sessions
        .get(random.nextInt(sessions.size()))
        .end(pick("COMMIT PREPARED 'p'", "ROLLBACK PREPARED 'p'"));
    return "-- prepared";
  }

  private String lateCommit(Session session) {
    session.begin();
    String write = write();
    session.run(write);
    check.accept("before a late commit");
    session.end("COMMIT");
    return "-- late: " + write;
  }

  private String id() {
    return String.valueOf(random.nextInt(60));
  }

  private String text() {
    return pick("NULL", "' '", "'a'", "'b'");
  }

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
