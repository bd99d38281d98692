package io.assay.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BrokenFilesTest {
  private static final Map<String, String> VARIABLES =
      Map.of(
          "SLACK_BOT_TOKEN", "token",
          "PAGERDUTY_ROUTING_KEY", "key",
          "DB_PASSWORD", "p",
          "TWO_WORDS", "two words",
          "SIGNING", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
          "NOT_BASE64", "whsec_not?base64");

  static List<Cases> checks() {
    return Cases.of("broken-checks.txt");
  }

  static List<Cases> routing() {
    return Cases.of("broken-routing.txt");
  }

  static List<Cases> settings() {
    return Cases.of("broken-settings.txt");
  }

  @ParameterizedTest
  @MethodSource("checks")
  void each_problem_of_a_check_file_is_told_at_its_place(Cases broken) {
    LoadedChecks loaded =
        new CheckLoader(TestKinds.ALL)
            .load(
                Sources.of(SourceFile.of("f.yaml", broken.file())),
                Map.of(),
                new Surroundings(
                    Optional.of(Set.of("shop", "billing")), Map.of("shop", TestCatalogs.SHOP)));
    assertThat(lines(loaded.problems())).isEqualTo(broken.expected());
    assertThat(loaded.checks()).isEmpty();
    assertThat(loaded.good()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("routing")
  void each_problem_of_a_routing_file_is_told_at_its_place(Cases broken) {
    LoadedRouting loaded =
        RoutingLoader.load(
            Sources.of(SourceFile.of("f.yaml", broken.file())),
            Map.of(),
            new RoutingScope(VARIABLES, Optional.of(Set.of("shop")), false, Instant.EPOCH));
    assertThat(lines(loaded.problems())).isEqualTo(broken.expected());
    assertThat(loaded.routing().receivers()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("settings")
  void each_problem_of_the_configuration_is_told_at_its_place(Cases broken) {
    LoadedSettings loaded =
        SettingsLoader.read(
            Optional.of(SourceFile.of("f.yaml", broken.file())),
            new Environment(VARIABLES, Map.of()));
    assertThat(lines(loaded.problems())).isEqualTo(broken.expected());
    assertThat(loaded.settings()).isEmpty();
  }

  private static List<String> lines(List<Problem> problems) {
    return problems.stream()
        .map(Problem::toString)
        .map(line -> line.replaceFirst("^f\\.yaml:", ""))
        .toList();
  }
}
