package io.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import io.assay.testing.AssayProcess;
import io.assay.testing.PgBouncer;
import io.assay.testing.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A daemon whose database is behind a PgBouncer that goes away.
class PoolerAwayTest {
  @TempDir Path folder;
  private final TestPostgres shop = TestPostgres.create();
  private final TestPostgres state = TestPostgres.create();

  @Test
  void a_pooler_that_is_away_is_one_incident_of_its_database_which_ends_when_it_is_back()
      throws Exception {
    shop.execute(
        "CREATE TABLE orders AS SELECT 1 AS id", "CREATE TABLE customers AS SELECT 1 AS id");
    try (PgBouncer pooler = PgBouncer.before(shop, Map.of(shop.username(), shop.password()), 2)) {
      write(pooler);
      try (AssayProcess assay =
          AssayProcess.serve(
              folder, Map.of("PASSWORD", shop.password(), "ASSAY_WEB_TOKEN", "open-sesame"))) {
        eventually(assay::ready);
        eventually(() -> checks(assay).contains("\"status\":\"pass\""));
        assertThat(incidents(assay)).isEmpty();

        pooler.stop();
        eventually(() -> !askedForIncidents(assay).isEmpty());
        assertThat(incidents(assay)).hasSize(1);
        assertThat(incidents(assay).toString()).contains("\"sentence\":\"shop: does not answer: ");

        pooler.start();
        eventually(() -> askedForIncidents(assay).isEmpty());
        eventually(() -> checks(assay).contains("\"status\":\"pass\""));
        assertThat(assay.terminate().output()).doesNotContain("Exception");
      }
    }
  }

  private void write(PgBouncer pooler) throws Exception {
    Files.createDirectories(folder.resolve("checks"));
    Files.createDirectories(folder.resolve("alerts"));
    Files.writeString(
        folder.resolve("checks/shop.yaml"),
        """
        database: shop
        schedule: 1s
        tables:
          public.orders: {checks: [rows: {at_least: 1}]}
          public.customers: {checks: [rows: {at_least: 1}]}
        """);
    Files.writeString(
        folder.resolve("assay.yml"),
        """
        assay:
          databases:
            shop: {url: "%s", username: %s, password: "${PASSWORD}"}
          state: {url: "%s", username: %s, password: "${PASSWORD}"}
        """
            .formatted(pooler.url(), shop.username(), state.url(), state.username()));
  }

  private static String checks(AssayProcess assay) {
    return assay.get("/api/checks").body();
  }

  /// Asks the database now, instead of waiting until that is due.
  private static JsonArray askedForIncidents(AssayProcess assay) {
    assay.post("/api/checks/run?id=shop/answers", "Authorization", "Bearer open-sesame");
    return incidents(assay);
  }

  private static JsonArray incidents(AssayProcess assay) {
    return JsonParser.parseString(assay.get("/api/incidents").body()).getAsJsonArray();
  }

  private static void eventually(Callable<Boolean> condition) {
    await().atMost(Duration.ofSeconds(60)).until(condition);
  }
}
