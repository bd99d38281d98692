package io.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.assay.cli.ShopFolder.Outcome;
import io.assay.cli.ShopFolder.Outcomes;
import io.assay.testing.InstalledPostgres;
import io.assay.testing.Service;
import io.assay.testing.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Jobs of a real pg_cron, which starts them at the full minute, read by the role of grants.sql.
class PgCronTest {
  private static final String CHECKS =
      """
      checks:
        - jobs: works
        - jobs: "works*"
        - jobs: fails
        - jobs: quotes
        - jobs: cut-off
        - jobs: locked-out
        - jobs: database-gone
        - jobs: off
        - jobs: nowhere
        - jobs: late
          every: 1m
        - jobs: never
          every: 1m
        - refresh: public.kept_up
          every: 10m
        - refresh: public.broken
          every: 10m
        - refresh: public.by_hand
          every: 10m
        - refresh: public.untouched
          every: 10m
      """;

  @TempDir Path folder;
  private InstalledPostgres server;
  private final TestPostgres state = TestPostgres.create();
  private TestPostgres shop;
  private ShopFolder files;

  @BeforeEach
  void start() throws Exception {
    Service.PG_CRON.needed();
    server =
        InstalledPostgres.start(
            folder.resolve("server"),
            Map.of(
                "shared_preload_libraries", "pg_cron,pg_stat_statements",
                "track_commit_timestamp", "on"));
    shop = server.database("postgres");
    shop.execute(
        "CREATE EXTENSION pg_cron",
        "CREATE TABLE amounts AS SELECT 'n/a' AS amount",
        "CREATE MATERIALIZED VIEW kept_up AS SELECT 1",
        "CREATE MATERIALIZED VIEW broken AS SELECT 1 / (SELECT count(*) - 1 FROM amounts)::int"
            + " WITH NO DATA",
        "CREATE MATERIALIZED VIEW by_hand AS SELECT 1",
        "CREATE MATERIALIZED VIEW untouched AS SELECT 1 WITH NO DATA",
        "CREATE DATABASE gone",
        "CREATE ROLE leaver LOGIN",
        Files.readString(Path.of("src/main/resources/grants.sql")));
    job("works", "SELECT 1");
    job("works-too", "SELECT 1", "postgres", "postgres", false);
    job("fails", "SELECT 1 / 0");
    job("quotes", "SELECT amount::int FROM public.amounts");
    job("cut-off", "SELECT pg_sleep(600)");
    job("locked-out", "SELECT 1", "postgres", "leaver", false);
    job("database-gone", "SELECT 1", "gone", "postgres", false);
    job("off", "SELECT 1", "postgres", "postgres", false);
    job("late", "SELECT 1");
    shop.execute("SELECT cron.schedule('never', '0 0 29 2 *', 'SELECT 1')");
    job("refresh-kept-up", "REFRESH MATERIALIZED VIEW public.kept_up");
    job("refresh-broken", "refresh materialized view broken");
    shop.execute(
        "DROP DATABASE gone",
        "ALTER ROLE leaver NOLOGIN",
        "UPDATE cron.job SET active = true WHERE jobname IN ('locked-out', 'database-gone')");
    files = ShopFolder.of(folder, shop, "assay", ShopFolder.state(folder, state));
    files.checks(CHECKS);
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private void job(String name, String command) {
    job(name, command, "postgres", "postgres", true);
  }

  private void job(String name, String command, String database, String role, boolean active) {
    shop.execute(
        "SELECT cron.schedule_in_database('%s', '* * * * *', '%s', '%s', '%s', %s)"
            .formatted(name, command, database, role, active));
  }

  @Test
  void jobs_and_refreshes_are_judged_by_what_pg_cron_recorded() {
    shop.execute(
        "REVOKE USAGE ON SCHEMA cron FROM assay",
        "REVOKE SELECT ON cron.job, cron.job_run_details FROM assay");
    givesWhatIsMissing("pg_cron's tables cannot be read: run (GRANT .*)");
    givesWhatIsMissing(
        "pg_cron shows a job only to the role that owns it: run (ALTER ROLE .*), or add"
            + " policies.*");

    Outcomes before = files.run("--record");
    assertThat(before.of("shop/jobs/works").status()).isEqualTo("pass");
    assertThat(before.of("shop/jobs/never").sentence())
        .startsWith("never: no run has finished yet, the next is due at ");
    assertThat(before.of("shop/jobs/off")).isEqualTo(breach("off: it is switched off in cron.job"));
    assertThat(before.of("shop/jobs/nowhere")).isEqualTo(breach("nowhere: there is no such job"));

    allJobsStartAndOneGoesOn();
    shop.execute(
        "SELECT cron.alter_job(jobid, schedule := '0 0 29 2 *') FROM cron.job WHERE jobname ="
            + " 'late'");
    Outcomes after = files.run("--record");
    assertThat(after.of("shop/jobs/works").sentence()).startsWith(ran("works", "succeeded"));
    assertThat(after.of("shop/jobs/works*"))
        .isEqualTo(pass("works*: " + after.of("shop/jobs/works").sentence()));
    assertThat(after.of("shop/jobs/fails").sentence())
        .startsWith(ran("fails", "failed"))
        .endsWith(" UTC: division by zero");
    assertThat(after.of("shop/jobs/quotes").sentence())
        .startsWith(ran("quotes", "failed"))
        .endsWith(" UTC: invalid input syntax for type integer: \"…\"");
    assertThat(after.of("shop/jobs/cut-off").status()).isEqualTo("pass");
    for (String job : List.of("locked-out", "database-gone")) {
      assertThat(after.of("shop/jobs/" + job))
          .isEqualTo(
              breach(
                  job
                      + ": the last run failed: connection failed, pg_cron could not log in: see"
                      + " the job's database and username in cron.job, and pg_hba.conf"));
    }
    assertThat(after.of("shop/jobs/late").status()).isEqualTo("pass");
    assertThat(after.of("shop/refresh/public.kept_up").sentence())
        .matches("public.kept_up: last refreshed .* ago, at .* UTC, expected every 10 min");
    assertThat(after.of("shop/refresh/public.broken").sentence())
        .startsWith("public.broken: it holds no data, the last refresh failed at ")
        .endsWith(" UTC: division by zero");
    assertThat(after.of("shop/refresh/public.by_hand").status()).isEqualTo("pass");
    assertThat(after.of("shop/refresh/public.untouched"))
        .isEqualTo(breach("public.untouched: it holds no data, it was never refreshed"));

    tenMinutesPass();
    Outcomes later = files.run("--record");
    for (String job : List.of("late", "never")) {
      assertThat(later.of("shop/jobs/" + job).status()).isEqualTo("breach");
      assertThat(later.of("shop/jobs/" + job).sentence())
          .matches(job + ": the run due at .* UTC left no record");
    }
    assertThat(later.of("shop/jobs/cut-off").status()).isEqualTo("breach");
    assertThat(later.of("shop/jobs/cut-off").sentence())
        .matches("cut-off: it has been running for 1\\d min, past its next slot at .* UTC");

    server.restart();
    assertThat(files.run("--record").of("shop/jobs/cut-off").sentence())
        .matches(
            "cut-off: the last run failed at .* UTC: server (restarted|closed the connection"
                + " unexpectedly)");
  }

  /// Runs the statement that the message names.
  private void givesWhatIsMissing(String message) {
    Outcome hidden = files.run("--record").of("shop/jobs/works");
    assertThat(hidden.status()).isEqualTo("error");
    Matcher statement = Pattern.compile("works: " + message).matcher(hidden.sentence());
    assertThat(statement.matches()).as(hidden.sentence()).isTrue();
    shop.execute(statement.group(1));
  }

  private void allJobsStartAndOneGoesOn() {
    await()
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofMillis(200))
        .until(() ->
            number(
                    """
                    SELECT count(DISTINCT jobid) FROM cron.job_run_details
                    WHERE status = 'succeeded' OR status = 'failed' OR command LIKE '%sleep%'\
                    """)
                == 9);
  }

  /// Makes what was recorded ten minutes older, by pg_cron and by Assay.
  private void tenMinutesPass() {
    shop.execute(
        """
        UPDATE cron.job_run_details SET start_time = start_time - interval '10 min',
          end_time = end_time - interval '10 min'\
        """);
    state.execute(
        """
        UPDATE assay.check_state SET memory = (
          SELECT jsonb_object_agg(key, to_char(
              split_part(value, ' ', 1)::timestamptz AT TIME ZONE 'UTC' - interval '10 min',
              'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || substr(value, strpos(value, ' ')))
          FROM jsonb_each_text(memory))
        WHERE check_id LIKE '%/jobs/%' AND memory <> '{}'\
        """);
  }

  private long number(String sql) throws Exception {
    try (var connection = shop.connect();
        ResultSet row = connection.createStatement().executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static String ran(String job, String how) {
    return job + ": the last run " + how + " at ";
  }

  private static Outcome pass(String sentence) {
    return new Outcome("pass", sentence);
  }

  private static Outcome breach(String sentence) {
    return new Outcome("breach", sentence);
  }
}
