package io.assay.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Check;
import io.assay.check.JobRuns;
import io.assay.check.Measure;
import io.assay.check.StatementCounters;
import io.assay.check.TableName;
import io.assay.check.Unmeasurable;
import io.assay.check.Unmeasurable.Reason;
import io.assay.check.ViewRefreshes;
import io.assay.scan.Asked.Draft;
import io.assay.testing.PostgresRelease;
import io.assay.testing.TestPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What the server itself keeps: statements, jobs, refreshes, and the rights to see them.
@Tag("versions")
class ServerKnowledgeTest {
  private static final TestPostgres POSTGRES = TestPostgres.create();
  private static final TestPostgres BARE = TestPostgres.create();
  private static final String ROLE = Asked.limitedRole(POSTGRES);
  private static final Asked SUPERUSER = Asked.superuser(POSTGRES);
  private static final Asked LIMITED = Asked.as(POSTGRES, ROLE, "limited");
  private static final Draft DATABASE = Draft.database();

  @BeforeAll
  static void fill() {
    POSTGRES.execute(
        "CREATE SCHEMA stats",
        "CREATE EXTENSION pg_stat_statements SCHEMA stats",
        "CREATE TABLE kpi_source AS SELECT 1 AS id",
        "CREATE SCHEMA analytics",
        "CREATE MATERIALIZED VIEW analytics.kpi AS SELECT * FROM kpi_source",
        "CREATE MATERIALIZED VIEW analytics.\"Ünusual\" AS SELECT * FROM kpi_source WITH NO DATA",
        "CREATE SCHEMA cron",
        """
        CREATE TABLE cron.job (jobid bigint PRIMARY KEY, schedule text, command text, nodename text,
          nodeport int, database text, username text, active boolean, jobname text)\
        """,
        """
        CREATE TABLE cron.job_run_details (jobid bigint, runid bigint PRIMARY KEY, job_pid int,
          database text, username text, command text, status text, return_message text,
          start_time timestamptz, end_time timestamptz)\
        """,
        """
        INSERT INTO cron.job SELECT jobid, schedule, command, 'localhost', 5432, current_database(),
          'postgres', active, jobname
        FROM (VALUES
          (1, '*/5 * * * *', 'VACUUM', true, 'nightly vacuum'),
          (2, '0 * * * *', 'REFRESH MATERIALIZED VIEW CONCURRENTLY analytics.kpi', true, 'kpi'),
          (3, '30 seconds', 'SELECT 1', false, NULL)) j(jobid, schedule, command, active, jobname)\
        """,
        """
        INSERT INTO cron.job_run_details
        SELECT 1, i, 1, 'd', 'u', 'VACUUM', 'succeeded', 'ok',
          timestamptz '2026-01-01 00:00+00' + i * interval '5 min',
          timestamptz '2026-01-01 00:01+00' + i * interval '5 min' FROM generate_series(1, 80) i\
        """,
        """
        INSERT INTO cron.job_run_details VALUES
          (2, 100, 1, 'd', 'u', 'c', 'failed', 'ERROR: no', '2026-01-02 00:00+00', NULL)\
        """,
        "ALTER TABLE cron.job ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE cron.job_run_details ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY p ON cron.job USING (username = current_user)",
        "CREATE POLICY p ON cron.job_run_details USING (username = current_user)");
  }

  @AfterAll
  static void close() {
    SUPERUSER.close();
    LIMITED.close();
  }

  @Test
  void jobs_come_with_their_last_runs_newest_first() {
    List<JobRuns> all = SUPERUSER.value(DATABASE, new Measure.Jobs("*"));
    assertThat(all)
        .extracting(each -> each.job().name())
        .containsExactly("nightly vacuum", "kpi", "job 3");
    JobRuns vacuum = all.getFirst();
    assertThat(vacuum.zone()).isEqualTo("GMT");
    assertThat(vacuum.runs()).hasSize(50);
    assertThat(vacuum.runs().getFirst().start()).contains(Instant.parse("2026-01-01T06:40:00Z"));
    assertThat(all.get(1).runs())
        .singleElement()
        .satisfies(run -> {
          assertThat(run.status()).isEqualTo("failed");
          assertThat(run.message()).isEqualTo("ERROR: no");
          assertThat(run.end()).isEmpty();
        });
    assertThat(all.get(2).job().active()).isFalse();
    assertThat(SUPERUSER.value(DATABASE, new Measure.Jobs("nightly*"))).hasSize(1);
    assertThat(SUPERUSER.value(DATABASE, new Measure.Jobs("nobody"))).isEmpty();
  }

