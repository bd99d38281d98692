package io.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.assay.testing.AssayProcess;
import io.assay.testing.DaemonFiles;
import io.assay.testing.FakePagerDuty;
import io.assay.testing.FakeSlack;
import io.assay.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What keeps people from being told, as they see it: a process, files, the command line, and what
/// Slack and PagerDuty get.
class QuietDaemonTest {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final String[] TOKEN = {"Authorization", "Bearer open-sesame"};

  @TempDir Path folder;
  private final FakeSlack slack = new FakeSlack();
  private final FakePagerDuty pagerDuty = new FakePagerDuty();
  private final TestPostgres shop = TestPostgres.create();
  private final TestPostgres state = TestPostgres.create();
  private Map<String, String> secrets = Map.of();

  @BeforeEach
  void a_shop() throws IOException {
    shop.execute("CREATE TABLE orders (id int)", "CREATE TABLE items (id int)");
    secrets = DaemonFiles.of(folder, shop, state).environment();
    routes("");
  }

  @AfterEach
  void close() {
    slack.close();
    pagerDuty.close();
  }

  @Test
  void a_silence_holds_back_announces_its_end_and_then_what_it_hid_is_told() throws IOException {
    orders("");
    try (AssayProcess assay = AssayProcess.serve(folder, secrets)) {
      soon().until(assay::ready);
      AssayProcess.Ended refused =
          assay(assay, "silence", "add", "--match", "table=orders", "--for", "1m");
      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.output())
          .contains("assay: a silence needs a reason")
          .doesNotContain("Exception");
      assertThat(
              assay(assay, "silence", "add", "--match", "table=orders", "--reason", "x").output())
          .contains("assay: a silence needs an end");
      assertThat(assay.postJson("/api/silences", "{}").status()).isEqualTo(401);

      AssayProcess.Ended added =
          assay(
              assay,
              "silence",
              "add",
              "--match",
              "database=shop",
              "--match",
              "table=public.*",
              "--for",
              "24s",
              "--reason",
              "deploy",
              "--author",
              "anna");
      assertThat(added.output()).startsWith("silenced until ");
      shop.execute("INSERT INTO orders VALUES (1)");
      soon()
          .until(
              () -> assay.get("/api/incidents").body().contains("by the silence of anna: deploy"));
      assertThat(assay.get("/").body())
          .contains("database=shop, table=public.*: from ", "says anna: deploy")
          .contains("oncall is not told: silenced until ");
      assertThat(assay.get("/prometheus").body())
          .contains("assay_notifications_suppressed_total{reason=\"silenced\"} 2.0")
          .contains("assay_notifications_suppressed_total{reason=\"muted\"} 0.0");
      assertThat(assay(assay, "silence", "list").output())
          .contains("database=shop, table=public.*  anna: deploy");

      soon().until(() -> !slack.messages().isEmpty());
      assertThat(slack.messages().getFirst().text())
          .contains("Silence of database=shop, table=public.", "still wrong: orders");
      assertThat(pagerDuty.events()).isEmpty();
      soon().until(() -> pagerDuty.events().size() == 1 && slack.messages().size() == 2);
      assertThat(pagerDuty.events().getFirst().action()).isEqualTo("trigger");
      assertThat(slack.messages().getLast().text()).contains("orders");
      soon().until(() -> slack.messages().getFirst().text().contains("it is over"));
    }
  }

  @Test
  void a_silence_that_is_ended_early_lets_it_be_told_and_what_is_over_by_then_is_not()
      throws IOException {
    orders("");
    try (AssayProcess assay = AssayProcess.serve(folder, secrets)) {
      soon().until(assay::ready);
      String added =
          assay
              .postJson(
                  "/api/silences",
                  "{\"match\":{\"database\":\"shop\"},\"author\":\"anna\",\"reason\":\"deploy\",\"for\":\"1h\"}",
                  TOKEN)
              .body();
      shop.execute("INSERT INTO orders VALUES (1)");
      soon().until(() -> assay.get("/api/incidents").body().contains("silenced"));
      shop.execute("DELETE FROM orders");
      soon().until(() -> !assay.get("/api/incidents").body().contains("orders"));
      shop.execute("INSERT INTO orders VALUES (2)");
      soon().until(() -> assay.get("/api/incidents").body().contains("silenced"));
      assertThat(pagerDuty.events()).isEmpty();

      AssayProcess.Ended ended = assay(assay, "silence", "end", id(added), "--author", "bob");
      assertThat(ended.output()).contains("ended: ");
      soon().until(() -> !pagerDuty.events().isEmpty() && !slack.messages().isEmpty());
      assertThat(pagerDuty.events()).hasSize(1);
      assertThat(slack.messages()).hasSize(1);
      assertThat(assay(assay, "silence", "end", id(added)).exitCode()).isEqualTo(1);
      assertThat(assay(assay, "silence", "list", "--all").output()).contains("(ended by bob)");
      assertThat(assay(assay, "silence", "list").output()).contains("No silence.");
    }
  }

  @Test
  void an_acknowledged_incident_is_not_repeated_and_pagerduty_and_slack_know_it()
      throws IOException {
    orders("remind: 2s");
    try (AssayProcess assay = AssayProcess.serve(folder, secrets)) {
      soon().until(assay::ready);
      shop.execute("INSERT INTO orders VALUES (1)");
      soon().until(() -> threads().stream().anyMatch(text -> text.contains("Still wrong")));
      String id = id(assay.get("/api/incidents").body());

      assertThat(assay.postJson("/api/incidents/" + id + "/acknowledge", "{}", TOKEN).status())
          .isEqualTo(422);
      AssayProcess.Ended acknowledged =
          assay(assay, "incident", "ack", id, "--note", "on it", "--author", "anna");
      assertThat(acknowledged.output()).contains("acknowledged: " + id);
      soon()
          .until(() ->
              pagerDuty.events().getLast().equals(new FakePagerDuty.Event("acknowledge", id, "")));
      soon()
          .until(() ->
              threads().stream()
                  .anyMatch(
                      text -> text.contains("Acknowledged by anna: ") && text.contains(": on it")));
      assertThat(assay.get("/api/incidents").body()).contains("\"by\":\"anna\"");
      assertThat(assay(assay, "incident", "ack", id).output()).contains("acknowledged already");

      int repeated = reminders();
      soon()
          .until(() ->
              assay
                  .get("/prometheus")
                  .body()
                  .contains("assay_notifications_suppressed_total{reason=\"acknowledged\"} 2.0"));
      assertThat(reminders()).isEqualTo(repeated);

      assertThat(assay(assay, "incident", "unack", id, "--author", "bob").exitCode()).isZero();
      soon().until(() -> reminders() > repeated);
      shop.execute("DELETE FROM orders");
      soon().until(() -> pagerDuty.events().getLast().action().equals("resolve"));
      assertThat(assay(assay, "incident", "ack", id).exitCode()).isEqualTo(1);
      assertThat(pagerDuty.events())
          .extracting(FakePagerDuty.Event::action)
          .containsExactly("trigger", "acknowledge", "resolve");
    }
  }

  @Test
  void what_depends_on_something_wrong_is_told_when_that_is_over() throws IOException {
    checks(
        """
          public.orders:
            checks:
              - {rows: {at_most: 0}, id: orders-empty, severity: critical}
          public.items:
            checks:
              - {rows: {at_most: 0}, id: items-empty, severity: critical, depends_on: orders-empty}
        """);
    try (AssayProcess assay = AssayProcess.serve(folder, secrets)) {
      soon().until(assay::ready);
      shop.execute("INSERT INTO orders VALUES (1)");
      soon().until(() -> pagerDuty.events().size() == 1);
      shop.execute("INSERT INTO items VALUES (1)");
      soon()
          .until(() ->
              assay
                  .get("/api/incidents")
                  .body()
                  .contains("because it depends on orders-empty, which is in incident"));
      assertThat(pagerDuty.events()).hasSize(1);
      shop.execute("DELETE FROM orders");
      soon().until(() -> pagerDuty.events().size() == 3);
      assertThat(pagerDuty.events())
          .extracting(FakePagerDuty.Event::action)
          .containsExactly("trigger", "resolve", "trigger");
      assertThat(pagerDuty.events().getLast().summary()).startsWith("shop: items");
    }
  }

  @Test
  void a_check_that_flaps_is_one_incident_to_pagerduty() throws IOException {
    orders("flapping: {changes: 2, within: 10s}");
    try (AssayProcess assay = AssayProcess.serve(folder, secrets)) {
      soon().until(assay::ready);
      for (int i = 0; i < 4; i++) {
        shop.execute("INSERT INTO orders VALUES (1)");
        soon().until(() -> status(assay).contains("\"status\":\"breach\""));
        shop.execute("DELETE FROM orders");
        soon().until(() -> status(assay).contains("\"status\":\"pass\""));
      }
      assertThat(assay.get("/api/incidents").body()).contains("\"flapping\":true");
      soon().until(() -> !assay.get("/api/incidents").body().contains("orders"));
      soon().until(() -> pagerDuty.events().size() > 3);
      assertThat(pagerDuty.events())
          .extracting(FakePagerDuty.Event::action)
          .containsExactly("trigger", "resolve", "trigger", "resolve");
      assertThat(assay.get("/prometheus").body())
          .doesNotContain("assay_notifications_suppressed_total{reason=\"flapping\"} 0.0");
    }
  }

  @Test
  void for_recover_active_and_a_window_do_what_they_say() throws IOException {
    routes(
        """
        mutes:
          - match: {table: items}
            from: 2020-01-01 00:00
            to: 2099-01-01 00:00
            why: not in use yet
        """);
    String never = "Mon 00:00-00:01".replace("Mon", anotherDay());
    checks(
        """
          public.orders:
            checks:
              - {rows: {at_most: 0}, id: patient, for: 3, recover: 2, severity: critical}
              - {rows: {at_most: 0}, id: at-night, active: "%s", severity: critical}
          public.items:
            checks:
              - {rows: {at_most: 0}, id: muted, severity: critical}
        """
            .formatted(never));
    try (AssayProcess assay = AssayProcess.serve(folder, secrets)) {
      soon().until(assay::ready);
      shop.execute("INSERT INTO orders VALUES (1)", "INSERT INTO items VALUES (1)");
      soon().until(() -> pagerDuty.events().size() == 1);
      soon()
          .until(() -> assay.get("/api/incidents").body().contains("by the mute: not in use yet"));
      assertThat(
              query(
                  "SELECT count(*) FROM assay.result WHERE check_id = 'patient' AND state = 'breach'"))
          .isGreaterThanOrEqualTo(3);
      shop.execute("DELETE FROM orders");
      soon().until(() -> pagerDuty.events().size() == 2);
      assertThat(pagerDuty.events())
          .extracting(FakePagerDuty.Event::action)
          .containsExactly("trigger", "resolve");
      assertThat(assay.get("/api/incidents").body()).contains("muted").doesNotContain("at-night");
      assertThat(assay.get("/prometheus").body())
          .contains("assay_notifications_suppressed_total{reason=\"inactive\"} 1.0");
    }
  }

  private static String anotherDay() {
    return LocalDate.now(ZoneOffset.UTC).getDayOfWeek().plus(3).name().substring(0, 3);
  }

  private long query(String sql) {
    try (var connection = state.connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String status(AssayProcess assay) {
    return assay.get("/api/checks").body().replaceAll("(?s)\\{[^{}]*shop/answers[^{}]*\\}", "");
  }

  private int reminders() {
    return (int) threads().stream().filter(text -> text.contains("Still wrong")).count();
  }

  private List<String> threads() {
    return slack.calls("chat.postMessage").stream()
        .filter(call -> call.fields().containsKey("thread_ts"))
        .map(call -> call.fields().toString())
        .toList();
  }

  private AssayProcess.Ended assay(AssayProcess daemon, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--url", daemon.url()));
    return AssayProcess.run(folder, secrets, all.toArray(String[]::new));
  }

  private static String id(String text) {
    Matcher id = ID.matcher(text);
    assertThat(id.find()).as(text).isTrue();
    return id.group();
  }

  private void orders(String modifiers) throws IOException {
    checks(
        """
          public.orders:
            checks:
              - rows: {at_most: 0}
                severity: critical
                %s
        """
            .formatted(modifiers));
  }

  private void checks(String tables) throws IOException {
    Files.writeString(
        folder.resolve("checks/shop.yaml"), "database: shop\nschedule: 1s\ntables:\n" + tables);
  }

  private void routes(String more) throws IOException {
    Files.writeString(
        folder.resolve("alerts/routes.yaml"),
        """
        receivers:
          data-slack:
            slack: {channel: "#data-alerts", token: "${SLACK_BOT_TOKEN}", api: "%s"}
          oncall:
            pagerduty: {routing_key: "${PAGERDUTY_ROUTING_KEY}", url: "%s"}
        routes:
          - to: [oncall, data-slack]
        """
                .formatted(slack.api(), pagerDuty.url())
            + more);
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(200));
  }
}
