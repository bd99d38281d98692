package io.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.assay.testing.AssayProcess;
import io.assay.testing.DaemonFiles;
import io.assay.testing.FakePagerDuty;
import io.assay.testing.FakeSlack;
import io.assay.testing.TestPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole way, as a user sees it: a process, a database, files, and what Slack and PagerDuty
/// get.
class DaemonTest {
  private static final String CHECKS =
      """
      database: shop
      owner: data-platform
      schedule: 1s
      tables:
        public.orders:
          runbook: https://wiki.example.com/orders
          checks:
            - nulls: customer_id
              severity: critical
            - rows: {at_least: 1}
      """;

  @TempDir Path folder;
  private final FakeSlack slack = new FakeSlack();
  private final FakePagerDuty pagerDuty = new FakePagerDuty();
  private final TestPostgres shop = TestPostgres.create();
  private final TestPostgres state = TestPostgres.create();
  private Map<String, String> secrets = Map.of();

  @BeforeEach
  void a_shop_with_one_order_and_files_that_watch_it() {
    shop.execute(
        "CREATE TABLE orders (id int PRIMARY KEY, customer_id int)",
        "INSERT INTO orders VALUES (1, 7)");
    secrets =
        DaemonFiles.of(folder, shop, state)
            .checks(CHECKS)
            .routes(
                """
                receivers:
                  data-slack: %s
                  oncall: %s
                routes:
                  - match: {severity: critical}
                    to: [oncall, data-slack]
                  - to: [data-slack]
                """
                    .formatted(DaemonFiles.receiver(slack), DaemonFiles.receiver(pagerDuty)))
            .environment();
  }

  @AfterEach
  void close() {
    slack.close();
    pagerDuty.close();
  }

  @Test
  void a_breach_is_told_and_resolved_when_the_data_is_good_again() {
    try (AssayProcess assay = AssayProcess.serve(folder, secrets)) {
      soon().until(assay::ready);
      soon()
          .until(() ->
              assay
                  .get("/prometheus")
                  .body()
                  .contains("outcome=\"pass\",table=\"public.orders\"} 1.0"));
      assertThat(pagerDuty.events()).isEmpty();

      shop.execute("INSERT INTO orders VALUES (2, NULL)");
      soon()
          .until(
              () -> pagerDuty.events().size() == 1 && slack.calls("chat.postMessage").size() == 1);
      FakePagerDuty.Event trigger = pagerDuty.events().getFirst();
      assertThat(trigger.action()).isEqualTo("trigger");
      assertThat(trigger.summary()).startsWith("shop: orders.customer_id: 1 of 2 rows");
      assertThat(slack.calls("chat.postMessage").getFirst().fields().get("blocks"))
          .contains(
              "orders.customer_id",
              "data-platform",
              "https://wiki.example.com/orders",
              "checks/shop.yaml:8");
      soon()
          .until(() ->
              assay.get("/prometheus").body().contains("assay_incidents{severity=\"critical\"} 1"));
      assertThat(assay.get("/prometheus").body())
          .contains("status=\"breach\",table=\"public.orders\"} 1.0");

      assertThat(assay.get("/api/incidents").body())
          .contains(
              "\"check\":\"shop/public.orders/nulls/customer_id\"", "\"severity\":\"critical\"");
      assertThat(assay.get("/api/checks").body())
          .contains("\"id\":\"shop/public.orders/rows\"", "\"status\":\"pass\"");

      shop.execute("UPDATE orders SET customer_id = 8 WHERE id = 2");
      soon().until(() -> pagerDuty.events().size() == 2 && !slack.calls("chat.update").isEmpty());
      assertThat(pagerDuty.events().getLast())
          .isEqualTo(new FakePagerDuty.Event("resolve", trigger.dedupKey(), ""));
      assertThat(slack.calls("chat.update").getLast().fields().get("ts"))
          .isEqualTo("1700000000.000100");

      AssayProcess.Ended ended = assay.terminate();
      assertThat(ended.exitCode()).isZero();
      assertThat(ended.output()).doesNotContain("Exception", "xoxb-test", "R0UT1NG");
    }
  }

