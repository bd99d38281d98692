package io.assay.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.assay.testing.AssayProcess;
import io.assay.testing.Chromium;
import io.assay.testing.Chromium.Scheme;
import io.assay.testing.TestPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The pages of a real daemon in a real browser, with names and values that mean harm.
class BrowserTest {
  private static final String LONG = "x".repeat(10_000);
  private static final String RIGHT_TO_LEFT = "\u202Elive\u202C";
  private static final String[] TOKEN = {"Authorization", "Bearer open-sesame"};

  /// Where the drawings of the pages are to be looked at afterwards.
  private static final Path DRAWINGS = Path.of("target/pages");

  @TempDir Path folder;

  @Test
  void the_pages_are_inert_and_usable_narrow_and_wide_light_and_dark_and_by_keyboard()
      throws Exception {
    Files.createDirectories(DRAWINGS);
    try (Chromium chromium = Chromium.start();
        AssayProcess assay = AssayProcess.serve(folder, files())) {
      soon().until(() -> assay.ready() && incidents(assay).size() == 3);
      assertThat(assay.postJson("/api/silences", silence(), TOKEN).status()).isEqualTo(201);

      List<String> pages = new ArrayList<>(List.of("/?refresh=off"));
      incidents(assay)
          .forEach(
              each -> pages.add("/incidents/" + each.getAsJsonObject().get("id").getAsString()));
      for (Scheme scheme : Scheme.values()) {
        for (int width : new int[] {400, 1280}) {
          chromium.window(width, scheme);
          for (String page : pages) {
            chromium.open(assay.url() + page);
            chromium.draw(
                DRAWINGS.resolve("%d-%d-%s.png".formatted(pages.indexOf(page), width, scheme)));
            assertThat(chromium.value("document.documentElement.scrollWidth").getAsInt())
                .as("width of %s", page)
                .isLessThanOrEqualTo(width);
            assertThat(violations(chromium)).as(page).isEmpty();
            isInert(chromium);
          }
        }
      }
      followsTheKeyboard(chromium, assay.url());

      assertThat(chromium.complaints()).isEmpty();
      String host = URI.create(assay.url()).getAuthority();
      assertThat(chromium.requests())
          .allSatisfy(url -> assertThat(URI.create(url).getAuthority()).isEqualTo(host));
    }
  }

  private static void isInert(Chromium chromium) {
    assertThat(chromium.value("window.harmed === undefined").getAsBoolean()).isTrue();
    assertThat(chromium.value("document.querySelectorAll('script, img, b').length").getAsInt())
        .isZero();
    assertThat(chromium.value("document.querySelectorAll('a[href^=javascript]').length").getAsInt())
        .isZero();
    assertThat(chromium.value("document.body.innerText").getAsString())
        .contains("<script>harmed=1</script>")
        .doesNotContain("\u202E");
  }

  private static void followsTheKeyboard(Chromium chromium, String url) {
    chromium.open(url + "/");
    assertThat(chromium.value("document.querySelector('meta[http-equiv=refresh]').content"))
        .isEqualTo(new JsonPrimitive("15"));
    chromium.press("Tab");
    assertThat(focused(chromium)).isEqualTo("stop refreshing");
    chromium.press("Enter");
    soon().until(() -> address(chromium).equals(url + "/?refresh=off"));
    assertThat(chromium.value("document.querySelector('meta[http-equiv=refresh]')").isJsonNull())
        .isTrue();

    chromium.press("Tab");
    assertThat(focused(chromium)).isEqualTo("refresh every 15 s");
    chromium.press("Tab");
    assertThat(focused(chromium)).startsWith("orders: 2 of 2 groups");
    chromium.press("Tab");
    assertThat(focused(chromium)).isEqualTo("runbook");
    chromium.press("Tab");
    assertThat(focused(chromium)).isEqualTo("The worst groups");
    chromium.press("Enter");
    soon().until(() -> chromium.value("document.querySelector('details').open").getAsBoolean());

    chromium.open(url + "/?refresh=off");
    chromium.press("Tab");
    chromium.press("Tab");
    chromium.press("Enter");
    soon().until(() -> address(chromium).contains("/incidents/"));
    chromium.press("Tab");
    assertThat(focused(chromium)).isEqualTo("Assay");
  }

