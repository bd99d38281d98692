package io.assay.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.assay.testing.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The planted troubles and the healthy rest, each by a plain query.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DemoStoryTest {
  private final TestPostgres database = TestPostgres.create();
  private final List<String> progress = new ArrayList<>();

  @BeforeAll
  void fill_twice() throws SQLException {
    for (int start = 1; start <= 2; start++) {
      try (Connection connection = database.connect()) {
        DemoStory.fill(connection, progress::add);
        DemoStory.begin(connection);
      }
    }
  }

  @Test
  void is_filled_once_and_a_second_start_keeps_the_data() {
    assertThat(progress)
        .hasSize(2)
        .last()
        .asString()
        .matches("the demo database holds 1\\d\\d,\\d{3} events, 2,\\d{3} invoices and .*");
  }

  @Test
  void the_feed_of_one_tenant_is_silent_while_the_others_are_fresh() throws Exception {
    String age =
        """
        SELECT extract(epoch FROM now() - max(ingested_at)) / 60 BETWEEN %s
        FROM public.events WHERE tenant %s 'ember'
        """;
    assertThat(holds(age.formatted("46 AND 49", "="))).isTrue();
    assertThat(holds(age.formatted("-1 AND 1", "<>"))).isTrue();
  }

  @Test
  void one_tenant_sends_events_without_a_payload() throws Exception {
    assertThat(
            text(
                """
                SELECT string_agg(DISTINCT tenant, ' ') FROM public.events WHERE payload IS NULL
                """))
        .isEqualTo("cirrus");
    assertThat(
            holds(
                """
                SELECT avg((payload IS NULL)::int) BETWEEN 0.003 AND 0.01 FROM public.events
                WHERE ingested_at > now() - interval '1 day'
                """))
        .isTrue();
  }

  @Test
  void the_volume_of_one_tenant_fell_by_sixty_percent() throws Exception {
    String lastHourAgainstYesterday =
        """
        SELECT count(*) FILTER (WHERE ingested_at >= hour - interval '1 hour')::numeric
            / count(*) FILTER (WHERE ingested_at < hour - interval '24 hours') BETWEEN %s
        FROM public.events, LATERAL (SELECT date_trunc('hour', now()) AS hour) clock
        WHERE ingested_at < hour AND ingested_at >= hour - interval '25 hours' AND tenant = '%s'
        """;
    assertThat(holds(lastHourAgainstYesterday.formatted("0.35 AND 0.45", "harbor"))).isTrue();
    assertThat(holds(lastHourAgainstYesterday.formatted("0.95 AND 1.05", "fjord"))).isTrue();
    assertThat(
            holds(
                """
                SELECT min(events) > 55 FROM (
                  SELECT count(*) AS events FROM public.events
                  WHERE tenant = 'harbor' AND ingested_at < date_trunc('hour', now()) - interval '3 h'
                    AND ingested_at >= date_trunc('hour', now()) - interval '8 days'
                  GROUP BY date_trunc('hour', ingested_at)) hours
                """))
        .isTrue();
  }

  @Test
  void three_invoices_are_there_twice_and_no_client_is() throws Exception {
    assertThat(
            text(
                """
                SELECT count(*) - count(DISTINCT (tenant, invoice_no)) FROM public.invoices
                """))
        .isEqualTo("3");
  }

  @Test
  void payments_are_early_in_time_late_and_missing() throws Exception {
    assertThat(
            holds(
                """
                SELECT count(*) FILTER (WHERE paid_at::date < due_on - 4) > 300
                  AND count(*) FILTER (WHERE paid_at::date > due_on + 8) > 100
                  AND count(*) FILTER (WHERE paid_at IS NULL AND due_on < current_date - 60) > 60
                  AND count(*) FILTER (WHERE paid_at::date BETWEEN due_on - 3 AND due_on) > 700
                FROM public.invoices LEFT JOIN public.payments USING (tenant, invoice_no)
                """))
        .isTrue();
    assertThat(holds("SELECT max(paid_at) > now() - interval '1 day' FROM public.payments"))
        .isTrue();
  }

  @Test
  void amounts_that_are_no_numbers_make_the_refresh_fail() throws Exception {
    assertThat(text("SELECT count(*) FROM public.payment_imports WHERE amount = 'n/a'"))
        .isEqualTo("14");
    try (Connection connection = database.connect()) {
      assertThat(
              catchThrowable(() ->
                  connection
                      .createStatement()
                      .execute("REFRESH MATERIALIZED VIEW analytics.kpi_snapshot")))
          .hasMessageContaining("invalid input syntax for type numeric");
    }
  }

  @Test
  void jobs_run_or_fail_or_stay_away() throws Exception {
    String last =
        """
        SELECT (array_agg(status ORDER BY start_time DESC))[1] || ' ' || (max(start_time) > now() - %s)
        FROM cron.job_run_details JOIN cron.job USING (jobid) WHERE jobname = '%s'
        """;
    assertThat(text(last.formatted("interval '61 min'", "refresh-revenue")))
        .isEqualTo("succeeded true");
    assertThat(text(last.formatted("interval '6 min'", "purge-sessions")))
        .isEqualTo("succeeded true");
    assertThat(text(last.formatted("interval '16 min'", "refresh-kpi-snapshot")))
        .isEqualTo("failed true");
    assertThat(text(last.formatted("interval '3 days'", "archive-events")))
        .isEqualTo("succeeded false");
  }

  @Test
  void a_pipeline_lost_rows_and_the_exchange_rates_are_incomplete() throws Exception {
    assertThat(
            text(
                """
                SELECT string_agg(DISTINCT pipeline, ' ') FROM public.pipeline_runs
                WHERE loaded < extracted AND started_at > now() - interval '25 hours'
                """))
        .isEqualTo("billing-import");
    assertThat(
            text(
                """
                SELECT string_agg(n::text, ' ' ORDER BY day DESC) FROM (
                  SELECT day, count(*) n FROM public.exchange_rates GROUP BY day LIMIT 2) days
                """))
        .contains("12");
  }

  @Test
  void the_role_of_assay_reads_everything_of_the_example_and_writes_nothing() throws Exception {
    try (Connection connection = database.connect()) {
      connection.createStatement().execute("SET ROLE assay");
      for (String table :
          List.of("public.events", "analytics.kpi_snapshot", "cron.job_run_details")) {
        try (ResultSet row =
            connection.createStatement().executeQuery("SELECT count(*) > 0 FROM " + table)) {
          row.next();
          assertThat(row.getBoolean(1)).as(table).isTrue();
        }
      }
      assertThat(
              catchThrowable(
                  () -> connection.createStatement().execute("DELETE FROM public.products")))
          .hasMessageContaining("permission denied");
    }
  }

  @Test
  void a_tick_loses_the_products_once_assay_has_seen_them_whole() throws Exception {
    TestPostgres fresh = TestPostgres.create();
    try (Connection connection = fresh.connect();
        Connection assay = DriverManager.getConnection(fresh.url(), "postgres", "postgres")) {
      DemoStory.fill(connection, line -> {});
      String tick = "SELECT story.tick(now(), interval '10 seconds')";
      connection.createStatement().execute(tick);
      assertThat(count(connection, "public.products")).isEqualTo(3000);
      assay.createStatement().execute("SET ROLE assay");
      for (int look = 0; look < 4; look++) {
        count(assay, "public.products");
      }
      connection.createStatement().execute(tick);
      assertThat(count(connection, "public.products")).isEqualTo(800);
      DemoStory.begin(connection);
      assertThat(count(connection, "public.products")).isEqualTo(3000);
      assertThat(count(connection, "public.gateways WHERE last_seen_at < now() - interval '1 ms'"))
          .isLessThan(4);
    }
  }

  private static long count(Connection connection, String from) throws SQLException {
    try (ResultSet row =
        connection.createStatement().executeQuery("SELECT count(*) FROM " + from)) {
      row.next();
      return row.getLong(1);
    }
  }

  private boolean holds(String sql) throws SQLException {
    return "t".equals(text(sql));
  }

  private String text(String sql) throws SQLException {
    try (Connection connection = database.connect();
        ResultSet row = connection.createStatement().executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }
}
