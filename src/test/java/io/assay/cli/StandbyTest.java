package io.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.assay.cli.ShopFolder.Ended;
import io.assay.cli.ShopFolder.Outcome;
import io.assay.cli.ShopFolder.Outcomes;
import io.assay.testing.InstalledPostgres;
import io.assay.testing.Service;
import io.assay.testing.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A standby that follows its primary, is held back, and loses it.
class StandbyTest {
  @TempDir Path folder;
  private InstalledPostgres primary;
  private InstalledPostgres standby;
  private final TestPostgres state = TestPostgres.create();
  private TestPostgres written;
  private TestPostgres read;
  private ShopFolder files;

  @BeforeEach
  void follow() throws Exception {
    Service.POSTGRES_15.needed();
    primary =
        InstalledPostgres.start(
            folder.resolve("primary"),
            Map.of(
                "shared_preload_libraries", "pg_stat_statements",
                "track_commit_timestamp", "on"));
    written = primary.database("postgres");
    written.execute(
        "CREATE EXTENSION pg_stat_statements",
        "CREATE TABLE orders (id int PRIMARY KEY, at timestamptz, note text)",
        "INSERT INTO orders SELECT n, now() - interval '30 s' - (n - 1) * interval '30 min', 'fine'"
            + " FROM generate_series(1, 9) n",
        "CREATE MATERIALIZED VIEW kpis AS SELECT count(*) FROM orders",
        "CREATE SEQUENCE numbers",
        Files.readString(Path.of("src/main/resources/grants.sql")));
    standby = primary.standby(folder.resolve("standby"));
    read = standby.database("postgres");
    files =
        ShopFolder.of(
            folder,
            read,
            "assay",
            "    primary: {url: \"%s\", username: assay}\n".formatted(written.url())
                + ShopFolder.state(folder, state));
    caughtUp();
  }

  @AfterEach
  void stop() {
    for (InstalledPostgres server : new InstalledPostgres[] {standby, primary}) {
      if (server != null) {
        server.close();
      }
    }
  }

  @Test
  void the_lag_is_taken_off_and_beyond_the_limit_nothing_is_said() throws Exception {
    files.checks(
        """
        tables:
          public.orders:
            time: at
            checks:
              - id: patient
                fresh: at
                every: 1h
              - id: strict
                fresh: at
                every: 1s
                tolerance: 1
              - id: at-both
                same: {database: primary}
                compare: rows
        checks:
          - refresh: public.kpis
            every: 1s
        """);
    assertThat(files.run().of("patient").status()).isEqualTo("pass");
    assertThat(files.run().of("strict").status()).isEqualTo("breach");
    assertThat(files.run().of("at-both").status()).isEqualTo("pass");

    written.execute("INSERT INTO orders VALUES (10, now() - interval '1 min', 'replayed')");
    written.execute("UPDATE orders SET at = now() - interval '30 s'");
    caughtUp();
    read.execute("SELECT pg_wal_replay_pause()");
    soon().until(() -> text("SELECT pg_get_wal_replay_pause_state()").equals("paused"));
    written.execute("INSERT INTO orders VALUES (11, now(), 'on its way')");
    soon()
        .until(
            () -> text("SELECT pg_last_wal_receive_lsn() > pg_last_wal_replay_lsn()").equals("t"));
    soon()
        .until(() ->
            text("SELECT now() - pg_last_xact_replay_timestamp() > interval '4 s'").equals("t"));
    Outcomes behind = files.run();
    assertThat(behind.of("patient"))
        .isEqualTo(new Outcome("pass", "orders.at: newest row is 30 s old, expected every 1 h"));
    assertThat(behind.of("strict").status()).isEqualTo("unknown");
    assertThat(behind.of("strict").sentence())
        .matches("orders.at: the standby is [\\d.]+ s behind, more than the limit of 1 s");
    assertThat(behind.of("shop/refresh/public.kpis").status()).isEqualTo("unknown");
    assertThat(behind.of("shop/refresh/public.kpis").sentence())
        .matches("public.kpis: the standby is [\\d.]+ s behind, more than the limit of 2 s");
    assertThat(behind.of("at-both").status()).isEqualTo("unknown");
    assertThat(behind.of("at-both").sentence())
        .contains("the sides differ, but shop is a standby that was ");

    read.execute("SELECT pg_wal_replay_resume()");
    caughtUp();
    Outcome now = files.run().of("patient");
    assertThat(now.status()).isEqualTo("pass");
    assertThat(now.sentence()).doesNotContain("30 s old");
  }

