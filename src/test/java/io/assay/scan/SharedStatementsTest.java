package io.assay.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Column;
import io.assay.check.Kept;
import io.assay.check.Measure;
import io.assay.check.Measured;
import io.assay.check.Measurement;
import io.assay.check.TableName;
import io.assay.check.Unmeasurable;
import io.assay.check.Unmeasurable.Reason;
import io.assay.scan.Asked.Draft;
import io.assay.testing.TestPostgres;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SharedStatementsTest {
  private static final int TABLES = 60;
  private static final TestPostgres POSTGRES = TestPostgres.create();
  private static final Asked ASKED = Asked.superuser(POSTGRES);

  @BeforeAll
  static void fill() {
    POSTGRES.execute(
        IntStream.range(0, TABLES)
            .mapToObj(i ->
                "CREATE TABLE small_" + i + " AS SELECT * FROM generate_series(1, " + i + ") id")
            .toArray(String[]::new));
  }

  @BeforeEach
  void forget() {
    ASKED.sent.clear();
  }

  @AfterAll
  static void close() {
    ASKED.close();
  }

  private static List<Check> rowsOfAll() {
    List<Check> checks = new ArrayList<>();
    for (int i = 0; i < TABLES; i++) {
      checks.add(Draft.on("small_" + i).asking("small " + i, new Measure.Rows()));
    }
    return checks;
  }

  private static void assertAllCounted(Map<CheckId, Measurement> all) {
    for (int i = 0; i < TABLES; i++) {
      assertThat(RowMeasuresTest.value(all, "small " + i, new Measure.Rows())).isEqualTo(i);
    }
  }

  @Test
  void many_small_relations_share_few_statements() {
    assertAllCounted(ASKED.runner.measure(ASKED.database, rowsOfAll()));
    assertThat(ASKED.sent).hasSize(2);
  }

  @Test
  void groups_that_come_together_look_together_and_share_few_statements() throws Exception {
    List<FutureTask<Taken>> groups = new ArrayList<>();
    List<Connection> turns = List.of(ASKED.database.acquire(), ASKED.database.acquire());
    try {
      // nobody can ask anything until all have come
      List<Thread> threads = new ArrayList<>();
      for (Check check : rowsOfAll()) {
        FutureTask<Taken> group =
            new FutureTask<>(
                () -> ASKED.runner.measure(ASKED.database, List.of(check), Kept.NOTHING));
        groups.add(group);
        threads.add(Thread.ofVirtual().start(group));
      }
      while (threads.stream().anyMatch(thread -> thread.getState() != Thread.State.WAITING)) {
        Thread.onSpinWait();
      }
    } finally {
      turns.forEach(ASKED.database::release);
    }
    Map<CheckId, Measurement> all = new HashMap<>();
    for (FutureTask<Taken> group : groups) {
      all.putAll(group.get(60, TimeUnit.SECONDS).measurements());
    }

    assertAllCounted(all);
    assertThat(ASKED.sent).hasSizeLessThan(TABLES / 3);
  }

  @Test
  void a_missing_table_among_them_spoils_nobody_elses_answer() {
    List<Check> checks = rowsOfAll();
    checks.add(30, Draft.on("not_there").asking("missing", new Measure.Rows()));
    Map<CheckId, Measurement> all = ASKED.runner.measure(ASKED.database, checks);
    assertAllCounted(all);
    assertThat(all.get(new CheckId("missing")))
        .isEqualTo(
            new Unmeasurable(Reason.MISSING, "relation \"public.not_there\" does not exist"));
    assertThat(ASKED.sent).hasSize(3);
  }

  @Test
  void a_broken_check_among_them_is_found_by_halving() {
    List<Check> checks = rowsOfAll();
    checks.add(30, Draft.on("small_7").asking("broken", new Measure.Nulls(new Column.Name("x"))));
    Map<CheckId, Measurement> all = ASKED.runner.measure(ASKED.database, checks);
    assertAllCounted(all);
    assertThat(all.get(new CheckId("broken"))).isInstanceOf(Unmeasurable.class);
    assertThat(ASKED.sent).hasSizeLessThan(20);
  }

  @Test
  void a_locked_table_among_them_is_waited_for_once_more_and_holds_up_nobody_else()
      throws Exception {
    try (var connection = POSTGRES.connect()) {
      connection.setAutoCommit(false);
      connection.createStatement().execute("LOCK TABLE small_7 IN ACCESS EXCLUSIVE MODE");
      Map<CheckId, Measurement> all =
          ASKED.runner.measure(
              ASKED.database,
              IntStream.range(0, 20)
                  .mapToObj(i ->
                      Draft.on("small_" + i)
                          .timeout(Duration.ofSeconds(1))
                          .asking("small " + i, new Measure.Rows()))
                  .toList());
      assertThat(all.get(new CheckId("small 7")))
          .isInstanceOfSatisfying(
              Unmeasurable.class, why -> assertThat(why.reason()).isEqualTo(Reason.LOCKED));
      all.remove(new CheckId("small 7"));
      assertThat(all.values())
          .hasSize(19)
          .allSatisfy(each -> assertThat(each).isInstanceOf(Measured.class));
      assertThat(ASKED.sent).hasSize(1 + 20);
    }
  }

  @Test
  void checks_of_other_kinds_run_beside_them() {
    Check mixed =
        Draft.on("small_9").asking("mixed", new Measure.Rows(), new Measure.Query("SELECT 5"));
    Check answers = Draft.database().asking("answers", new Measure.Answers());
    Check homeless = Draft.database().asking("homeless", new Measure.Rows());
    Map<CheckId, Measurement> all = ASKED.measure(mixed, answers, homeless);
    assertThat(RowMeasuresTest.value(all, "mixed", new Measure.Rows())).isEqualTo(9);
    assertThat(RowMeasuresTest.value(all, "mixed", new Measure.Query("SELECT 5")).number())
        .isPresent();
    assertThat(RowMeasuresTest.value(all, "answers", new Measure.Answers())).isTrue();
    assertThat(all.get(homeless.id()))
        .isEqualTo(new Unmeasurable(Reason.QUERY, "the check is about rows and names no table"));
  }

  @Test
  void the_planner_merges_by_relation_and_guard_and_shares_only_small_ones() {
    List<Check> checks =
        List.of(
            Draft.on("a").asking("1", new Measure.Rows()),
            Draft.on("a").asking("2", new Measure.Nulls(new Column.Name("x"))),
            Draft.on("a").timeout(Duration.ofMinutes(5)).asking("3", new Measure.Rows()),
            Draft.on("b").asking("4", new Measure.Rows()),
            Draft.on("big").asking("5", new Measure.Rows()),
            Draft.database().asking("6", new Measure.Query("SELECT 1")),
            Draft.database().asking("7", new Measure.Query("SELECT 1")));
    List<Scan> scans =
        Planner.plan(checks, Set.of(new TableName("public", "a"), new TableName("public", "b")));
    assertThat(scans.stream().map(SharedStatementsTest::ids))
        .containsExactlyInAnyOrder("1 2 4", "3", "5", "6 7");
  }

  @Test
  void the_planner_puts_at_most_fifty_relations_into_a_statement() {
    List<Check> checks = rowsOfAll();
    Set<TableName> small =
        checks.stream()
            .map(check -> check.target().table().orElseThrow())
            .collect(Collectors.toSet());
    assertThat(Planner.plan(checks, small).stream().map(scan -> scan.checks().size()))
        .containsExactly(50, 10);
  }

  @Test
  void equal_figures_are_measured_once() {
    Check one = Draft.on("small_9").asking("one", new Measure.Rows());
    Check other =
        Draft.on("small_9")
            .asking("other", new Measure.Rows(), new Measure.Nulls(new Column.Name("id")));
    assertThat(ASKED.runner.explain(ASKED.database, List.of(one, other)).get(one.id()))
        .isInstanceOfSatisfying(
            Explanation.Planned.class,
            planned -> assertThat(planned.sql().split("count\\(\\*\\)", -1)).hasSize(3));
  }

  @Test
  void statements_are_logged_by_how_they_answer() {
    POSTGRES.execute("CREATE TABLE timed (at timestamptz PRIMARY KEY)");
    Measure.Newest newest = new Measure.Newest(new Column.Name("at"));
    assertThat(ASKED.value(Draft.on("timed"), newest)).isEmpty();
    assertThat(ASKED.sent).containsExactly(Measured.How.INDEX);
  }

  private static String ids(Scan scan) {
    return scan.checks().stream().map(check -> check.id().value()).collect(Collectors.joining(" "));
  }
}
