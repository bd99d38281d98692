package io.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.assay.testing.AssayProcess;
import io.assay.testing.FakePagerDuty;
import io.assay.testing.FakeSlack;
import io.assay.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A daemon that is killed again and again, at moments nobody chose, while data goes bad and good.
/// The property `assay.test.kill.seconds` makes it go on for longer.
class KillTest {
  private static final Duration KILLING =
      Duration.ofSeconds(Long.getLong("assay.test.kill.seconds", 15));
  private static final int TABLES = 5;

  @TempDir Path folder;
  private final FakeSlack slack = new FakeSlack();
  private final FakePagerDuty pagerDuty = new FakePagerDuty();
  private final TestPostgres shop = TestPostgres.create();
  private final TestPostgres state = TestPostgres.create();
  private final Map<String, String> secrets =
      Map.of(
          "SLACK_BOT_TOKEN",
          "xoxb-test",
          "PAGERDUTY_ROUTING_KEY",
          "R0UT1NG",
          "PASSWORD_OF_SHOP",
          shop.password(),
          "PASSWORD_OF_STATE",
          state.password());

  /// An incident as the state database has it; `message` is the one at Slack, or empty, and `shown`
  /// the number of the change that it shows.
  private record Stored(String id, boolean resolved, long sequence, String message, long shown) {}

  @AfterEach
  void close() {
    slack.close();
    pagerDuty.close();
  }

  @Test
  void every_incident_is_told_once_and_as_it_is_however_often_the_daemon_is_killed()
      throws Exception {
    long seed = Long.getLong("assay.test.kill.seed", System.nanoTime());
    Random random = new Random(seed);
    files();
    slack.acceptSlowly(300);
    pagerDuty.acceptSlowly(300);

    int kills = 0;
    long end = System.nanoTime() + KILLING.toNanos();
    try (ScheduledExecutorService flipping = Executors.newSingleThreadScheduledExecutor()) {
      // table 0 also goes to Slack, which takes a message a second
      flipping.scheduleWithFixedDelay(
          () -> flip(1 + random.nextInt(TABLES - 1)), 0, 400, TimeUnit.MILLISECONDS);
      flipping.scheduleWithFixedDelay(() -> flip(0), 0, 2500, TimeUnit.MILLISECONDS);
      while (System.nanoTime() < end) {
        try (AssayProcess assay = AssayProcess.serve(folder, secrets)) {
          await().atMost(Duration.ofSeconds(60)).until(assay::ready);
          TimeUnit.MILLISECONDS.sleep(random.nextInt(3000)); // any moment must do
          assay.kill();
          kills++;
        }
      }
    }

    String log;
    try (AssayProcess assay = AssayProcess.serve(folder, secrets)) {
      for (int table = 0; table < TABLES; table++) {
        bad(table, table % 2 == 0);
      }
      await()
          .alias("killed " + kills + " times, seed " + seed)
          .atMost(Duration.ofSeconds(120))
          .pollInterval(Duration.ofMillis(500))
          .until(this::settled);
      log = assay.terminate().output();
    }

    assertThat(log).doesNotContain("Exception");
    List<Stored> incidents = incidents();
    assertThat(incidents).hasSizeGreaterThan(kills);
    assertThat(incidents).filteredOn(incident -> !incident.resolved()).hasSize(3);
    for (Stored incident : incidents) {
      pagerDutyKnows(incident, seed);
      if (!incident.message().isEmpty()) {
        slackShows(incident, seed);
      }
    }
    assertThat(pagerDuty.events())
        .extracting(FakePagerDuty.Event::dedupKey)
        .isSubsetOf(incidents.stream().map(Stored::id).toList());
    assertThat(slack.messages())
        .as("messages, seed %d", seed)
        .hasSize(
            (int)
                incidents.stream()
                    .map(Stored::message)
                    .filter(message -> !message.isEmpty())
                    .distinct()
                    .count());
    assertThat(slack.messages())
        .allSatisfy(message ->
            assertThat(slack.replies(message.ts()))
                .as("the thread of %s, seed %d", message, seed)
                .extracting(FakeSlack.Message::metadata)
                .doesNotHaveDuplicates());
    assertThat(
            query(
                "SELECT id FROM assay.delivery WHERE receiver = 'data-slack' AND message IS NULL"))
        .isEmpty();
  }