  @Test
  void nothing_is_lost_and_no_incident_doubled_when_it_is_killed_while_pagerduty_is_away() {
    pagerDuty.answer(503);
    try (AssayProcess assay = AssayProcess.serve(folder, secrets)) {
      soon().until(assay::ready);
      shop.execute("INSERT INTO orders VALUES (2, NULL)");
      soon().until(() -> !pagerDuty.events().isEmpty());
      assay.kill();
    }
    pagerDuty.accept();
    int refused = pagerDuty.events().size();
    try (AssayProcess assay = AssayProcess.serve(folder, secrets)) {
      soon().until(() -> pagerDuty.events().size() > refused);
      shop.execute("DELETE FROM orders WHERE id = 2");
      // the end waits until the call that the killed process may have begun cannot come any more
      soon()
          .atMost(Duration.ofMinutes(2))
          .until(() -> pagerDuty.events().getLast().action().equals("resolve"));
      assertThat(pagerDuty.events())
          .extracting(FakePagerDuty.Event::dedupKey)
          .containsOnly(pagerDuty.events().getFirst().dedupKey());
      // what the killed process was about to tell Slack is another's only after its lease
      soon().until(() -> !messages().isEmpty());
      assertThat(assay.terminate().exitCode()).isZero();
      assertThat(messages()).hasSize(1);
    }
  }

  @Test
  void a_broken_file_keeps_its_last_good_version_even_over_a_restart() throws IOException {
    try (AssayProcess assay = AssayProcess.serve(folder, secrets)) {
      soon().until(assay::ready);
      soon()
          .until(() ->
              assay.get("/prometheus").body().contains("assay_config_last_reload_successful 1"));
      checks(CHECKS.replace("nulls:", "nuls:"));
      soon()
          .until(() ->
              assay.get("/prometheus").body().contains("assay_config_last_reload_successful 0"));
      assertThat(assay.get("/").body()).contains("checks/shop.yaml:8:").contains("did you mean");
      assertThat(assay.get("/prometheus").body()).contains("shop/public.orders/nulls/customer_id");
    }
    try (AssayProcess assay = AssayProcess.serve(folder, secrets)) {
      soon().until(assay::ready);
      assertThat(assay.get("/prometheus").body())
          .contains(
              "assay_config_last_reload_successful 0", "shop/public.orders/nulls/customer_id");
      checks(CHECKS);
      var token = new String[] {"Authorization", "Bearer open-sesame"};
      assertThat(assay.post("/-/reload").status()).isEqualTo(401);
      assertThat(assay.post("/-/reload", token).status()).isEqualTo(200);
      assertThat(assay.get("/prometheus").body()).contains("assay_config_last_reload_successful 1");
    }
  }

  @Test
  void removing_a_check_closes_its_incident() throws IOException {
    try (AssayProcess assay = AssayProcess.serve(folder, secrets)) {
      soon().until(assay::ready);
      shop.execute("INSERT INTO orders VALUES (2, NULL)");
      soon().until(() -> pagerDuty.events().size() == 1);
      checks(CHECKS.replace("      - nulls: customer_id\n        severity: critical\n", ""));
      soon().until(() -> pagerDuty.events().getLast().action().equals("resolve"));
      assertThat(assay.get("/prometheus").body()).doesNotContain("nulls/customer_id");
    }
  }

  @Test
  void says_in_one_sentence_that_its_port_is_taken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      String port = String.valueOf(taken.getLocalPort());
      Map<String, String> environment = new HashMap<>(secrets);
      environment.put("ASSAY_WEB_PORT", port);

      AssayProcess.Ended ended = AssayProcess.run(folder, environment, "serve");

      assertThat(ended.exitCode()).isEqualTo(2);
      assertThat(ended.output())
          .contains("assay: port " + port + " cannot be listened on")
          .doesNotContain("Exception");
    }
  }

  @Test
  void says_in_one_sentence_that_the_data_folder_cannot_be_written_to() throws IOException {
    Path settings = folder.resolve("assay.yml");
    Files.writeString(settings, Files.readString(settings).replaceAll(" *state: .*\n", ""));
    Path inTheWay = Files.writeString(folder.resolve("file"), "not a folder");

    AssayProcess.Ended ended =
        AssayProcess.run(folder, secrets, "serve", "--data", inTheWay.resolve("data").toString());

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.output())
        .contains("assay: the data directory " + inTheWay.resolve("data") + " cannot be written to")
        .doesNotContain("Exception");
  }

  private List<FakeSlack.Call> messages() {
    return slack.calls("chat.postMessage").stream()
        .filter(call -> !call.fields().containsKey("thread_ts"))
        .toList();
  }

  private void checks(String text) throws IOException {
    Files.writeString(folder.resolve("checks/shop.yaml"), text);
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(100));
  }
}
