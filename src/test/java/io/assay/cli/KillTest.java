package io.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.testing.AssayProcess;
import io.assay.testing.TestPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A daemon that is killed again and again, at moments nobody chose, while data goes bad and good
/// and receivers refuse, reset connections and keep their answers to themselves. The property
/// `assay.test.kill` makes it go on for longer, `assay.test.kill.seed` repeats its dice.
class KillTest {
  private static final Duration KILLING = Figures.length("assay.test.kill", Duration.ofMinutes(1));
  private static final int PERCENT_OF_CALLS_IN_TROUBLE = 20;

  @TempDir Path folder;

  @Test
  void every_incident_is_told_once_and_as_it_is_however_often_the_daemon_is_killed()
      throws Exception {
    long seed = Long.getLong("assay.test.kill.seed", System.nanoTime());
    Random random = new Random(seed);
    try (FlippingShop shop = new FlippingShop(TestPostgres.create(), random)) {
      shop.files(folder, shop.straight());
      shop.slack.acceptSlowly(300);
      shop.pagerDuty.acceptSlowly(300);
      shop.trouble(PERCENT_OF_CALLS_IN_TROUBLE);
      Map<String, String> secrets = shop.secrets();

      int kills = 0;
      long end = System.nanoTime() + KILLING.toNanos();
      shop.flip();
      while (System.nanoTime() < end) {
        try (AssayProcess assay = AssayProcess.serve(folder, secrets)) {
          FlippingShop.ready(assay);
          TimeUnit.MILLISECONDS.sleep(random.nextInt(3000)); // any moment must do
          assay.kill();
          kills++;
        }
      }
      int events = shop.pagerDuty.events().size();

      String log;
      try (AssayProcess assay = AssayProcess.serve(folder, secrets)) {
        shop.rest();
        shop.trouble(0);
        FlippingShop.soon().alias("killed " + kills + " times, seed " + seed).until(shop::settled);
        log = assay.terminate().output();
      }

      Ledger ledger = new Ledger(shop.state);
      Ledger.Found found = ledger.compare(shop.pagerDuty, shop.slack);
      new Figures(
              "Killed again and again",
              "./mvnw test -Dtest=KillTest -Dassay.test.kill=" + KILLING.toSeconds() + "s")
          .count("kills", kills)
          .count("incidents", ledger.count("incident"))
          .count("their changes", ledger.count("incident_change"))
          .count("calls to PagerDuty while killing went on", events)
          .count("calls that went wrong", PERCENT_OF_CALLS_IN_TROUBLE + "%")
          .count("incidents lost, or not told as they are", found.lost().size())
          .count("incidents told twice", found.doubled().size())
          .count("slots neither run nor recorded as missed", ledger.holes().size())
          .publish();
      assertThat(log).doesNotContain("Exception");
      assertThat(found.lost()).as("lost, seed %d", seed).isEmpty();
      assertThat(found.doubled()).as("doubled, seed %d", seed).isEmpty();
      assertThat(ledger.holes()).as("slots, seed %d", seed).isEmpty();
    }
  }
}
