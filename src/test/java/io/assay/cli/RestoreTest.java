package io.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.assay.testing.AssayProcess;
import io.assay.testing.FakePagerDuty.Event;
import io.assay.testing.InstalledPostgres;
import io.assay.testing.Program;
import io.assay.testing.Service;
import io.assay.testing.TestPostgres;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A backup that is taken while PagerDuty is away, restored after much has been told: by the
/// commands of the page about it.
class RestoreTest {
  private static final String BIN = "/usr/lib/postgresql/15/bin/";

  @TempDir Path folder;
  @TempDir Path server;

  @Test
  void what_a_backup_holds_is_not_told_as_news_nor_twice() throws Exception {
    Service.POSTGRES_15.needed();
    try (InstalledPostgres installed = InstalledPostgres.start(server, Map.of())) {
      installed.database("postgres").execute("CREATE DATABASE assay");
      TestPostgres state =
          new TestPostgres(installed.database("assay").url(), "postgres", "taken on trust");
      Ledger ledger = new Ledger(state);
      try (FlippingShop shop = new FlippingShop(state, new Random())) {
        shop.files(folder, shop.straight());
        try (AssayProcess assay = AssayProcess.serve(folder, shop.secrets())) {
          FlippingShop.ready(assay);
          shop.bad("t0", "rows"); // Slack and PagerDuty are told of it
          FlippingShop.soon().until(() -> told(ledger) == 2);
          shop.pagerDuty.answer(503);
          shop.bad("t2", "rows");
          shop.bad("t3", "rows");
          shop.bad("t4", "rows");
          FlippingShop.soon().until(() -> open(ledger) == 4);
          shop.good("t4");
          FlippingShop.soon().until(() -> open(ledger) == 3);
          assay.terminate();
        }
        Path dump = server.resolve("assay.dump");
        run("pg_dump", state, "--format=custom", "--schema=assay", "--file=" + dump);

        // PagerDuty hears of all of it, and that two of them are over
        shop.pagerDuty.accept();
        try (AssayProcess assay = AssayProcess.serve(folder, shop.secrets())) {
          shop.good("t3");
          FlippingShop.soon().until(() -> open(ledger) == 2);
          state.execute("UPDATE assay.delivery SET next_attempt_at = now() WHERE told < wanted");
          FlippingShop.soon().until(() -> waiting(ledger, "").isEmpty());
          assay.terminate();
        }
        List<Event> before = shop.pagerDuty.taken();
        String stillWrong = id(ledger, "shop/public.t2/rows");
        assertThat(before)
            .extracting(Event::action)
            .containsExactlyInAnyOrder(
                "trigger", "trigger", "trigger", "trigger", "resolve", "resolve");

        state.execute("DROP SCHEMA assay CASCADE");
        run("pg_restore", state, "--exit-on-error", dump.toString());

        try (AssayProcess assay = AssayProcess.serve(folder, shop.secrets())) {
          FlippingShop.ready(assay);
          FlippingShop.soon().until(() -> open(ledger) == 2);
          FlippingShop.soon().until(() -> waiting(ledger, "AND held IS NULL").isEmpty());
          assertThat(assay.output())
              .contains("restored from a backup: 3 deliveries may have been told since");
          assertThat(assay.get("/api/incidents").body()).contains("restored from a backup");
          // an end that PagerDuty knows is nothing to it
          FlippingShop.soon().until(() -> shop.pagerDuty.taken().size() == before.size() + 2);
          assertThat(news(shop, before)).extracting(Event::action).containsOnly("resolve");

          // the time that is given to the checks is over
          state.execute(
              "UPDATE assay.delivery SET next_attempt_at = now() WHERE held = 'restored'");
          FlippingShop.soon().until(() -> waiting(ledger, "").isEmpty());
          assertThat(news(shop, before).subList(2, 3))
              .extracting(Event::action, Event::dedupKey)
              .as("one that PagerDuty knows by its key")
              .containsExactly(tuple("trigger", stillWrong));
          assertThat(shop.slack.messages()).hasSize(1);
          assertThat(assay.terminate().output()).doesNotContain("Exception");
        }
      }
    }
  }

  private static void run(String program, TestPostgres state, String... arguments) {
    String port = state.url().replaceAll(".*:(\\d+)/.*", "$1");
    List<String> all =
        new ArrayList<>(
            List.of("--host=localhost", "--port=" + port, "--username=postgres", "--dbname=assay"));
    all.addAll(List.of(arguments));
    Program.Ended ended =
        Service.POSTGRES_15.program(BIN + program).run(all.toArray(String[]::new));
    assertThat(ended.exitCode()).as(ended.output()).isZero();
  }

  /// Returns what PagerDuty heard since the restore.
  private static List<Event> news(FlippingShop shop, List<Event> before) {
    return shop.pagerDuty.taken().subList(before.size(), shop.pagerDuty.taken().size());
  }

  private static int told(Ledger ledger) {
    return ledger.rows("SELECT 1 FROM assay.delivery WHERE told > 0").size();
  }

  private static int open(Ledger ledger) {
    return ledger.rows("SELECT 1 FROM assay.incident WHERE resolved IS NULL").size();
  }

  private static List<String> waiting(Ledger ledger, String which) {
    return ledger.rows(
        "SELECT 1 FROM assay.delivery WHERE told < wanted AND dead_at IS NULL " + which);
  }

  private static String id(Ledger ledger, String check) {
    return ledger.rows("SELECT id FROM assay.incident WHERE check_id = '" + check + "'").getFirst();
  }
}
