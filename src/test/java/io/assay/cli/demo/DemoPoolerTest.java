package io.assay.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Column;
import io.assay.check.Kept;
import io.assay.check.Measured;
import io.assay.check.Measurement;
import io.assay.scan.MonitoredDatabase;
import io.assay.scan.ScanRunner;
import io.assay.scan.StatementLog;
import io.assay.scan.Taken;
import io.assay.testing.Neighbour;
import io.assay.testing.PgBouncer;
import io.assay.testing.TestPostgres;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// The project's own check files, by twelve clients at once through a real PgBouncer that has two
/// sessions, while other clients leave in these whatever a client can.
class DemoPoolerTest {
  private static final int CLIENTS = 12;
  private static final int NEIGHBOURS = 3;
  private static final String STRANGER = "stranger_" + ProcessHandle.current().pid();
  private static final long SEED = Long.getLong("assay.test.seed", 20_261_121);

  /// What these find moves by itself: how long statements took, how much the database holds.
  private static final Set<String> MOVING = Set.of("slow", "query_time", "size");

  private final ScanRunner runner = new ScanRunner(StatementLog.NONE, name -> Optional.empty());
  private final TestPostgres database = TestPostgres.create();

  @Test
  void twelve_clients_on_two_sessions_find_what_one_finds_directly_whoever_else_is_there()
      throws Exception {
    try (Connection connection = database.connect()) {
      DemoSuite.fill(connection);
    }
    database.execute("CREATE ROLE " + STRANGER);
    sameAs("assay", "assay");
    sameAs(database.username(), database.password());
  }

  private void sameAs(String role, String password) throws Exception {
    List<Check> checks;
    Map<CheckId, Measurement> before;
    Map<CheckId, Measurement> after;
    List<Map<CheckId, Measurement>> pooled;
    AtomicInteger left = new AtomicInteger();
    try (MonitoredDatabase direct =
            new MonitoredDatabase(DemoSuite.settings(database.url(), role, password));
        PgBouncer pooler = PgBouncer.before(database, Map.of(role, password), 2)) {
      checks = DemoSuite.load(direct);
      keepWindows(checks);
      before = runner.measure(direct, checks);
      pooled = throughNeighbours(pooler, role, password, checks, left);
      after = runner.measure(direct, checks);
    }
    List<String> wrong = new ArrayList<>();
    for (Map<CheckId, Measurement> answers : pooled) {
      for (Check check : checks) {
        Object answer = answer(check, answers);
        // the clock went on between the two
        if (!answer.equals(answer(check, before)) && !answer.equals(answer(check, after))) {
          wrong.add(check.id() + ": " + answer + " and not " + answer(check, before));
        }
      }
    }
    System.out.println(
        CLIENTS
            + " clients as "
            + role
            + ": "
            + pooled.size()
            + " rounds of "
            + checks.size()
            + " checks, "
            + left
            + " things left by neighbours, "
            + wrong.size()
            + " wrong answers");
    assertThat(wrong).isEmpty();
    assertThat(pooled).hasSize(2 * CLIENTS);
    assertThat(left).hasValueGreaterThan(500);
  }

  /// Takes away the rows that would leave a window in the next minutes.
  private void keepWindows(List<Check> checks) {
    for (Check check : checks) {
      check
          .target()
          .filter()
          .window()
          .ifPresent(window -> {
            long seconds = window.length().toSeconds();
            database.execute(
                "DELETE FROM %s WHERE %s BETWEEN now() - interval '%d s' AND now() - interval '%d s'"
                    .formatted(
                        check.target().table().orElseThrow(),
                        ((Column.Name) window.time()).name(),
                        seconds + 60,
                        seconds - 900));
          });
    }
  }

  private List<Map<CheckId, Measurement>> throughNeighbours(
      PgBouncer pooler, String role, String password, List<Check> checks, AtomicInteger left)
      throws ExecutionException, InterruptedException {
    List<String> leavings = Neighbour.leavings(database, STRANGER, "invoices");
    AtomicBoolean over = new AtomicBoolean();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int n = 0; n < NEIGHBOURS; n++) {
        Random random = new Random(SEED + n);
        threads.submit(() -> {
          try (Neighbour neighbour = new Neighbour(pooler.as(role, password))) {
            while (!over.get()) {
              if (neighbour.leave(leavings.get(random.nextInt(leavings.size())))) {
                left.incrementAndGet();
              }
              if (random.nextInt(10) == 0) {
                neighbour.leave("RESET SESSION AUTHORIZATION");
              }
            }
          }
        });
      }
      List<Future<List<Map<CheckId, Measurement>>>> clients = new ArrayList<>();
      for (int n = 0; n < CLIENTS; n++) {
        clients.add(threads.submit(() -> twice(pooler, role, password, checks)));
      }
      List<Map<CheckId, Measurement>> all = new ArrayList<>();
      try {
        for (Future<List<Map<CheckId, Measurement>>> client : clients) {
          all.addAll(client.get());
        }
      } finally {
        over.set(true);
      }
      return all;
    }
  }

  /// The second time with what the first one kept, to be reused where nothing changed.
  private List<Map<CheckId, Measurement>> twice(
      PgBouncer pooler, String role, String password, List<Check> checks) {
    ScanRunner own = new ScanRunner(StatementLog.NONE, name -> Optional.empty());
    try (MonitoredDatabase through =
        new MonitoredDatabase(DemoSuite.settings(pooler.url(), role, password))) {
      Taken first = own.measure(through, checks, Kept.NOTHING);
      return List.of(
          first.measurements(), own.measure(through, checks, first.kept()).measurements());
    }
  }

  private static Object answer(Check check, Map<CheckId, Measurement> answers) {
    Measurement answer = Optional.ofNullable(answers.get(check.id())).orElseThrow();
    return answer instanceof Measured measured
        ? MOVING.contains(check.kind().keyword()) ? "measured" : measured.values()
        : answer;
  }
}