  private static String focused(Chromium chromium) {
    return chromium.value("document.activeElement.innerText").getAsString();
  }

  private static String address(Chromium chromium) {
    return chromium.value("document.readyState == 'complete' ? location.href : ''").getAsString();
  }

  /// What axe-core finds wrong: each as its rule and the elements it is about.
  private static List<String> violations(Chromium chromium) throws IOException {
    try (InputStream axe = BrowserTest.class.getResourceAsStream("/axe.min.js")) {
      byte[] script = Objects.requireNonNull(axe).readAllBytes();
      chromium.value(new String(script, StandardCharsets.UTF_8) + "; 0");
    }
    List<String> found = new ArrayList<>();
    for (JsonElement each : chromium.value("axe.run().then(r => r.violations)").getAsJsonArray()) {
      JsonObject rule = each.getAsJsonObject();
      JsonObject node = rule.getAsJsonArray("nodes").get(0).getAsJsonObject();
      found.add(
          "%s (%d): %s %s"
              .formatted(
                  rule.get("id").getAsString(),
                  rule.getAsJsonArray("nodes").size(),
                  node.get("html").getAsString(),
                  node.get("failureSummary").getAsString()));
    }
    return found;
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50));
  }

  private static List<JsonElement> incidents(AssayProcess assay) {
    return JsonParser.parseString(assay.get("/api/incidents").body()).getAsJsonArray().asList();
  }

  private static String silence() {
    return """
    {"match": {"table": "public.orders"}, "author": "<img src=x onerror=harmed=1>", "for": "1h",
     "reason": "%s%s"}\
    """
        .formatted(RIGHT_TO_LEFT, LONG);
  }

  private Map<String, String> files() throws IOException {
    TestPostgres shop = TestPostgres.create();
    TestPostgres state = TestPostgres.create();
    shop.execute(
        "CREATE TABLE orders (id int, \"<b>country\" text, note text)",
        "INSERT INTO orders VALUES (1, '<script>harmed=1</script>', '%s'), (2, '%s', 'a b c')"
            .formatted(LONG, RIGHT_TO_LEFT),
        "CREATE TABLE \"<script>harmed=1</script>\" (id int)",
        "CREATE TABLE fine AS SELECT n AS id FROM generate_series(1, 20) n");
    Files.createDirectories(folder.resolve("checks"));
    Files.writeString(
        folder.resolve("checks/broken.yaml"), "\"<img src=x onerror=harmed=1>\": 1\n");
    Files.writeString(
        folder.resolve("checks/shop.yaml"),
        """
        database: shop
        schedule: 1s
        tables:
          public.orders:
            owner: '"><img src=x onerror=harmed=1>'
            runbook: https://wiki.example.com/%1$s
            description: "\\u202E%1$s"
            checks:
              - id: many-groups
                rows: {at_most: 0}
                by: '<b>country'
                severity: critical
              - nulls: id
              - id: kept-rows
                values: id
                in: [0]
                keep: [id, '<b>country', note]
          'public.<script>harmed=1</script>':
            runbook: javascript:harmed=1
            checks:
              - rows: {at_least: 1}
                severity: info
          public.fine:
            checks:
              - nulls: id
              - unique: id
              - rows: {between: [1, 100]}
              - size:
                at_most: 1 GB
        """
            .formatted(LONG));
    Files.writeString(
        folder.resolve("assay.yml"),
        """
        assay:
          databases:
            shop: {url: "%s", username: %s, password: "${PASSWORD_OF_SHOP}"}
          state: {url: "%s", username: %s, password: "${PASSWORD_OF_STATE}"}
          web: {token: "${ASSAY_TOKEN}"}
        """
            .formatted(shop.url(), shop.username(), state.url(), state.username()));
    return Map.of(
        "PASSWORD_OF_SHOP", shop.password(),
        "PASSWORD_OF_STATE", state.password(),
        "ASSAY_TOKEN", "open-sesame");
  }
}
