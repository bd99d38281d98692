package io.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.assay.testing.AssayProcess;
import io.assay.testing.FakeSocketMode;
import io.assay.testing.TestPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What people do with the buttons, from Slack's call to the story of the incident.
class SlackInteractionsTest {
  private static final String SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
  private static final Pattern BUTTON =
      Pattern.compile("\"action_id\":\"assay_acknowledge\"[^}]*?\"value\":\"([0-9a-f-]{36})\"");

  @TempDir Path folder;
  private final FakeSocketMode slack = new FakeSocketMode();
  private final TestPostgres shop = TestPostgres.create();
  private final TestPostgres state = TestPostgres.create();
  private final Map<String, String> secrets =
      Map.of(
          "SLACK_BOT_TOKEN",
          "xoxb-test",
          "SLACK_SIGNING_SECRET",
          SECRET,
          "SLACK_APP_TOKEN",
          "xapp-test",
          "PASSWORD_OF_SHOP",
          shop.password(),
          "PASSWORD_OF_STATE",
          state.password());
  private int presses;

  @BeforeEach
  void a_shop_with_an_order_that_has_no_customer() throws IOException {
    shop.execute(
        "CREATE TABLE orders (id int PRIMARY KEY, customer_id int)",
        "INSERT INTO orders VALUES (1, NULL)");
    Files.createDirectories(folder.resolve("checks"));
    Files.createDirectories(folder.resolve("alerts"));
    Files.writeString(
        folder.resolve("checks/shop.yaml"),
        """
        database: shop
        schedule: 5s
        tables:
          public.orders:
            checks:
              - nulls: customer_id
        """);
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

  @AfterEach
  void close() {
    slack.close();
  }

  @Test
  void a_signed_press_is_done_once_and_answered_and_stands_in_the_story() throws Exception {
    receiver("signing_secret: \"${SLACK_SIGNING_SECRET}\"");
    try (AssayProcess assay = AssayProcess.serve(folder, secrets)) {
      soon().until(assay::ready);
      String message = button();
      String incident = incident(assay);

      String acknowledge = press("assay_acknowledge", message);
      long begin = System.nanoTime();
      assertThat(send(assay, acknowledge).statusCode()).isEqualTo(200);
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(3));
      assertThat(send(assay, acknowledge).statusCode()).isEqualTo(200);
      assertThat(send(assay, press("assay_run_now", message)).statusCode()).isEqualTo(200);
      soon().until(() -> answers().size() == 2);
      assertThat(answers())
          .anyMatch(answer -> answer.contains("You have acknowledged orders.customer_id"))
          .anyMatch(answer -> answer.contains("Running orders.customer_id now"))
          .allMatch(answer -> answer.contains("\"response_type\":\"ephemeral\""));
      assertThat(story(assay, incident))
          .containsOnlyOnce("jtorrance (UA8RXUSPL) acknowledged it")
          .containsOnlyOnce("jtorrance (UA8RXUSPL) had it run at once, from Slack");

      send(assay, press("assay_acknowledge", message));
      soon().until(() -> answers().size() == 3);
      assertThat(answers().getLast()).contains("It was acknowledged already.");

      send(assay, press("assay_silence_1h", message));
      soon().until(() -> answers().size() == 4);
      assertThat(answers().getLast()).contains("You have silenced orders.customer_id until ");
      assertThat(assay.get("/api/silences").body())
          .contains("shop/public.orders/nulls/customer_id", "jtorrance (UA8RXUSPL)");
      assertThat(story(assay, incident)).contains("jtorrance (UA8RXUSPL) silenced");
      soon()
          .untilAsserted(() ->
              assertThat(slack.posts("chat.update").getLast())
                  .contains("by jtorrance (UA8RXUSPL): silenced from Slack"));

      send(assay, press("assay_acknowledge", UUID.randomUUID().toString()));
      soon().until(() -> answers().size() == 5);
      assertThat(answers().getLast()).contains("Assay does not know this message any more.");

      assertThat(send(assay, press("assay_open", message)).statusCode()).isEqualTo(200);
      assertThat(send(assay, press("somebody_elses", message)).statusCode()).isEqualTo(200);
      assertThat(assay.terminate().output()).doesNotContain("Exception", SECRET, "xoxb-test");
    }
  }

  @Test
  void what_slack_did_not_sign_is_refused_and_changes_nothing() throws Exception {
    receiver("signing_secret: \"${SLACK_SIGNING_SECRET}\"");
    try (AssayProcess assay = AssayProcess.serve(folder, secrets)) {
      soon().until(assay::ready);
      String message = button();
      String body = press("assay_acknowledge", message);
      long now = Instant.now().getEpochSecond();

      assertThat(send(assay, body, now, "v0=" + "0".repeat(64)).statusCode()).isEqualTo(401);
      assertThat(send(assay, body + "&x=1", now, sign(now, body)).statusCode()).isEqualTo(401);
      assertThat(send(assay, body, now - 301, sign(now - 301, body)).statusCode()).isEqualTo(401);
      assertThat(assay.post("/slack/interactions").status()).isEqualTo(400);
      for (String wrong : List.of("", "payload", "payload=%7B", "payload=%zz", "text=hello")) {
        assertThat(send(assay, wrong).statusCode()).as(wrong).isEqualTo(400);
      }
      assertThat(send(assay, "payload=" + "x".repeat(1_000_001)).statusCode()).isEqualTo(413);

      assertThat(answers()).isEmpty();
      assertThat(story(assay, incident(assay))).doesNotContain("acknowledged");
    }
  }