  @Test
  void jobs_that_are_hidden_are_never_taken_for_none() {
    Unmeasurable noSelect = LIMITED.trouble(DATABASE, new Measure.Jobs("*"));
    assertThat(noSelect.reason()).isEqualTo(Reason.PERMISSION);
    assertThat(noSelect.text()).contains("GRANT USAGE ON SCHEMA cron", ROLE);
    POSTGRES.execute(
        "GRANT USAGE ON SCHEMA cron TO " + ROLE,
        "GRANT SELECT ON cron.job, cron.job_run_details TO " + ROLE);
    Unmeasurable filtered = LIMITED.trouble(DATABASE, new Measure.Jobs("*"));
    assertThat(filtered.reason()).isEqualTo(Reason.PERMISSION);
    assertThat(filtered.text()).contains("BYPASSRLS");
    assertThat(LIMITED.value(DATABASE.asRole(), new Measure.Jobs("*"))).isEmpty();
    POSTGRES.execute("ALTER ROLE " + ROLE + " BYPASSRLS");
    assertThat(LIMITED.value(DATABASE, new Measure.Jobs("*"))).hasSize(3);
    POSTGRES.execute(
        "ALTER ROLE " + ROLE + " NOBYPASSRLS",
        "REVOKE ALL ON cron.job, cron.job_run_details FROM " + ROLE);
  }

  @Test
  void without_its_extension_a_measure_is_unsupported_and_says_what_to_enable() {
    try (Asked bare = Asked.superuser(BARE)) {
      assertThat(bare.trouble(DATABASE, new Measure.Jobs("*")).reason())
          .isEqualTo(Reason.UNSUPPORTED);
      Unmeasurable statements = bare.trouble(DATABASE, new Measure.Statements("*"));
      assertThat(statements.reason()).isEqualTo(Reason.UNSUPPORTED);
      assertThat(statements.text()).contains("CREATE EXTENSION pg_stat_statements");
    }
  }

  @Test
  void statements_are_those_of_this_database_and_never_assays_own() {
    POSTGRES.execute("SELECT 'marked', count(*) FROM kpi_source");
    BARE.execute("SELECT 'marked', count(*), 'elsewhere' FROM pg_class");
    StatementCounters all = SUPERUSER.value(DATABASE, new Measure.Statements("*"));
    assertThat(all.reset()).isPresent();
    assertThat(all.entries())
        .anySatisfy(entry -> {
          assertThat(entry.text()).contains("count(*) FROM kpi_source");
          assertThat(entry.totals().calls()).isPositive();
          assertThat(entry.totals().totalMillis()).isPositive();
          // stats_since, of each entry, is there from 17 on
          assertThat(entry.since().isPresent()).isEqualTo(PostgresRelease.chosen().major() >= 17);
          assertThat(entry.key()).matches("\\d+/\\d+/-?\\d+/t");
        })
        .noneSatisfy(entry -> assertThat(entry.text()).contains("/* assay */"))
        .noneSatisfy(entry -> assertThat(entry.text()).containsIgnoringCase("set local"))
        .noneSatisfy(entry -> assertThat(entry.text()).contains("pg_class"));
    StatementCounters matching =
        SUPERUSER.value(DATABASE, new Measure.Statements("SELECT*FROM KPI_source"));
    assertThat(matching.entries()).hasSize(1);
    String id = matching.entries().getFirst().key().split("/", -1)[2];
    assertThat(SUPERUSER.value(DATABASE, new Measure.Statements(id)).entries())
        .extracting(StatementCounters.Entry::key)
        .isEqualTo(matching.entries().stream().map(StatementCounters.Entry::key).toList());
  }

  @Test
  void hidden_statements_are_a_missing_right() {
    POSTGRES.execute("GRANT USAGE ON SCHEMA stats TO " + ROLE);
    Unmeasurable why = LIMITED.trouble(DATABASE, new Measure.Statements("*"));
    assertThat(why.reason()).isEqualTo(Reason.PERMISSION);
    assertThat(why.text()).endsWith("GRANT pg_read_all_stats TO \"" + ROLE + "\"");
  }

  @Test
  void a_refresh_leaves_traces_and_its_job_is_known() {
    ViewRefreshes before = only("analytics.kpi");
    POSTGRES.execute("REFRESH MATERIALIZED VIEW analytics.kpi");
    ViewRefreshes after = only("analytics.kpi");
    assertThat(after.trace().transaction()).isNotEqualTo(before.trace().transaction());
    assertThat(after.trace().file()).isNotEqualTo(before.trace().file());
    assertThat(after.trace().committed().orElseThrow())
        .isAfter(before.trace().committed().orElseThrow());
    assertThat(after.trace().refreshCalls().orElseThrow())
        .isEqualTo(before.trace().refreshCalls().orElseThrow() + 1);
    assertThat(after.job().orElseThrow().job().name()).isEqualTo("kpi");
    ViewRefreshes never = only("analytics.Ünusual");
    assertThat(never.trace().populated()).isFalse();
    assertThat(never.job()).isEmpty();
    assertThat(SUPERUSER.value(DATABASE, new Measure.Refreshes("analytics.*"))).hasSize(2);
    assertThat(SUPERUSER.trouble(DATABASE, new Measure.Refreshes("analytics.gone")).reason())
        .isEqualTo(Reason.MISSING);
  }

  @Test
  void a_role_without_rights_sees_the_traces_of_a_refresh_all_the_same() {
    ViewRefreshes seen = LIMITED.value(DATABASE, new Measure.Refreshes("analytics.kpi")).getFirst();
    assertThat(seen.trace().committed()).isPresent();
    assertThat(seen.trace().refreshCalls()).isEmpty();
    assertThat(seen.job()).isEmpty();
  }

