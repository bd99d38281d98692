package io.assay.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Deferred;
import io.assay.check.Evidence;
import io.assay.check.Judgement;
import io.assay.check.Measured;
import io.assay.check.Measurement;
import io.assay.check.Memory;
import io.assay.check.Unmeasurable;
import io.assay.check.Verdict;
import io.assay.check.kind.Kinds;
import io.assay.config.LoadedRouting;
import io.assay.config.RoutingLoader;
import io.assay.config.RoutingScope;
import io.assay.config.SourceFolder;
import io.assay.scan.MonitoredDatabase;
import io.assay.scan.ScanRunner;
import io.assay.scan.StatementLog;
import io.assay.testing.TestPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The project's own check and routing files, held against the demo database.
class DemoChecksTest {
  private static final int ROUNDS = 6;

  private final ScanRunner runner = new ScanRunner(StatementLog.NONE, name -> Optional.empty());
  private final Map<CheckId, Memory> memories = new HashMap<>();

  @Test
  void every_kind_passes_somewhere_and_is_in_breach_somewhere_else() throws Exception {
    TestPostgres database = TestPostgres.create();
    try (Connection connection = database.connect()) {
      DemoSuite.fill(connection);
      MonitoredDatabase monitored =
          new MonitoredDatabase(DemoSuite.settings(database.url(), "assay", "assay"));
      List<Check> checks = DemoSuite.load(monitored);

      Set<String> seen = new TreeSet<>();
      List<String> errors = new ArrayList<>();
      for (int round = 0; round < ROUNDS; round++) {
        measure(monitored, checks)
            .forEach((check, verdict) -> {
              seen.add(check.kind().keyword() + " " + verdict.word());
              if (verdict instanceof Verdict.Errored errored) {
                errors.add(check.id() + ": " + errored.why().text());
              }
            });
        live(connection);
      }

      assertThat(errors).isEmpty();
      for (var kind : Kinds.ALL) {
        assertThat(seen).contains(kind.keyword() + " pass", kind.keyword() + " breach");
      }
    }
  }

  @Test
  void the_routes_have_no_problem_and_print_where_a_secret_is_not_set() {
    LoadedRouting loaded =
        RoutingLoader.load(
            SourceFolder.read(List.of(Path.of("alerts"))),
            Map.of(),
            new RoutingScope(
                Map.of(), Optional.of(Set.of(DemoDatabase.NAME)), true, Instant.EPOCH));
    assertThat(loaded.problems()).isEmpty();
    assertThat(loaded.routing().receivers()).containsOnlyKeys("oncall", "data-slack");
  }

  private Map<Check, Verdict> measure(MonitoredDatabase monitored, List<Check> checks) {
    Map<CheckId, Measurement> measurements = runner.measure(monitored, checks);
    Map<Check, Verdict> verdicts = new HashMap<>();
    for (Check check : checks) {
      verdicts.put(
          check,
          switch (measurements.get(check.id())) {
            case Measured measured -> judge(check, measured);
            case Unmeasurable why -> new Verdict.Errored(why);
            case Deferred(String text) -> new Verdict.Unknown(text);
            case null -> throw new AssertionError("not measured: " + check.id());
          });
    }
    return verdicts;
  }

  private Verdict judge(Check check, Measured measured) {
    Memory memory = memories.getOrDefault(check.id(), Memory.NONE);
    Judgement judgement = check.kind().judge(new Evidence(measured, List.of(), memory));
    memories.put(check.id(), judgement.memory());
    return judgement.verdict();
  }

  /// Two seconds of the traffic's life, without waiting for them.
  private static void live(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT story.tick(now(), interval '60 seconds')");
      for (int i = 0; i < 2; i++) {
        statement.execute("SELECT public.dashboard_revenue()");
        statement.execute("SELECT public.invoice_search('INV-%')");
      }
    }
  }
}
