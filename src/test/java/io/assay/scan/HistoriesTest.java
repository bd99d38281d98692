package io.assay.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Column;
import io.assay.check.Kept;
import io.assay.check.Measure;
import io.assay.check.Measured;
import io.assay.check.Measurement;
import io.assay.check.Reference;
import io.assay.check.TableName;
import io.assay.scan.Asked.Draft;
import io.assay.testing.PostgresRelease;
import io.assay.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/// Random histories of a database, after each of which what is kept and reused must be what a plain
/// recomputation finds. `-Dassay.test.histories` says how many, `-Dassay.test.seed` with which
/// seed.
@Tag("versions")
class HistoriesTest {
  private static final int HISTORIES = Integer.getInteger("assay.test.histories", 2000);
  private static final long SEED = Long.getLong("assay.test.seed", 20_261_121);

  private final TestPostgres postgres = TestPostgres.create();
  private final Asked asked = Asked.superuser(postgres);
  private final Map<Measured.How, Integer> ways = new EnumMap<>(Measured.How.class);
  private final List<Session> sessions = new ArrayList<>();
  private Kept kept = Kept.NOTHING;
  private Random random = new Random(SEED);

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

  @BeforeEach
  void tables() {
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

  @AfterEach
  void close() throws SQLException {
    for (Session session : sessions) {
      session.run("ROLLBACK");
      session.connection.close();
    }
    asked.close();
  }

  @Test
  void reuses_nothing_that_a_plain_recomputation_does_not_find() {
    for (int history = 0; history < HISTORIES; history++) {
      random = new Random(SEED + history);
      List<String> steps = new ArrayList<>();
      for (int step = random.nextInt(1, 5); step > 0; step--) {
        steps.add(step(sessions.get(random.nextInt(sessions.size()))));
      }
      assertSame("history " + history + " of seed " + SEED + ": " + steps);
    }
    assertThat(ways).containsKey(Measured.How.SCAN);
    if (PostgresRelease.chosen().major() >= 15) {
      // else nothing was tried
      assertThat(ways.get(Measured.How.REUSED)).isGreaterThan(HISTORIES);
    } else {
      assertThat(ways).doesNotContainKey(Measured.How.REUSED);
    }
    System.out.println(
        HISTORIES
            + " histories on PostgreSQL "
            + PostgresRelease.chosen().major()
            + " from seed "
            + SEED
            + ": "
            + ways);
  }

  @Test
  void what_is_written_while_it_measures_is_found_the_next_time()
      throws ExecutionException, InterruptedException {
    Session writer = sessions.getFirst();
    for (int round = 0; round < 20; round++) {
      CompletableFuture<Void> writing =
          CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 60; i++) {
              writer.run(write());
            }
            writer.publish();
          });
      while (!writing.isDone()) {
        measure();
      }
      writing.get();
      assertSame("round " + round);
    }
  }

  private void assertSame(String history) {
    // what holds a lock on a whole table would only keep both waiting
    Map<CheckId, Measurement> again = measure();
    Map<CheckId, Measurement> plain = asked.runner.measure(asked.database, checks());
    assertThat(values(again)).as(history).isEqualTo(values(plain));
    again.values().stream()
        .filter(Measured.class::isInstance)
        .forEach(each -> ways.merge(((Measured) each).cost().how(), 1, Integer::sum));
  }

  private Map<CheckId, Measurement> measure() {
    Taken taken = asked.runner.measure(asked.database, checks(), kept);
    kept = taken.kept();
    return taken.measurements();
  }

  private static Map<String, Object> values(Map<CheckId, Measurement> measurements) {
    Map<String, Object> values = new TreeMap<>();
    measurements.forEach((id, measurement) ->
        values.put(
            id.value(),
            measurement instanceof Measured measured ? measured.values() : measurement));
    return values;
  }

  private static List<Check> checks() {
    Measure.Rows rows = new Measure.Rows();
    Measure.Nulls email = new Measure.Nulls(new Column.Name("email"));
    Measure.Nulls note = new Measure.Nulls(new Column.Name("note"));
    return List.of(
        Draft.on("orders").asking("rows", rows, email),
        Draft.on("orders").asking("blank", new Measure.Blanks(new Column.Name("email")), rows),
        Draft.on("orders").asking("newest", new Measure.Newest(new Column.Name("at"))),
        Draft.on("orders").asking("unique", new Measure.Repeats(List.of(new Column.Name("id")))),
        Draft.on("orders").where("total > 20").asking("where", rows, email),
        Draft.on("orders").where("twice(total) > 40").asking("function", rows),
        Draft.on("orders").where("at > now() - interval '1 day'").asking("time", rows),
        Draft.on("events").asking("notes", note, rows),
        Draft.on("events")
            .asking("few", new Measure.Distinct(List.of(new Column.Name("note"))), rows, note),
        Draft.on("orders")
            .asking("emails", new Measure.Distinct(List.of(new Column.Name("email"))), rows),
        Draft.on("orders")
            .asking(
                "orphans",
                new Measure.Orphans(
                    List.of(new Column.Name("id")),
                    new Reference(new TableName("public", "events"), List.of("id"))),
                rows),
        Draft.on("events").asking("day", new Measure.Newest(new Column.Name("at"))),
        Draft.on("events")
            .asking(
                "keys", new Measure.Repeats(List.of(new Column.Name("id"), new Column.Name("at")))),
        Draft.on("events").asking("ids", new Measure.Repeats(List.of(new Column.Name("id")))),
        Draft.on("totals").asking("totals", rows));
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
    assertSame("while a transaction is prepared");
    sessions
        .get(random.nextInt(sessions.size()))
        .end(pick("COMMIT PREPARED 'p'", "ROLLBACK PREPARED 'p'"));
    return "-- prepared";
  }

  private String lateCommit(Session session) {
    session.begin();
    String write = write();
    session.run(write);
    assertSame("before a late commit");
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