  private static ViewRefreshes only(String view) {
    return SUPERUSER.value(DATABASE, new Measure.Refreshes(view)).getFirst();
  }

  @Test
  void commands_name_views_in_many_ways() {
    TableName kpi = new TableName("analytics", "kpi");
    for (String command :
        List.of(
            "REFRESH MATERIALIZED VIEW analytics.kpi",
            "refresh materialized view concurrently Analytics.KPI;",
            "REFRESH  MATERIALIZED\nVIEW \"analytics\" . \"kpi\" WITH DATA",
            "SET search_path = analytics; REFRESH MATERIALIZED VIEW kpi")) {
      assertThat(RefreshCommand.refreshes(command, kpi)).as(command).isTrue();
    }
    for (String command :
        List.of(
            "REFRESH MATERIALIZED VIEW analytics.kpi2",
            "REFRESH MATERIALIZED VIEW other.kpi",
            "REFRESH MATERIALIZED VIEW analytics.\"KPI\"",
            "SELECT 1")) {
      assertThat(RefreshCommand.refreshes(command, kpi)).as(command).isFalse();
    }
  }

  @Test
  void a_query_answers_with_rows_or_its_single_number() {
    assertThat(query("SELECT 1.50::numeric").number().orElseThrow()).isEqualByComparingTo("1.5");
    assertThat(query("SELECT NULL::int"))
        .isEqualTo(new Measure.QueryAnswer(1, true, Optional.empty()));
    assertThat(query("SELECT 'a'").single()).isFalse();
    assertThat(query("SELECT 1, 2").single()).isFalse();
    assertThat(query("SELECT 1 WHERE false"))
        .isEqualTo(new Measure.QueryAnswer(0, false, Optional.empty()));
    assertThat(query("SELECT E'a\\nb' FROM generate_series(1, 3000)").rows()).isEqualTo(3000);
    assertThat(query("SELECT i FROM generate_series(1, 2) i; -- done").single()).isFalse();
    assertThat(SUPERUSER.trouble(DATABASE, new Measure.Query("SELECT 'NaN'::float")).reason())
        .isEqualTo(Reason.QUERY);
  }

  private static Measure.QueryAnswer query(String sql) {
    return SUPERUSER.value(DATABASE, new Measure.Query(sql));
  }

  @Test
  void a_query_is_timed_to_its_last_row() {
    assertThat(
            SUPERUSER
                .value(
                    DATABASE,
                    new Measure.QueryTime("SELECT pg_sleep(0.05) FROM generate_series(1, 4)"))
                .toMillis())
        .isBetween(200L, 9_000L);
  }

  @Test
  void every_lone_measure_can_be_explained() {
    for (Measure<?> measure :
        List.<Measure<?>>of(
            new Measure.Jobs("*"),
            new Measure.Statements("*"),
            new Measure.Refreshes("analytics.*"),
            new Measure.QueryTime("SELECT 1"),
            new Measure.Answers())) {
      Check check = DATABASE.asking("check", measure);
      assertThat(SUPERUSER.runner.explain(SUPERUSER.database, List.of(check)).get(check.id()))
          .isInstanceOf(Explanation.Planned.class);
    }
  }

  @Test
  void the_shipped_grants_make_a_role_that_can_measure_and_can_be_run_again() throws IOException {
    try (InputStream file = getClass().getResourceAsStream("/grants.sql")) {
      String role = "assay_" + Long.toHexString(System.nanoTime());
      String sql =
          new String(file.readAllBytes(), StandardCharsets.UTF_8)
              .replace("'assay'", "'" + role + "'")
              .replace("ROLE assay", "ROLE " + role)
              .replace("TO assay", "TO " + role);
      POSTGRES.execute(
          "CREATE SCHEMA supabase_migrations",
          "CREATE TABLE supabase_migrations.schema_migrations (version text)",
          "CREATE TABLE days (day date) PARTITION BY RANGE (day)",
          "CREATE TABLE days_rest PARTITION OF days DEFAULT");
      POSTGRES.execute(sql, sql, "ALTER ROLE " + role + " PASSWORD 'p' BYPASSRLS");
      try (Asked granted = Asked.as(POSTGRES, role, "p")) {
        assertThat(granted.value(Draft.on("kpi_source"), new Measure.Rows())).isEqualTo(1);
        assertThat(granted.value(DATABASE, new Measure.Jobs("*"))).hasSize(3);
        assertThat(granted.value(DATABASE, new Measure.Migrations(Optional.empty())).migrations())
            .isEmpty();
        assertThat(granted.value(DATABASE, new Measure.Size())).isPositive();
        assertThat(granted.value(Draft.on("days"), new Measure.Partitions(ZoneOffset.UTC)).strays())
            .isEmpty();
        assertThat(granted.trouble(Draft.on("cron", "nope"), new Measure.Rows()).reason())
            .isEqualTo(Reason.MISSING);
      }
    }
  }
}
