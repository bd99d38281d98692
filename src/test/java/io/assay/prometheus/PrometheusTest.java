package io.assay.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.assay.testing.AssayProcess;
import io.assay.testing.FakeSlack;
import io.assay.testing.Program;
import io.assay.testing.Service;
import io.assay.testing.TestPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real Prometheus scrapes a real daemon, with the rules of the chart.
class PrometheusTest {
  private static final Path DASHBOARD = Path.of("helm/files/dashboard.json");

  /// What a dashboard shows of trouble that is not there.
  private static final List<String> OF_TROUBLE =
      List.of("assay_notifications_failed_total", "assay_deliveries_oldest_pending");

  private static final Set<String> ONLY_OF_TROUBLE = Set.of("assay_notifications_failed_total");

  @TempDir Path folder;

  @Test
  void scrapes_the_daemon_and_understands_every_query_of_the_dashboard() throws Exception {
    Program prometheus = Service.PROMETHEUS.program("prometheus");
    Program promtool = Service.PROMETHEUS.program("promtool");
    TestPostgres shop = TestPostgres.create();
    TestPostgres state = TestPostgres.create();
    try (FakeSlack slack = new FakeSlack()) {
      files(shop, state, slack);
      Map<String, String> secrets =
          Map.of(
              "SLACK_BOT_TOKEN", "xoxb-test",
              "PASSWORD_OF_SHOP", shop.password(),
              "PASSWORD_OF_STATE", state.password());
      try (AssayProcess assay = AssayProcess.serve(folder, secrets)) {
        soon().until(assay::ready);
        int port = freePort();
        Process server = start(prometheus, port, URI.create(assay.url()).getPort());
        try {
          soon()
              .ignoreExceptions()
              .until(() -> results(port, "assay:check_status:latest{status=\"breach\"} == 1") == 1);
          assertThat(results(port, "assay_check_info{owner=\"data-platform\"}")).isEqualTo(2);
          assertThat(results(port, "assay_config_info")).isOne();

          Path page = folder.resolve("metrics.txt");
          Files.writeString(page, assay.get("/prometheus").body());
          Program.Ended lint = promtool.run(Optional.of(page), "check", "metrics");
          assertThat(lint.output()).isEmpty();
          assertThat(lint.exitCode()).isZero();

          theListHoldsEachAndNoOther(Files.readString(page));

          for (String query : dashboard()) {
            if (OF_TROUBLE.stream().anyMatch(query::contains)) {
              results(port, query);
            } else {
              // a rate takes two scrapes
              soon().alias(query).until(() -> results(port, query) > 0);
            }
          }
        } finally {
          server.destroy();
          server.waitFor(10, TimeUnit.SECONDS);
        }
      }
    }
  }

  /// The page about metrics: their names, and how many series there are.
  private static void theListHoldsEachAndNoOther(String page) throws IOException {
    String list = Files.readString(Path.of("src/docs/reference/metrics.md"));
    Set<String> listed = new TreeSet<>();
    Pattern.compile("^\\| (`assay_.*?) \\|", Pattern.MULTILINE)
        .matcher(list)
        .results()
        .flatMap(row -> Pattern.compile("assay_\\w+").matcher(row.group(1)).results())
        .forEach(name -> listed.add(name.group()));
    Set<String> there = new TreeSet<>(listed);
    there.retainAll(ONLY_OF_TROUBLE);
    page.lines()
        .filter(line -> line.startsWith("# TYPE assay_"))
        .map(line -> line.split(" ")[2])
        .filter(name -> !name.endsWith("_max"))
        .forEach(there::add);
    assertThat(listed).isEqualTo(there);

    List<String> series = page.lines().filter(line -> !line.startsWith("#")).toList();
    long checks = count(series, "assay_check_info{");
    assertThat(count(series, "assay_check_") - count(series, "assay_check_limit{"))
        .isEqualTo(12 * checks);
    long ofDatabase =
        series.stream()
            .filter(line -> !line.startsWith("assay_check_") && line.contains("database=\"shop\""))
            .count();
    long ofReceiver = series.stream().filter(line -> line.contains("receiver=\"")).count();
    assertThat(list)
        .contains("| database | " + ofDatabase + " |", "| receiver | " + ofReceiver + ",");
    assertThat(series.size() - count(series, "assay_check_") - ofDatabase - ofReceiver)
        .isLessThanOrEqualTo(150);
  }