  /// A trigger first, no trigger after a resolve (it would open a second incident), and a resolve
  /// last if it is over.
  private void pagerDutyKnows(Stored incident, long seed) {
    List<String> actions =
        pagerDuty.events().stream()
            .filter(event -> event.dedupKey().equals(incident.id()))
            .map(FakePagerDuty.Event::action)
            .toList();
    assertThat(String.join(" ", actions))
        .as("what PagerDuty was told of %s, seed %d", incident, seed)
        .matches(incident.resolved() ? "(trigger )+resolve( resolve)*" : "trigger( trigger)*");
  }

  private void slackShows(Stored incident, long seed) {
    assertThat(slack.messages())
        .as("what Slack shows of %s, seed %d", incident, seed)
        .filteredOn(message -> message.metadata().contains(incident.message()))
        .hasSize(1);
    assertThat(incident.shown())
        .as("up to where Slack shows %s, seed %d", incident, seed)
        .isEqualTo(incident.sequence());
  }

  private boolean settled() {
    return query("SELECT 1 FROM assay.delivery WHERE told < wanted OR dead_at IS NOT NULL")
            .isEmpty()
        && query("SELECT check_id FROM assay.incident WHERE resolved IS NULL ORDER BY 1")
            .equals(List.of("shop/public.t0/rows", "shop/public.t2/rows", "shop/public.t4/rows"));
  }

  private List<Stored> incidents() {
    return query(
            """
            SELECT concat_ws(' ', i.id, i.resolved IS NOT NULL, i.sequence, d.message, d.shown)
            FROM assay.incident i
            LEFT JOIN assay.delivery d ON d.incident = i.id AND d.receiver = 'data-slack'
            """)
        .stream()
        .map(row -> row.split(" "))
        .map(row ->
            new Stored(
                UUID.fromString(row[0]).toString(),
                row[1].equals("t"),
                Long.parseLong(row[2]),
                row.length > 4 ? row[3] : "",
                row.length > 4 ? Long.parseLong(row[4]) : 0))
        .toList();
  }

  private List<String> query(String sql) {
    try (Connection connection = state.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> found = new ArrayList<>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void flip(int table) {
    shop.execute(
        """
        WITH gone AS (DELETE FROM t%1$d RETURNING 1)
        INSERT INTO t%1$d SELECT 1 WHERE NOT EXISTS (SELECT FROM gone)
        """
            .formatted(table));
  }

  private void bad(int table, boolean bad) {
    shop.execute("DELETE FROM t" + table);
    if (bad) {
      shop.execute("INSERT INTO t" + table + " VALUES (1)");
    }
  }

  private void files() throws IOException {
    StringBuilder checks = new StringBuilder("database: shop\nschedule: 1s\ntables:\n");
    for (int table = 0; table < TABLES; table++) {
      shop.execute("CREATE TABLE t" + table + " (x int)");
      checks.append(
          """
            public.t%d:
              checks:
                - rows: {at_most: 0}
                  severity: %s
          """
              .formatted(table, table == 0 ? "critical" : "warning"));
    }
    Files.createDirectories(folder.resolve("checks"));
    Files.createDirectories(folder.resolve("alerts"));
    Files.writeString(folder.resolve("checks/shop.yaml"), checks);
    Files.writeString(
        folder.resolve("alerts/routes.yaml"),
        """
        receivers:
          data-slack:
            slack: {channel: "#data-alerts", token: "${SLACK_BOT_TOKEN}", api: "%s"}
          oncall:
            pagerduty: {routing_key: "${PAGERDUTY_ROUTING_KEY}", url: "%s"}
        routes:
          - match: {severity: critical}
            to: [oncall, data-slack]
          - to: [oncall]
        """
            .formatted(slack.api(), pagerDuty.url()));
    Files.writeString(
        folder.resolve("assay.yml"),
        """
        assay:
          databases:
            shop: {url: "%s", username: %s, password: "${PASSWORD_OF_SHOP}"}
          state: {url: "%s", username: %s, password: "${PASSWORD_OF_STATE}"}
        """
            .formatted(shop.url(), shop.username(), state.url(), state.username()));
  }
}
