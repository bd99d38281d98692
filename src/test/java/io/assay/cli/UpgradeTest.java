package io.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.assay.run.StateIdentity;
import io.assay.testing.AssayProcess;
import io.assay.testing.DaemonFiles;
import io.assay.testing.FakePagerDuty;
import io.assay.testing.FakePagerDuty.Event;
import io.assay.testing.FakeSlack;
import io.assay.testing.TestPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// State databases as earlier versions left them, with data in them, under the daemon of today.
class UpgradeTest {
  /// The schemas that programs were given away with, each with what they left in it.
  private static final List<Integer> RELEASED = List.of(5, 7, 15, 17);

  private static final String OPEN = "aaaaaaaa-0000-4000-8000-000000000001";
  private static final String UNTOLD = "aaaaaaaa-0000-4000-8000-000000000002";
  private static final String OVER = "aaaaaaaa-0000-4000-8000-000000000003";

  private static final String ENDED =
      "SELECT 1 FROM assay.incident WHERE id = '" + OPEN + "' AND resolved IS NOT NULL";
  private static final String WAITING =
      "SELECT 1 FROM assay.delivery WHERE told < wanted AND held IS NULL";
  private static final String RAN =
      "SELECT 1 FROM assay.check_state WHERE check_id LIKE 'shop/public.%%' AND last_run > '%s'";

  @TempDir Path folder;
  private final TestPostgres shop = TestPostgres.create();
  private final TestPostgres state = TestPostgres.create();
  private final FakePagerDuty pagerDuty = new FakePagerDuty();
  private final FakeSlack slack = new FakeSlack();