  @Test
  void nobody_may_press_where_no_way_back_is_declared() throws Exception {
    receiver("");
    try (AssayProcess assay = AssayProcess.serve(folder, secrets)) {
      soon().until(assay::ready);
      soon().until(() -> !slack.posts("chat.postMessage").isEmpty());
      assertThat(slack.posts("chat.postMessage").getFirst()).doesNotContain("assay_acknowledge");
      assertThat(send(assay, press("assay_run_now", UUID.randomUUID().toString())).statusCode())
          .isEqualTo(403);
    }
  }

  @Test
  void a_press_that_two_replicas_hear_of_over_socket_mode_is_done_once() throws Exception {
    receiver("app_token: \"${SLACK_APP_TOKEN}\"");
    try (AssayProcess one = AssayProcess.serve(folder, secrets);
        AssayProcess other = AssayProcess.serve(folder, secrets)) {
      soon().until(() -> one.ready() && other.ready());
      soon().until(() -> slack.connected() == 2);
      String message = button();
      String payload = payload("assay_run_now", message);

      slack.send(0, envelope("e1", payload));
      slack.send(1, envelope("e2", payload));
      soon().until(() -> slack.received().size() == 2);
      soon().until(() -> !answers().isEmpty());
      assertThat(slack.received())
          .containsExactlyInAnyOrder("{\"envelope_id\":\"e1\"}", "{\"envelope_id\":\"e2\"}");

      slack.send(0, envelope("e3", payload("assay_acknowledge", message)));
      soon().until(() -> answers().size() == 2);
      assertThat(answers())
          .anyMatch(answer -> answer.contains("Running orders.customer_id now"))
          .anyMatch(answer -> answer.contains("You have acknowledged"));
      assertThat(story(one, incident(one)))
          .containsOnlyOnce("jtorrance (UA8RXUSPL) had it run at once")
          .containsOnlyOnce("jtorrance (UA8RXUSPL) acknowledged it");
    }
  }

  private void receiver(String back) throws IOException {
    Files.writeString(
        folder.resolve("alerts/routes.yaml"),
        """
        receivers:
          data-slack:
            slack:
              channel: C0DATA
              token: "${SLACK_BOT_TOKEN}"
              api: "%s"
              %s
        routes:
          - to: [data-slack]
        """
            .formatted(slack.api(), back));
  }

  /// Returns the value of the buttons of the message that was posted.
  private String button() {
    soon().until(() -> !slack.posts("chat.postMessage").isEmpty());
    Matcher matcher = BUTTON.matcher(slack.posts("chat.postMessage").getFirst());
    assertThat(matcher.find()).as(slack.posts("chat.postMessage").getFirst()).isTrue();
    return matcher.group(1);
  }

  private static String incident(AssayProcess assay) {
    Matcher matcher =
        Pattern.compile("\"id\":\"([0-9a-f-]{36})\"").matcher(assay.get("/api/incidents").body());
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  private static String story(AssayProcess assay, String incident) {
    return assay.get("/api/incidents/" + incident + "?format=text").body();
  }

  private List<String> answers() {
    return slack.posts("actions");
  }

  private String press(String action, String message) throws IOException {
    return "payload=" + URLEncoder.encode(payload(action, message), StandardCharsets.UTF_8);
  }

  private String payload(String action, String message) throws IOException {
    return Files.readString(Path.of("src/test/resources/io/assay/web/slack/press.json"))
        .replace("ACTION", action)
        .replace("VALUE", message)
        .replace("1548426417.840180", "1548426417.%06d".formatted(++presses))
        .replace("RESPONSE_URL", slack.api().replace("/api/", "/actions"));
  }

  private static String envelope(String id, String payload) {
    return "{\"envelope_id\":\"%s\",\"type\":\"interactive\",\"payload\":%s}"
        .formatted(id, payload);
  }

  private static HttpResponse<String> send(AssayProcess assay, String body) throws Exception {
    long now = Instant.now().getEpochSecond();
    return send(assay, body, now, sign(now, body));
  }

  private static HttpResponse<String> send(
      AssayProcess assay, String body, long time, String signature) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(URI.create(assay.url() + "/slack/interactions"))
              .header("Content-Type", "application/x-www-form-urlencoded")
              .header("X-Slack-Request-Timestamp", Long.toString(time))
              .header("X-Slack-Signature", signature)
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private static String sign(long time, String body) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    return "v0="
        + HexFormat.of()
            .formatHex(mac.doFinal(("v0:" + time + ":" + body).getBytes(StandardCharsets.UTF_8)));
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(200));
  }
}
