package io.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.assay.testing.AssayProcess;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The first command, as a newcomer sees it.
class DemoTest {
  @TempDir Path data;

  @Test
  void shows_what_passes_what_is_in_breach_and_what_would_be_sent_and_keeps_its_data() {
    try (AssayProcess demo = AssayProcess.demo(data)) {
      await()
          .atMost(Duration.ofMinutes(2))
          .until(() ->
              demo.output().contains("PagerDuty trigger to oncall")
                  && demo.output().contains("Slack message to #data-alerts"));
      assertThat(demo.output())
          .contains("filling the demo database", "25 in breach (4 critical, 20 warning, 1 info)")
          // a check of a count that fell has its baseline after three runs, or has not yet
          .containsPattern("73 checks: (44 pass, .*, 4|45 pass, .*, 3|46 pass, .*, 2) unknown yet")
          .contains("✓ unique tenant, client_no", "✗ unique tenant, invoice_no")
          .doesNotContain("Exception");
      assertThat(demo.get("/").body()).contains("Open incidents", "events-of-ember");
      assertThat(demo.terminate().exitCode()).isZero();
    }
    try (AssayProcess demo = AssayProcess.demo(data)) {
      await().atMost(Duration.ofMinutes(2)).until(() -> demo.output().contains("in breach"));
      assertThat(demo.output()).doesNotContain("filling the demo database", "Exception");
      assertThat(demo.terminate().exitCode()).isZero();
    }
  }
}
