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
          .contains("filling the demo database")
          // slow statements are judged at the second look, and a count that fell after three runs:
          // by now, or not yet
          .containsPattern(
              "73 checks: 4[456] pass, (25 in breach \\(4 critical, 20|26 in breach \\(4 critical, 21)"
                  + " warning, 1 info\\), [1-4] unknown yet")
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
