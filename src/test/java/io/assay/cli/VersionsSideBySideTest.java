package io.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.testing.AssayProcess;
import io.assay.testing.TestPostgres;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A rolling update: the earlier version is at work while the later one migrates the schema, and
/// may be started again on it.
class VersionsSideBySideTest {
  private static final String LATER =
      "-Dflyway.datasources.default.locations=classpath:db/migration,classpath:db/later";

  @TempDir Path folder;

  @Test
  void the_earlier_one_works_on_while_the_later_one_migrates_and_afterwards() throws Exception {
    try (FlippingShop shop = new FlippingShop(TestPostgres.create(), new Random())) {
      Ledger ledger = new Ledger(shop.state);
      Path files = shop.files(folder, shop.straight());
      Map<String, String> later = new HashMap<>(shop.secrets());
      later.put("JDK_JAVA_OPTIONS", LATER);
      try (AssayProcess earlier = AssayProcess.serve(files, shop.secrets())) {
        FlippingShop.ready(earlier);
        shop.flip();
        try (AssayProcess update = AssayProcess.serve(files, later)) {
          FlippingShop.ready(update);
          assertThat(ledger.rows("SELECT version FROM assay.flyway_schema_history WHERE success"))
              .contains("999");
          FlippingShop.takesPart(earlier);
          FlippingShop.takesPart(update);

          assertThat(earlier.terminate().exitCode()).isZero();
          try (AssayProcess back = AssayProcess.serve(files, shop.secrets())) {
            FlippingShop.ready(back);
            assertThat(update.terminate().exitCode()).isZero();
            FlippingShop.takesPart(back);
            assertThat(back.output()).contains("newer than the latest available migration");
            shop.rest();
            FlippingShop.soon().until(shop::settled);

            Ledger.Found found = ledger.compare(shop.pagerDuty, shop.slack);
            assertThat(found.lost()).isEmpty();
            assertThat(found.doubled()).isEmpty();
            assertThat(ledger.holes()).isEmpty();
            assertThat(earlier.output() + update.output() + back.output())
                .doesNotContain("Exception", " ERROR ");
          }
        }
      }
    }
  }
}