  @AfterEach
  void close() {
    pagerDuty.close();
    slack.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 7, 15, 17})
  void what_an_earlier_version_left_is_there_and_goes_on(int version) throws Exception {
    leftBy(version);
    Map<String, String> secrets = files(version >= 15);
    posted("3 of 10 rows have NULL in customer_id");
    Ledger ledger = new Ledger(state);
    String results = ledger.rows("SELECT count(*) FROM assay.result").getFirst();

    try (AssayProcess assay = AssayProcess.serve(folder, secrets)) {
      FlippingShop.ready(assay);
      FlippingShop.soon().until(() -> ledger.rows(ENDED).size() == 1);
      FlippingShop.soon().until(() -> ledger.rows(WAITING).isEmpty());
      String now = ledger.rows("SELECT clock_timestamp()").getFirst();
      FlippingShop.soon().until(() -> ledger.rows(RAN.formatted(now)).size() == 4);

      assertThat(pagerDuty.events())
          .extracting(Event::action, Event::dedupKey)
          .containsExactlyInAnyOrder(tuple("resolve", OPEN), tuple("trigger", UNTOLD));
      assertThat(slack.messages()).hasSize(1);
      assertThat(slack.messages().getFirst().text()).doesNotContain("3 of 10 rows");
      assertThat(ledger.rows("SELECT 1 FROM assay.result WHERE value IN (2, 4711)"))
          .as("of %s results", results)
          .hasSize(Integer.parseInt(results));
      String story = assay.get("/api/incidents/" + OVER).body();
      assertThat(story).contains("4,711 rows, at most 10 allowed", "it is as expected again");
      if (version >= 7) {
        assertThat(story).contains("eu-west: 4,000 rows");
      }
      if (version >= 15) {
        assertThat(story).contains("the column region was added");
        assertThat(assay.get("/api/silences").body()).contains("counting day");
        assertThat(assay.get("/api/incidents/" + OPEN).body()).contains("anna");
      }
      assertThat(assay.get("/").body()).contains("payments: too many rows");
      assertThat(ledger.rows("SELECT task_instance FROM assay.scheduled_tasks ORDER BY 1"))
          .contains("shop/table/public.orders @ 1s")
          .noneMatch(key -> key.contains("of_before"));
      assertThat(assay.terminate().output())
          .contains(
              "The state schema was migrated from version %d to %d: "
                  .formatted(version, StateIdentity.SCHEMA))
          .doesNotContain("Exception", "restored");
    }
  }

  @Test
  void the_log_says_what_a_migration_waits_for_and_what_was_done_then() throws Exception {
    leftBy(17);
    Map<String, String> secrets = files(true);
    try (Connection dump =
            DriverManager.getConnection(
                state.url() + "&ApplicationName=pg_dump", state.username(), state.password());
        Statement statement = dump.createStatement()) {
      dump.setAutoCommit(false);
      statement.execute("LOCK TABLE assay.delivery IN ACCESS SHARE MODE");
      try (AssayProcess assay = AssayProcess.serve(folder, secrets)) {
        FlippingShop.soon().until(() -> assay.output().contains("waits for"));
        dump.rollback();
        FlippingShop.ready(assay);

        assertThat(assay.output())
            .containsPattern(
                "A migration of the state schema waits for a lock of session \\d+ \\(pg_dump of %s\\)\\."
                    .formatted(state.username()))
            .contains("The state schema was migrated from version 17 to " + StateIdentity.SCHEMA);
      }
    }
  }

  @Test
  void a_program_says_so_when_the_schema_is_not_for_it_any_more() throws Exception {
    leftBy(15);
    Map<String, String> secrets = files(true);
    migrated("latest");
    state.execute("UPDATE assay.identity SET readable_from = 999");

    AssayProcess.Ended ended = AssayProcess.run(folder, secrets, "serve");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.output())
        .contains("assay: the state database was migrated by a later Assay", "version 999")
        .doesNotContain("Exception", "\tat ");
  }

  /// Brings the schema to each released version in turn, as it was lived in.
  private void leftBy(int version) throws IOException {
    for (int released : RELEASED) {
      if (released <= version) {
        migrated(String.valueOf(released));
        try (var left = UpgradeTest.class.getResourceAsStream("state/" + released + ".sql")) {
          state.execute(new String(left.readAllBytes(), StandardCharsets.UTF_8));
        }
      }
    }
  }

  private void migrated(String version) {
    Flyway.configure()
        .dataSource(state.url(), state.username(), state.password())
        .schemas("assay")
        .target(version)
        .load()
        .migrate();
  }

  /// Writes the files, and returns the environment; the stock is wrong where somebody silenced it.
  private Map<String, String> files(boolean silenced) {
    shop.execute(
        "CREATE TABLE orders (id int, customer_id int)",
        "INSERT INTO orders VALUES (1, 1)",
        "CREATE TABLE payments (id int)",
        "CREATE TABLE carts (id int)",
        "CREATE TABLE stock (id int)",
        "INSERT INTO payments SELECT generate_series(1, 3)",
        "INSERT INTO stock SELECT generate_series(1, 9)");
    return DaemonFiles.of(folder, shop, state)
        .checks(
            """
            database: shop
            schedule: 1s
            tables:
              public.orders:
                checks:
                  - nulls: customer_id
                    severity: critical
              public.payments:
                checks:
                  - rows: {at_most: 2}
              public.carts:
                checks:
                  - rows: {at_most: 10}
              public.stock:
                checks:
                  - rows: {at_most: %d}
                    severity: critical
            """
                .formatted(silenced ? 2 : 9))
        .routes(
            """
            receivers:
              data-slack: %s
              oncall: %s
            routes:
              - match: {severity: critical}
                to: [oncall, data-slack]
              - to: [oncall]
            """
                .formatted(DaemonFiles.receiver(slack), DaemonFiles.receiver(pagerDuty)))
        .environment();
  }

  /// Makes Slack have the message that the earlier version posted.
  private void posted(String text) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      client.send(
          HttpRequest.newBuilder(URI.create(slack.api() + "chat.postMessage"))
              .POST(
                  HttpRequest.BodyPublishers.ofString(
                      "channel=C0DATA&text=" + text.replace(' ', '+')))
              .build(),
          HttpResponse.BodyHandlers.discarding());
    }
  }
}
