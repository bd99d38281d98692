package io.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.testing.AssayProcess;
import io.assay.testing.TestPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A daemon whose state database breaks connections, has no room on its disk, and goes away: for as
/// long as the property `assay.test.away` says.
class StateAwayTest {
  private static final Duration AWAY = Figures.length("assay.test.away", Duration.ofSeconds(5));

  /// The places that are written to: a run, telling, the turns, signs of life; and all at once.
  private static final String[][] FULL = {
    {"check_state", "incident", "incident_change"},
    {"delivery", "message", "told", "receiver_pace"},
    {"scheduled_tasks"},
    {"replica", "heartbeat"},
    {
      "result",
      "check_state",
      "incident",
      "incident_change",
      "delivery",
      "message",
      "told",
      "receiver_pace",
      "scheduled_tasks",
      "replica",
      "heartbeat"
    }
  };

  @TempDir Path folder;
  @TempDir Path server;

  @Test
  void goes_on_by_itself_and_loses_nothing_whatever_happens_to_the_state_database()
      throws Exception {
    EmbeddedServer database = EmbeddedServer.start(server, text -> {});
    database.createDatabaseIfMissing("state");
    String url = database.url("state") + "?loggerLevel=OFF";
    int port = Integer.parseInt(url.replaceAll(".*:(\\d+)/.*", "$1"));
    TestPostgres state = new TestPostgres(url, database.username(), database.password());
    Ledger ledger = new Ledger(state);
    long afterFull = 0;
    try (FlippingShop shop = new FlippingShop(state, new Random())) {
      shop.files(folder, shop.straight());
      try (AssayProcess assay = AssayProcess.serve(folder, shop.secrets())) {
        FlippingShop.ready(assay);
        shop.flip();
        goesOn(ledger);

        for (int i = 0; i < 20; i++) {
          state.execute(
              """
              SELECT pg_terminate_backend(pid) FROM pg_stat_activity
              WHERE application_name = 'assay-state'
              """);
          TimeUnit.MILLISECONDS.sleep(100);
        }
        FlippingShop.ready(assay);
        goesOn(ledger);

        state.execute(
            """
            CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              RAISE EXCEPTION 'could not extend file: No space left on device'
                USING ERRCODE = 'disk_full'; -- 53100, as the server says it
            END $$
            """);
        fill(state, "result", "delivery");
        FlippingShop.soon().until(() -> saysSo(assay));
        assertThat(assay.get("/api/incidents").status()).isEqualTo(200);
        assertThat(assay.output()).contains("The state database cannot be written to");
        empty(state);
        FlippingShop.ready(assay);
        goesOn(ledger);
        assertThat(assay.output()).contains("The state database can be written to again");

        for (String[] full : FULL) {
          fill(state, full);
          TimeUnit.SECONDS.sleep(2); // whatever writes does so meanwhile
          empty(state);
          long room = System.nanoTime();
          goesOn(ledger);
          afterFull = Math.max(afterFull, Duration.ofNanos(System.nanoTime() - room).toSeconds());
        }

        database.close();
        FlippingShop.soon().until(() -> saysSo(assay));
        assertThat(assay.get("/api/incidents").status()).isEqualTo(503);
        assertThat(assay.output()).contains("The state database does not answer");
        TimeUnit.SECONDS.sleep(AWAY.toSeconds());
        database = EmbeddedServer.start(server, port, text -> {});
        long back = System.nanoTime();
        FlippingShop.ready(assay);
        goesOn(ledger);
        long seconds = Duration.ofNanos(System.nanoTime() - back).toSeconds();

        shop.rest();
        FlippingShop.soon().until(shop::settled);
        Ledger.Found found = ledger.compare(shop.pagerDuty, shop.slack);
        new Figures(
                "The state database breaks connections, is full, and goes away",
                "./mvnw test -Dtest=StateAwayTest -Dassay.test.away=" + AWAY.toSeconds() + "s")
            .count("times all connections were killed", 20)
            .count("places that had no room left to write to", FULL.length)
            .count("seconds until every check ran again after that, at most", afterFull)
            .count("seconds away", AWAY.toSeconds())
            .count("seconds until every check ran again", seconds)
            .count("incidents", ledger.count("incident"))
            .count("their changes", ledger.count("incident_change"))
            .count("incidents lost, or not told as they are", found.lost().size())
            .count("incidents told twice", found.doubled().size())
            .count("slots neither run nor recorded as missed", ledger.holes().size())
            .publish();
        assertThat(assay.output()).doesNotContain("Exception");
        assertThat(found.lost()).isEmpty();
        assertThat(found.doubled()).isEmpty();
        assertThat(ledger.holes()).isEmpty();
      }
    } finally {
      database.close();
    }
  }

  /// Lets nothing be written to these tables.
  private static void fill(TestPostgres state, String... tables) {
    for (String table : tables) {
      state.execute(
          "CREATE TRIGGER disk_full BEFORE INSERT OR UPDATE ON assay.%s FOR EACH ROW EXECUTE FUNCTION disk_full()"
              .formatted(table));
    }
  }

  /// Lets everything be written again.
  private static void empty(TestPostgres state) {
    state.execute(
        """
        DO $$
        DECLARE full_one regclass;
        BEGIN
          FOR full_one IN SELECT tgrelid FROM pg_trigger
            WHERE tgname = 'disk_full' AND tgparentid = 0
          LOOP
            EXECUTE format('DROP TRIGGER disk_full ON %s', full_one);
          END LOOP;
        END $$
        """);
  }

  private static boolean saysSo(AssayProcess assay) {
    return assay.get("/health/readiness").status() == 503
        && assay.get("/prometheus").body().contains("assay_state_up 0.0");
  }

  /// Waits until every check has run once more.
  private static void goesOn(Ledger ledger) {
    String now = ledger.rows("SELECT clock_timestamp()").getFirst();
    FlippingShop.soon()
        .until(() ->
            ledger
                    .rows(
                        "SELECT 1 FROM assay.check_state WHERE check_id LIKE 'shop/public.%' AND last_run > '"
                            + now
                            + "'")
                    .size()
                == 11);
  }
}
