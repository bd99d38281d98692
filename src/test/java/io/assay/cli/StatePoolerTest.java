package io.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.testing.AssayProcess;
import io.assay.testing.DaemonFiles;
import io.assay.testing.PgBouncer;
import io.assay.testing.TestPostgres;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A daemon whose state database is behind a PgBouncer that lends a session for one transaction.
class StatePoolerTest {
  private static final String RAN =
      "SELECT 1 FROM assay.check_state WHERE check_id LIKE 'shop/public.%%' AND last_run > '%s'";

  @TempDir Path folder;
  private final TestPostgres shop = TestPostgres.create();
  private final TestPostgres state = TestPostgres.create();

  @Test
  void few_sessions_do_for_it_and_it_goes_on_when_the_pooler_was_away() throws Exception {
    shop.execute("CREATE TABLE orders AS SELECT 1 AS id", "CREATE TABLE items AS SELECT 1 AS id");
    Ledger ledger = new Ledger(state);
    try (PgBouncer pooler =
        PgBouncer.before(state, Map.of(state.username(), state.password()), 3)) {
      Map<String, String> environment =
          DaemonFiles.of(folder, shop, pooler.as(state.username(), state.password()))
              .checks(
                  """
                  database: shop
                  schedule: 1s
                  tables:
                    public.orders: {checks: [rows: {at_least: 1}]}
                    public.items: {checks: [rows: {at_least: 1}]}
                  """)
              .environment();
      try (AssayProcess assay = AssayProcess.serve(folder, environment)) {
        FlippingShop.ready(assay);
        goesOn(ledger);
        goesOn(ledger); // the driver prepares what is asked for the fifth time, which is long past

        pooler.stop();
        FlippingShop.soon().until(() -> assay.get("/health/readiness").status() == 503);
        pooler.start();
        FlippingShop.ready(assay);
        goesOn(ledger);

        assertThat(assay.terminate().output())
            .contains("The state database answers again")
            .doesNotContain("Exception", "prepared statement");
      }
    }
  }

  /// Waits until both checks have run once more.
  private static void goesOn(Ledger ledger) {
    String now = ledger.rows("SELECT clock_timestamp()").getFirst();
    FlippingShop.soon().until(() -> ledger.rows(RAN.formatted(now)).size() == 2);
  }
}
