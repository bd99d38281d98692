package io.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.assay.testing.AssayProcess;
import io.assay.testing.DaemonFiles;
import io.assay.testing.FakePagerDuty;
import io.assay.testing.TestPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The story of an incident, from what happens in a database to what the command prints.
class IncidentCommandTest {
  @TempDir Path folder;
  private final FakePagerDuty pagerDuty = new FakePagerDuty();
  private final TestPostgres shop = TestPostgres.create();
  private final TestPostgres state = TestPostgres.create();
  private Map<String, String> secrets = Map.of();

  @BeforeEach
  void a_shop_and_files_that_watch_it() {
    shop.execute(
        "CREATE TABLE orders (id int PRIMARY KEY, customer_id int)",
        "CREATE TABLE invoices (id int, note text)",
        "INSERT INTO orders VALUES (1, 7)");
    secrets =
        DaemonFiles.of(folder, shop, state)
            .checks(
                """
                database: shop
                owner: "<b>data</b> @here"
                schedule: 1s
                tables:
                  public.orders:
                    checks:
                      - nulls: customer_id
                        severity: critical
                      - unique: id
                  public.invoices:
                    checks:
                      - nulls: id
                """)
            .routes(
                """
                receivers:
                  oncall: %s
                routes:
                  - to: [oncall]
                """
                    .formatted(DaemonFiles.receiver(pagerDuty)))
            .environment();
  }

  @AfterEach
  void close() {
    pagerDuty.close();
  }

  @Test
  void tells_what_happened_to_it_and_around_it_and_who_was_told() {
    pagerDuty.answer(503);
    try (AssayProcess assay = AssayProcess.serve(folder, secrets)) {
      soon().until(assay::ready);
      soon().until(() -> passes(assay) == 3);
      shop.execute(
          "ALTER TABLE orders DROP CONSTRAINT orders_pkey",
          "ALTER TABLE invoices ADD COLUMN total numeric",
          "INSERT INTO orders VALUES (2, NULL)");
      soon().until(() -> !pagerDuty.events().isEmpty());
      String id = pagerDuty.events().getFirst().dedupKey();
      soon().until(() -> story(assay, id).contains("could not be told at once"));
      pagerDuty.accept();
      soon().until(() -> story(assay, id).contains("oncall was told that it opened"));
      soon().until(() -> story(assay, id).contains("guarantee lost: constraint orders_pkey"));
      soon().until(() -> story(assay, id).contains("column total was added (numeric)"));
      assertThat(command(assay, "show", id).output()).contains("oncall was told that it opened");
      assertThat(command(assay, "list").output())
          .contains(id)
          .contains("open                 critical  shop orders.customer_id: 1 of 2 rows");

      assay.postJson(
          "/api/incidents/" + id + "/acknowledge",
          "{\"by\": \"anna\"}",
          "Authorization",
          "Bearer open-sesame");
      assertThat(command(assay, "list").output()).contains(" (acknowledged by anna)");

      shop.execute("DELETE FROM orders WHERE id = 2");
      soon().until(() -> assay.get("/api/incidents").body().equals("[]"));
      assertThat(command(assay, "list").output()).contains("No incident is open.");
      soon().until(() -> story(assay, id).contains("oncall was told that it is resolved"));
      assertThat(command(assay, "list", "--all").output())
          .contains(id)
          .contains("critical  shop orders.customer_id: 1 of 2 rows");

      AssayProcess.Ended markdown = command(assay, "show", id, "--format", "markdown");
      assertThat(markdown.exitCode()).isZero();
      assertThat(markdown.output())
          .contains(
              "# orders.customer_id: 1 of 2 rows",
              "| **Owner** | &lt;b&gt;data&lt;/b&gt; @\u200Bhere |",
              "| before |",
              "| during |",
              "| after |",
              "public.orders: constraint orders_pkey was dropped: PRIMARY KEY (id)",
              "public.invoices: column total was added (numeric)",
              "## What went well\n\n## What to improve\n\n## Actions\n");
      assertThat(command(assay, "show", id, "--format", "json").output())
          .contains("\"sort\":\"told\"", "\"sort\":\"around\"", "\"receiver\":\"oncall\"");

      AssayProcess.Answer page = assay.get("/incidents/" + id);
      assertThat(page.status()).isEqualTo(200);
      assertThat(page.contentType()).startsWith("text/html");
      assertThat(page.body())
          .contains(
              "<h1>orders.customer_id: 1 of 2 rows",
              "&lt;b&gt;data&lt;/b&gt; @here",
              "resolved after",
              "oncall was told that it opened")
          .doesNotContain("<b>data", "<script");
    }
  }

  @Test
  void says_what_is_not_there_in_one_sentence() {
    try (AssayProcess assay = AssayProcess.serve(folder, secrets)) {
      soon().until(assay::ready);
      for (String id : new String[] {"7c3f6a52-0d3e-4f0e-9d65-0b2a3d1f5e01", "../checks", "a b'"}) {
        AssayProcess.Ended unknown = command(assay, "show", id);
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.output()).contains("assay: ").doesNotContain("Exception");
      }
      assertThat(command(assay, "show", "7c3f6a52-0d3e-4f0e-9d65-0b2a3d1f5e01").output())
          .contains("There is no such incident");
      assertThat(assay.get("/api/incidents/x?format=pdf").status()).isEqualTo(400);
      assertThat(assay.get("/incidents/x").status()).isEqualTo(404);
    }
    AssayProcess.Ended nobody =
        AssayProcess.run(folder, secrets, "incident", "list", "--url", "http://localhost:1");
    assertThat(nobody.exitCode()).isEqualTo(2);
    assertThat(nobody.output())
        .contains("assay: no daemon answers at http://localhost:1; start it");
  }

  private AssayProcess.Ended command(AssayProcess assay, String... arguments) {
    String[] all = new String[arguments.length + 3];
    all[0] = "incident";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    all[arguments.length + 1] = "--url";
    all[arguments.length + 2] = assay.url();
    return AssayProcess.run(folder, secrets, all);
  }

  /// Quicker than the command, which is a process of its own.
  private static String story(AssayProcess assay, String id) {
    return assay.get("/api/incidents/" + id + "?format=text").body();
  }

  private static long passes(AssayProcess assay) {
    return assay.get("/api/checks").body().split("\"status\":\"pass\"", -1).length
        - 2; // the database's own check passes too
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(300));
  }
}