  @Test
  void a_standby_without_a_primary_counts_from_what_it_replayed_last() throws Exception {
    files.checks(
        """
        tables:
          public.orders:
            checks:
              - fresh: at
                every: 2s
                tolerance: 1
        """);
    written.execute("INSERT INTO orders VALUES (10, now(), 'the last')");
    caughtUp();
    primary.close();
    soon()
        .until(() ->
            text("SELECT now() - pg_last_xact_replay_timestamp() > interval '2 s'").equals("t"));
    Outcome lost = files.run().of("shop/public.orders/fresh/at");
    assertThat(lost.status()).isEqualTo("unknown");
    assertThat(lost.sentence())
        .matches("orders.at: the standby is [\\d.]+ s behind, more than the limit of 2 s");
  }

  @Test
  void nothing_is_reused_there_and_the_result_says_why() throws Exception {
    files.checks("tables: {public.orders: {checks: [{rows: {at_least: 1}}]}}\n");
    files.run("--record");
    files.run("--record");
    assertThat(
            text(
                state,
                "SELECT string_agg(DISTINCT how || ', ' || because, '; ') || ', ' || count(*) FROM"
                    + " assay.result"))
        .isEqualTo("scan, a standby keeps no statistics of what changes, 2");
  }

  @Test
  void every_kind_measures_there_and_nothing_is_written() {
    files.checks(
        """
        tables:
          public.orders:
            time: at
            checks:
              - rows: {at_least: 1}
              - unique: id
              - unique: note
                at_most: 100%
              - nulls: note
              - gaps: at
                every: 1h
                window: 2h
              - volume: 1h
                drop: 50%
              - distinct: note
                at_least: 1
              - stat: max(id)
                at_least: 1
              - size:
                at_most: 1 GB
              - schema: {columns: {id: integer not null}}
        checks:
          - refresh: public.kpis
            every: 1d
          - slow: "*"
            mean: 1h
          - size:
            at_most: 1 TB
          - id: reads
            sql: SELECT count(*) FROM public.orders
            at_least: 1
          - id: locks
            sql: SELECT * FROM public.orders FOR UPDATE
          - id: counts
            sql: SELECT nextval('public.numbers')
        """);
    Map<String, Outcome> outcomes = new HashMap<>(files.run().all());
    Outcome locks = Optional.ofNullable(outcomes.remove("locks")).orElseThrow();
    assertThat(locks.sentence())
        .isEqualTo(
            "locks: the check's SQL tries to write, and checks only read: cannot execute SELECT FOR"
                + " UPDATE in a read-only transaction");
    Outcome counts = Optional.ofNullable(outcomes.remove("counts")).orElseThrow();
    assertThat(counts.status()).isEqualTo("error");
    assertThat(outcomes)
        .hasSizeGreaterThan(12)
        .allSatisfy((id, outcome) ->
            assertThat(outcome.status()).as(outcome.sentence()).isIn("pass", "unknown"));
    assertThat(files.command("explain", "shop/public.orders/distinct/note").out())
        .contains("reads      all of it each time: a standby keeps no statistics of what changes");
    Ended validated = files.command("validate");
    assertThat(validated.out().lines())
        .singleElement()
        .asString()
        .contains("locks: permission denied for table orders: ");
  }

  private void caughtUp() throws Exception {
    String position = text(written, "SELECT pg_current_wal_lsn()");
    soon()
        .until(() ->
            text("SELECT coalesce(pg_last_wal_replay_lsn() >= '%s', false)".formatted(position))
                .equals("t"));
  }

  private String text(String sql) throws Exception {
    return text(read, sql);
  }

  private static String text(TestPostgres server, String sql) throws Exception {
    try (var connection = server.connect();
        ResultSet row = connection.createStatement().executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50));
  }
}
