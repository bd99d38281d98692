package io.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.testing.AssayProcess;
import io.assay.testing.DaemonFiles;
import io.assay.testing.FakePagerDuty;
import io.assay.testing.FakeSlack;
import io.assay.testing.TestPostgres;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Words in the state database that only a later version knows: they are shown as they are or left
/// out, and everything goes on.
class LaterWordsTest {
  private static final List<String> READ =
      List.of(
          "/",
          "/api/checks",
          "/api/incidents?all=true",
          "/api/incidents?all=true&format=text",
          "/api/deliveries",
          "/api/silences?all=true",
          "/prometheus");

  @TempDir Path folder;
  private final FakePagerDuty pagerDuty = new FakePagerDuty();
  private final FakeSlack slack = new FakeSlack();
  private final TestPostgres shop = TestPostgres.create();
  private final TestPostgres state = TestPostgres.create();
  private final Ledger ledger = new Ledger(state);

  @AfterEach
  void close() {
    pagerDuty.close();
    slack.close();
  }

  @Test
  void what_a_later_version_wrote_is_shown_as_it_is_and_told_and_everything_goes_on() {
    shop.execute("CREATE TABLE orders (id int)", "INSERT INTO orders SELECT generate_series(1, 3)");
    DaemonFiles files =
        DaemonFiles.of(folder, shop, state)
            .checks(
                """
                database: shop
                schedule: 1s
                tables:
                  public.orders:
                    checks:
                      - rows: {at_most: 2}
                        severity: critical
                """)
            .routes(
                """
                receivers:
                  data-slack: %s
                  oncall: %s
                routes:
                  - to: [oncall, data-slack]
                """
                    .formatted(DaemonFiles.receiver(slack), DaemonFiles.receiver(pagerDuty)));
    String id;
    try (AssayProcess earlier = AssayProcess.serve(folder, files.environment())) {
      FlippingShop.ready(earlier);
      FlippingShop.soon().until(() -> ledger.rows("SELECT 1 FROM assay.told").size() == 2);
      id = ledger.rows("SELECT id FROM assay.incident").getFirst();
      assertThat(earlier.terminate().exitCode()).isZero();
    }
    laterWords();

    try (AssayProcess assay = AssayProcess.serve(folder, files.environment())) {
      FlippingShop.ready(assay);
      FlippingShop.soon().until(this::everybodyKnows);
      assertThat(slack.calls("chat.postMessage").getLast().fields().get("text"))
          .isEqualTo("🔵 orders: handed over: the night shift has it");
      shown(assay, id);

      shop.execute("DELETE FROM orders");
      FlippingShop.soon().until(() -> assay.get("/api/incidents").body().equals("[]"));
      FlippingShop.soon().until(this::everybodyKnows);
      assertThat(pagerDuty.events().getLast().action()).isEqualTo("resolve");
      assertThat(slack.messages().getLast().text()).startsWith("✅ Resolved after ");
      state.execute("UPDATE assay.incident_change SET reason = 'faded' WHERE change = 'resolved'");
      shown(assay, id);

      assertThat(assay.terminate().output()).doesNotContain("Exception", " ERROR ", "\tat ");
    }
  }

  private boolean everybodyKnows() {
    return ledger.rows("SELECT 1 FROM assay.delivery WHERE told < wanted").isEmpty();
  }

  private void shown(AssayProcess assay, String id) {
    for (String path : READ) {
      assertThat(assay.get(path).status()).as(path).isEqualTo(200);
    }
    for (String form : List.of("json", "text", "markdown")) {
      assertThat(assay.get("/api/incidents/" + id + "?format=" + form))
          .as(form)
          .satisfies(answer -> assertThat(answer.status()).isEqualTo(200))
          .satisfies(answer ->
              assertThat(answer.body())
                  .contains("handed over: the night shift has it")
                  .contains("orders: it was packed away")
                  .contains("5 runs were missed"));
    }
    assertThat(assay.get("/incidents/" + id).body())
        .contains("handed over: the night shift has it", "it was packed away", "looked at");
    AssayProcess.Ended story =
        AssayProcess.run(
            folder,
            DaemonFiles.of(folder, shop, state).environment(),
            "incident",
            "show",
            id,
            "--url",
            assay.url());
    assertThat(story.exitCode()).isZero();
    assertThat(story.output()).contains("handed over: the night shift has it");
  }

  /// Writes what a later version might, into every column of words.
  private void laterWords() {
    state.execute(
        "ALTER TABLE assay.incident_change DROP CONSTRAINT incident_change_change_check,"
            + " DROP CONSTRAINT incident_change_reason_check",
        "ALTER TABLE assay.event DROP CONSTRAINT event_sort_check",
        "ALTER TABLE assay.told DROP CONSTRAINT told_outcome_check",
        "ALTER TABLE assay.missed_run DROP CONSTRAINT missed_run_reason_check",
        "ALTER TABLE assay.message DROP CONSTRAINT message_form_check",
        "ALTER TABLE assay.result DROP CONSTRAINT result_state_check",
        "ALTER TABLE assay.check_state DROP CONSTRAINT check_state_state_check",
        """
        INSERT INTO assay.incident_change (incident, sequence, at, change, sentence)
        SELECT id, sequence + 1, now(), 'handed_over', 'the night shift has it' FROM assay.incident
        """,
        "UPDATE assay.incident SET sequence = sequence + 1",
        "UPDATE assay.delivery SET wanted = wanted + 1, held = 'pondered', note = 'pondered'",
        "UPDATE assay.message SET form = 'board'",
        """
        INSERT INTO assay.event (once_key, at, database, sort, subject, sentence, incident)
        SELECT 'a', now(), 'shop', 'packed', 'orders', 'it was packed away', NULL::uuid
        UNION ALL SELECT 'b', now(), 'shop', 'looked', 'orders', 'looked at', id FROM assay.incident
        """,
        """
        INSERT INTO assay.told (incident, receiver, sequence, outcome, at, note)
        SELECT id, 'oncall', 1, 'weighed', now(), 'weighed' FROM assay.incident
        """,
        """
        INSERT INTO assay.missed_run (group_key, first_slot, last_slot, slots, reason, at)
        SELECT group_key, now(), now(), 5, 'asleep', now() FROM (
          SELECT 'shop/table/public.orders @ 1s' AS group_key) AS g
        """,
        """
        UPDATE assay.result SET how = 'guessed', unit = 'carats', because = 'a hunch'
        """,
        """
        INSERT INTO assay.result (check_id, slot, at, state, sentence, reason, how, took_ms)
        SELECT check_id, date_trunc('day', now(), 'UTC') + interval '1 ms', now(), 'doubtful',
          'nobody is sure', 'tired', 'guessed', 1
        FROM assay.incident
        UNION ALL
        SELECT check_id, date_trunc('day', now(), 'UTC'), now(), 'error', 'it was late', 'tired',
          'guessed', 1
        FROM assay.incident
        """,
        "UPDATE assay.check_state SET state = 'doubtful'");
  }
}
