package io.assay.cli;

import static org.awaitility.Awaitility.await;

import io.assay.testing.AssayProcess;
import io.assay.testing.FakePagerDuty;
import io.assay.testing.FakeSlack;
import io.assay.testing.TestPostgres;
import io.assay.testing.Troubles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;

/// A shop whose data goes bad and good, the files that watch it every second, and the receivers
/// that hear of it. Of the first two tables Slack hears as well, which takes a message a second.
final class FlippingShop implements AutoCloseable {
  private static final int TABLES = 5;
  private static final int FOR_SLACK = 2;
  private static final String PORT = "//localhost:(\\d+)/";

  final FakeSlack slack = new FakeSlack();
  final FakePagerDuty pagerDuty = new FakePagerDuty();
  final TestPostgres state;
  private final TestPostgres data = TestPostgres.create();
  private final Random random;
  private final ScheduledExecutorService flipping =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("flipping").factory());

  /// What can be wrong with a table, as rows.
  private enum Fault {
    X("('x', NULL, 1)"),
    Y("('y', 1, NULL)"),
    ROWS("('rows', 1, 1), ('rows', 2, 2), ('rows', 3, 3)");

    final String rows;

    Fault(String rows) {
      this.rows = rows;
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  FlippingShop(TestPostgres state, Random random) {
    this.state = state;
    this.random = random;
    for (int table = 0; table < TABLES; table++) {
      data.execute("CREATE TABLE t" + table + " (fault text, x int, y int)");
    }
  }

  /// Returns the environment of a daemon.
  Map<String, String> secrets() {
    return Map.of(
        "SLACK_BOT_TOKEN",
        "xoxb-test",
        "PAGERDUTY_ROUTING_KEY",
        "R0UT1NG",
        "PASSWORD_OF_SHOP",
        data.password(),
        "PASSWORD_OF_STATE",
        state.password());
  }

  /// Where a daemon finds the others: the ports of the state database and of PagerDuty.
  record Ways(int state, int pagerDuty) {}

  /// Returns the ways that lead there straight.
  Ways straight() {
    return new Ways(statePort(), pagerDuty.port());
  }

  int statePort() {
    return Integer.parseInt(state.url().replaceAll(".*" + PORT + ".*", "$1"));
  }

  /// Writes the files of a daemon into `folder`, which is made, and returns it.
  Path files(Path folder, Ways ways) throws IOException {
    Files.createDirectories(folder.resolve("checks"));
    Files.createDirectories(folder.resolve("alerts"));
    checks(folder, checks());
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
            .formatted(slack.api(), pagerDuty.url(ways.pagerDuty())));
    Files.writeString(
        folder.resolve("assay.yml"),
        """
        assay:
          databases:
            shop: {url: "%s", username: %s, password: "${PASSWORD_OF_SHOP}"}
          state: {url: "%s", username: %s, password: "${PASSWORD_OF_STATE}"}
          web: {url: "http://assay.example"}
        """
            .formatted(
                data.url(),
                data.username(),
                state.url().replaceAll(PORT, "//localhost:" + ways.state() + "/"),
                state.username()));
    return folder;
  }

  /// Replaces the check file of a daemon.
  static void checks(Path folder, String text) throws IOException {
    Files.writeString(folder.resolve("checks/shop.yaml"), text);
  }

  /// Returns the check file.
  static String checks() {
    StringBuilder checks =
        new StringBuilder("database: shop\nschedule: 1s\nflapping: off\ntables:\n");
    for (int table = 0; table < TABLES; table++) {
      checks.append("  public.t").append(table).append(":\n    checks:\n");
      if (table < FOR_SLACK) {
        checks.append("      - rows: {at_most: 2}\n        severity: critical\n");
      } else {
        checks.append("      - rows: {at_most: 2}\n      - nulls: x\n      - nulls: y\n");
      }
    }
    return checks.toString();
  }

  /// Begins to change the data about twice a second.
  void flip() {
    flipping.scheduleWithFixedDelay(
        () -> {
          int table = FOR_SLACK + random.nextInt(TABLES - FOR_SLACK);
          toggle(table, Fault.values()[random.nextInt(Fault.values().length)]);
        },
        0,
        600,
        TimeUnit.MILLISECONDS);
    flipping.scheduleWithFixedDelay(
        () -> toggle(random.nextInt(FOR_SLACK), Fault.ROWS), 0, 3_000, TimeUnit.MILLISECONDS);
  }

  /// Makes the data what it is in the end: bad in known places.
  void rest() throws InterruptedException {
    flipping.shutdownNow();
    flipping.awaitTermination(1, TimeUnit.MINUTES);
    for (int table = 0; table < TABLES; table++) {
      data.execute("DELETE FROM t" + table);
    }
    bad("t0", "rows");
    bad("t2", "x");
    bad("t3", "y");
    bad("t4", "rows");
  }

  /// Waits until a replica runs a group: which one does is a race, and none need be fast.
  static void takesPart(AssayProcess assay) {
    double before = runs(assay);
    soon().until(() -> runs(assay) > before);
  }

  private static double runs(AssayProcess assay) {
    return assay
        .get("/prometheus")
        .body()
        .lines()
        .filter(line -> line.startsWith("assay_run_duration_seconds_count"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  /// Returns whether the incidents of the end are open, and everybody knows.
  boolean settled() {
    Ledger ledger = new Ledger(state);
    // in this order: what opens in between is still to be told
    return ledger
            .rows("SELECT check_id FROM assay.incident WHERE resolved IS NULL ORDER BY 1")
            .equals(
                List.of(
                    "shop/public.t0/rows",
                    "shop/public.t2/nulls/x",
                    "shop/public.t3/nulls/y",
                    "shop/public.t4/rows"))
        && ledger.rows("SELECT 1 FROM assay.delivery WHERE told < wanted").isEmpty();
  }

  void bad(String table, String fault) {
    Fault which = Fault.valueOf(fault.toUpperCase(Locale.ROOT));
    data.execute("INSERT INTO " + table + " VALUES " + which.rows);
  }

  void good(String table) {
    data.execute("DELETE FROM " + table);
  }

  private void toggle(int table, Fault fault) {
    data.execute(
        """
        WITH gone AS (DELETE FROM t%1$d WHERE fault = '%2$s' RETURNING 1)
        INSERT INTO t%1$d
        SELECT * FROM (VALUES %3$s) AS v (fault, x, y) WHERE NOT EXISTS (SELECT FROM gone)
        """
            .formatted(table, fault.word(), fault.rows));
  }

  /// Lets so many percent of the calls to receivers go wrong; 0 for none.
  void trouble(int percent) {
    slack.trouble(new Troubles(random, percent));
    pagerDuty.trouble(new Troubles(random, percent));
  }

  /// Waits as long as a slow and busy machine may need.
  static ConditionFactory soon() {
    return await().atMost(Duration.ofMinutes(3)).pollInterval(Duration.ofMillis(200));
  }

  static void ready(AssayProcess assay) {
    soon().until(assay::ready);
  }

  @Override
  public void close() {
    flipping.shutdownNow();
    slack.close();
    pagerDuty.close();
  }
}
