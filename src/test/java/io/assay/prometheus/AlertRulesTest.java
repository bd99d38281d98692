package io.assay.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.testing.Program;
import io.assay.testing.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The alert rules of the chart, by Prometheus' own tool.
class AlertRulesTest {
  private static final Path RULES = Path.of("helm/files/assay.rules.yaml");
  private static final List<Path> TESTS =
      List.of(
          Path.of("src/test/prometheus/assay.rules.test.yaml"),
          Path.of("src/test/prometheus/assay.silences.test.yaml"));

  @Test
  void they_are_valid_and_fire_when_they_should() {
    Program promtool = Service.PROMETHEUS.program("promtool");

    assertThat(promtool.run("check", "rules", RULES.toString()))
        .satisfies(ended -> assertThat(ended.exitCode()).as(ended.output()).isZero());
    assertThat(
            promtool.run("test", "rules", TESTS.getFirst().toString(), TESTS.getLast().toString()))
        .satisfies(ended -> assertThat(ended.exitCode()).as(ended.output()).isZero());
  }

  @Test
  void each_is_seen_to_fire_and_to_be_silent() throws IOException {
    String tests = Files.readString(TESTS.getFirst()) + Files.readString(TESTS.getLast());
    List<String> alerts =
        Pattern.compile("- alert: (\\w+)")
            .matcher(Files.readString(RULES))
            .results()
            .map(match -> match.group(1))
            .toList();

    assertThat(alerts).hasSizeGreaterThan(12);
    for (String alert : alerts) {
      assertThat(tests).contains("alertname: " + alert + "\n");
      if (!alert.equals("AssayWatchdog")) {
        assertThat(tests).contains("alertname: " + alert + "}");
      }
    }
  }
}
