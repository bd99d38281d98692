package io.assay.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.assay.check.Check;
import io.assay.check.Kept;
import io.assay.check.Measure;
import io.assay.check.Measured;
import io.assay.scan.Asked.Draft;
import io.assay.testing.OnPostgres;
import io.assay.testing.PostgresRelease;
import io.assay.testing.TestPostgres;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Changes of which PostgreSQL's statistics say nothing, or nothing any more. A transaction counts
/// as open here after a second.
@Tag("versions")
@OnPostgres(from = 15)
class WithheldTest {
  private static final Measure.Rows ROWS = new Measure.Rows();
  private static final Check CHECK = Draft.on("orders").asking("rows", ROWS);

  private final ScanRunner runner =
      new ScanRunner(
          StatementLog.NONE, name -> Optional.empty(), Comparisons.PAUSE, Duration.ofSeconds(1));
  private final TestPostgres postgres = TestPostgres.create();
  private final Asked asked = Asked.superuser(postgres);
  private Kept kept = Kept.NOTHING;

  @BeforeEach
  void orders() {
    postgres.execute("CREATE TABLE orders (id bigint)");
  }

  @AfterEach
  void close() {
    asked.close();
  }

  @Test
  void finds_what_a_session_withholds_that_is_in_its_next_transaction() throws SQLException {
    try (Connection session = postgres.connect();
        Statement statement = session.createStatement()) {
      measure(asked.database);
      statement.execute("SELECT pg_stat_force_next_flush()");
      statement.execute("INSERT INTO orders VALUES (1)");
      statement.execute("BEGIN");
      await().atMost(Duration.ofSeconds(30)).until(() -> rows(asked.database) == 1);

      // the statistics have not told it, and what was measured since is not measured again
      assertThat(one("SELECT pg_stat_get_tuples_inserted('orders'::regclass)")).isEqualTo("0");
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> measure(asked.database).cost().how() == Measured.How.REUSED);
      statement.execute("COMMIT");
    }
  }

  @Test
  void finds_what_a_session_withholds_that_waits_in_a_chain_of_short_transactions()
      throws SQLException {
    measure(asked.runner, asked.database);
    try (Connection session = postgres.connect();
        Statement statement = session.createStatement()) {
      statement.execute("BEGIN");
      statement.execute("INSERT INTO orders VALUES (1)");
      statement.execute("COMMIT AND CHAIN");

      assertThat(measure(asked.runner, asked.database).get(ROWS)).isOne();
      assertThat(one("SELECT pg_stat_get_tuples_inserted('orders'::regclass)")).isEqualTo("0");
      statement.execute("COMMIT");
    }
  }

  @Test
  void finds_what_a_procedure_commits_on_its_way() {
    measure(asked.database);
    CompletableFuture<Void> procedure =
        CompletableFuture.runAsync(() -> {
          try {
            postgres.execute(
                "DO $$ BEGIN INSERT INTO orders VALUES (1); COMMIT; PERFORM pg_sleep(600); END $$");
          } catch (IllegalStateException e) {
            // it is cancelled below
          }
        });
    await().atMost(Duration.ofSeconds(30)).until(() -> rows(asked.database) == 1);

    assertThat(procedure).isNotDone();
    assertThat(one("SELECT pg_stat_get_tuples_inserted('orders'::regclass)")).isEqualTo("0");
    one("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query LIKE 'DO $$%'");
    procedure.join();
  }

  @Test
  void takes_nothing_from_before_a_crash() throws IOException, SQLException {
    try (EmbeddedPostgres server =
        PostgresRelease.chosen().server().setServerConfig("synchronous_commit", "on").start()) {
      String url = "jdbc:postgresql://localhost:" + server.getPort() + "/postgres?loggerLevel=OFF";
      TestPostgres own = new TestPostgres(url, "postgres", "postgres");
      own.execute("CREATE TABLE orders (id bigint)");
      crash(own);
      try (Asked after = Asked.superuser(own)) {
        measure(after.database);
        assertThat(measure(after.database).cost().how()).isEqualTo(Measured.How.REUSED);
        own.execute("INSERT INTO orders VALUES (1)");
        // the counters begin at 0 again, as they did after the first crash
        crash(own);
        assertThat(rows(after.database)).isEqualTo(1);
      }
    }
  }

  private static void crash(TestPostgres server) throws SQLException {
    try (Connection victim = server.connect();
        Statement statement = victim.createStatement();
        ResultSet pid = statement.executeQuery("SELECT pg_backend_pid()")) {
      pid.next();
      ProcessHandle.of(pid.getLong(1)).orElseThrow().destroyForcibly();
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> {
          server.execute("SELECT 1");
          return true;
        });
  }

  private long rows(MonitoredDatabase database) {
    return measure(database).get(ROWS);
  }

  private Measured measure(MonitoredDatabase database) {
    return measure(runner, database);
  }

  private Measured measure(ScanRunner by, MonitoredDatabase database) {
    Taken taken = by.measure(database, List.of(CHECK), kept);
    kept = taken.kept();
    return (Measured) Optional.ofNullable(taken.measurements().get(CHECK.id())).orElseThrow();
  }

  private String one(String sql) {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