  private static long count(List<String> series, String prefix) {
    return series.stream().filter(line -> line.startsWith(prefix)).count();
  }

  private void files(TestPostgres shop, TestPostgres state, FakeSlack slack) throws IOException {
    shop.execute("CREATE TABLE orders (id int, at timestamptz DEFAULT now())");
    shop.execute("INSERT INTO orders VALUES (NULL)");
    Files.createDirectories(folder.resolve("checks"));
    Files.createDirectories(folder.resolve("alerts"));
    Files.writeString(
        folder.resolve("checks/shop.yaml"),
        """
        database: shop
        owner: data-platform
        schedule: 1s
        tables:
          public.orders:
            checks:
              - nulls: id
              - fresh: at
                every: 1h
        """);
    Files.writeString(
        folder.resolve("alerts/routes.yaml"),
        """
        receivers:
          data-slack:
            slack: {channel: "#data-alerts", token: "${SLACK_BOT_TOKEN}", api: "%s"}
        routes:
          - to: [data-slack]
        """
            .formatted(slack.api()));
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

  private Process start(Program prometheus, int port, int daemon) throws IOException {
    Path config = folder.resolve("prometheus.yml");
    String documented = Files.readString(Path.of("src/docs/reference/metrics.md"));
    Files.writeString(
        config,
        "global: {scrape_interval: 1s, evaluation_interval: 1s}\n"
            + documented
                .substring(documented.indexOf("rule_files:"), documented.lastIndexOf("```"))
                .replace(
                    "assay.rules.yaml",
                    Path.of("helm/files/assay.rules.yaml").toAbsolutePath().toString())
                .replace("assay.example.com:8080", "127.0.0.1:" + daemon));
    return new ProcessBuilder(
            prometheus.path().toString(),
            "--config.file=" + config,
            "--storage.tsdb.path=" + folder.resolve("tsdb"),
            "--web.listen-address=127.0.0.1:" + port)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("prometheus.log").toFile())
        .start();
  }

  /// The queries of all panels and variables, as Grafana would send them.
  private static List<String> dashboard() throws IOException {
    JsonObject dashboard = JsonParser.parseString(Files.readString(DASHBOARD)).getAsJsonObject();
    List<String> queries = new ArrayList<>();
    for (JsonElement panel : dashboard.getAsJsonArray("panels")) {
      JsonElement targets = panel.getAsJsonObject().get("targets");
      for (JsonElement target : targets == null ? new JsonArray() : targets.getAsJsonArray()) {
        queries.add(
            target
                .getAsJsonObject()
                .get("expr")
                .getAsString()
                .replace("$__rate_interval", "10s")
                .replace("$job", "assay")
                .replace("$namespace", ".*")
                .replace("$database", ".*")
                .replace("$owner", ".*")
                .replace("$check", ".*"));
      }
    }
    assertThat(queries).hasSizeGreaterThan(25);
    return queries;
  }

  /// Returns how many series a query has. Throws what Prometheus says against it.
  private static long results(int port, String query) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(
                      URI.create(
                          "http://127.0.0.1:"
                              + port
                              + "/api/v1/query?query="
                              + URLEncoder.encode(query, StandardCharsets.UTF_8)))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(query + ": " + answer.body()).isEqualTo(200);
      return JsonParser.parseString(answer.body())
          .getAsJsonObject()
          .getAsJsonObject("data")
          .getAsJsonArray("result")
          .size();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(200));
  }
}
