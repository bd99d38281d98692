package io.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.testing.AssayProcess;
import io.assay.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A state database that cannot be used as it is.
class StateRefusedTest {
  private final TestPostgres state = TestPostgres.create();
  private final String role = "keeper " + UUID.randomUUID();
  @TempDir Path folder;

  @BeforeEach
  void files() throws IOException {
    state.execute("CREATE ROLE \"%s\" LOGIN PASSWORD 'k'".formatted(role));
    Files.createDirectories(folder.resolve("checks"));
    Files.createDirectories(folder.resolve("alerts"));
    Files.writeString(
        folder.resolve("assay.yml"),
        "assay:\n  databases:\n    shop: {url: \"%s\"}\n".formatted(state.url()));
  }

  @Test
  void a_role_that_may_make_no_schema_is_told_the_grant_and_starts_with_it() {
    String told = refused("permission denied for database");
    Matcher grant = Pattern.compile("run (GRANT CREATE ON DATABASE .+)").matcher(told);
    assertThat(grant.find()).as(told).isTrue();

    state.execute(grant.group(1));

    starts();
  }

  @Test
  void a_schema_of_somebody_else_is_given_to_the_role_as_it_is_told() {
    state.execute("CREATE SCHEMA assay");
    String told = refused("permission denied for schema assay");
    Matcher alter = Pattern.compile("run (ALTER SCHEMA .+), and restore").matcher(told);
    assertThat(alter.find()).as(told).isTrue();

    state.execute(alter.group(1));

    starts();
  }

  @Test
  void a_schema_with_tables_of_others_is_left_alone() {
    state.execute(
        "CREATE SCHEMA assay AUTHORIZATION \"%s\"".formatted(role),
        "CREATE TABLE assay.theirs (id int)");

    assertThat(refused("the schema assay holds tables that are not Assay's"))
        .contains("assay.state.url");
  }

  /// Returns the last line of a start that ends with a sentence.
  private String refused(String why) {
    AssayProcess.Ended ended = AssayProcess.run(folder, secrets(), "serve");
    String last = ended.output().strip().lines().reduce((_, line) -> line).orElseThrow();
    assertThat(ended.exitCode()).as(ended.output()).isEqualTo(2);
    assertThat(last).startsWith("assay: ").contains(why);
    return last;
  }

  private void starts() {
    try (AssayProcess assay = AssayProcess.serve(folder, secrets())) {
      FlippingShop.ready(assay);
    }
  }

  private Map<String, String> secrets() {
    return Map.of(
        "ASSAY_STATE_URL", state.url(), "ASSAY_STATE_USERNAME", role, "ASSAY_STATE_PASSWORD", "k");
  }
}
