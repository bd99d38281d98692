package io.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.assay.testing.AssayProcess;
import io.assay.testing.DaemonFiles;
import io.assay.testing.FakePagerDuty;
import io.assay.testing.FaultyFront;
import io.assay.testing.TestPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What sees to it that somebody notices when nobody is told: the fallback receiver and the
/// heartbeat, of a daemon as a process.
class WatchedDaemonTest {
  private static final String[] TOKEN = {"Authorization", "Bearer open-sesame"};

  @TempDir Path folder;
  private final FakePagerDuty pagerDuty = new FakePagerDuty();
  private final List<FaultyFront.Request> ops = new CopyOnWriteArrayList<>();
  private final List<FaultyFront.Request> beats = new CopyOnWriteArrayList<>();
  private final FaultyFront hooks =
      new FaultyFront(request -> {
        (request.path().startsWith("/ping") ? beats : ops).add(request);
        return FaultyFront.Reply.of(200, "");
      });
  private final TestPostgres shop = TestPostgres.create();
  private final TestPostgres state = TestPostgres.create();
  private Map<String, String> secrets = Map.of();

  @BeforeEach
  void a_receiver_that_refuses_with_a_fallback_behind_it() {
    shop.execute("CREATE TABLE orders (id int)");
    secrets =
        DaemonFiles.of(folder, shop, state)
            .with("OPS_SECRET", "s1gn1ng")
            .with("PING", "http://127.0.0.1:" + hooks.port() + "/ping/0f0f")
            .checks(
                """
                database: shop
                schedule: 1s
                tables:
                  public.orders:
                    checks:
                      - rows: {at_least: 1}
                """)
            .routes(
                """
                receivers:
                  oncall: %s
                  ops: {webhook: {url: "http://127.0.0.1:%d/ops", secret: "${OPS_SECRET}"}}
                routes:
                  - to: [oncall]
                fallback: ops
                heartbeat: {every: 10s, url: "${PING}"}
                """
                    .formatted(DaemonFiles.receiver(pagerDuty), hooks.port()))
            .environment();
  }

  @AfterEach
  void close() {
    hooks.close();
    pagerDuty.close();
  }

  @Test
  void what_a_receiver_refuses_is_told_to_the_fallback_until_it_is_mended() {
    pagerDuty.answer(401);
    try (AssayProcess assay = AssayProcess.serve(folder, secrets)) {
      soon().until(() -> !ops.isEmpty());
      JsonObject opened = incident(0);
      assertThat(opened.get("kind").getAsString()).isEqualTo("dead_letter");
      assertThat(opened.get("summary").getAsString())
          .startsWith("Receiver oncall was not told: orders: ")
          .endsWith("; PagerDuty answered with HTTP status 401");

      JsonArray dead =
          JsonParser.parseString(assay.get("/api/deliveries?state=dead").body()).getAsJsonArray();
      assertThat(dead).hasSize(1);
      String id = dead.get(0).getAsJsonObject().get("id").getAsString();
      assertThat(assay.get("/").body()).contains("Not told", "assay alert retry " + id);
      assertThat(assay.post("/api/deliveries/retry?id=" + id).status()).isEqualTo(401);
      assertThat(assay.post("/api/deliveries/retry?id=nonsense", TOKEN).status()).isEqualTo(404);
      AssayProcess.Ended unknown = retry(assay, "nonsense");
      assertThat(unknown.output()).contains("assay: There is no dead letter 'nonsense'");
      assertThat(unknown.exitCode()).isEqualTo(1);

      pagerDuty.accept();
      assertThat(retry(assay, id)).isEqualTo(new AssayProcess.Ended(0, id + ": is tried again\n"));
      soon().until(() -> ops.size() == 2);
      assertThat(incident(1).get("status").getAsString()).isEqualTo("resolved");
      assertThat(incident(1).get("id")).isEqualTo(opened.get("id"));
      assertThat(assay.get("/api/deliveries").body()).isEqualTo("[]");

      soon().until(() -> beats.size() == 2);
      assertThat(beats.getFirst().path()).isEqualTo("/ping/0f0f");
      assertThat(assay.get("/prometheus").body())
          .contains("assay_heartbeats_total{outcome=\"withheld\"} 0.0")
          .doesNotContain("assay_heartbeat_last_success_timestamp_seconds 0.0");
      assertThat(assay.terminate().output()).doesNotContain("Exception", "s1gn1ng", "0f0f");
    }
  }

  private JsonObject incident(int event) {
    return JsonParser.parseString(ops.get(event).body())
        .getAsJsonObject()
        .getAsJsonObject("incident");
  }

  private AssayProcess.Ended retry(AssayProcess assay, String id) {
    return AssayProcess.run(folder, secrets, "alert", "retry", id, "--url", assay.url());
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(100));
  }
}
