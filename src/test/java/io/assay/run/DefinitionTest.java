package io.assay.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.About;
import io.assay.check.Check;
import io.assay.check.Severity;
import io.assay.check.Source;
import io.assay.config.CheckLoader;
import io.assay.config.SourceFolder;
import io.assay.config.Surroundings;
import io.assay.testing.SampleChecks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DefinitionTest {
  @Test
  void is_the_same_for_the_same_files_however_often_they_are_read() {
    Map<String, String> once = definitionsOfTheProjectsOwnFiles();

    assertThat(once).hasSizeGreaterThan(10);
    assertThat(definitionsOfTheProjectsOwnFiles()).isEqualTo(once);
  }

  @Test
  void is_another_when_a_term_is_and_the_same_when_a_check_moves_within_its_file() {
    Check check = SampleChecks.check("a", "orders");
    Check other =
        SampleChecks.check(
            "a", "orders", SampleChecks.every(Duration.ofMinutes(1)), kind("rows", 11));
    About about = check.about();
    Check moved =
        new Check(
            check.id(),
            check.kind(),
            check.target(),
            check.terms(),
            new About(
                about.owner(),
                about.runbook(),
                about.description(),
                about.labels(),
                new Source("elsewhere.yaml", 3, 1)));

    assertThat(of(moved)).isEqualTo(of(check));
    assertThat(of(other)).isNotEqualTo(of(check));
  }

  private static SampleChecks.AtMost kind(String keyword, int most) {
    return new SampleChecks.AtMost(keyword, most, Severity.WARNING, 3);
  }

  private static String of(Check check) {
    return Definition.of(CheckGroup.of(List.of(check)).values().iterator().next());
  }

  private static Map<String, String> definitionsOfTheProjectsOwnFiles() {
    List<Check> checks =
        CheckLoader.ofAllKinds()
            .load(
                SourceFolder.read(List.of(Path.of("checks"))),
                Map.of(),
                new Surroundings(Optional.empty(), Map.of()))
            .checks();
    Map<String, String> definitions = new TreeMap<>();
    CheckGroup.of(checks).forEach((key, group) -> definitions.put(key, Definition.of(group)));
    return definitions;
  }
}
