package io.assay.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Kept;
import io.assay.check.Measurement;
import io.assay.check.Schedule;
import io.assay.check.Verdict;
import io.assay.history.Events;
import io.assay.history.History;
import io.assay.history.KeptFigures;
import io.assay.history.PartitionTables;
import io.assay.history.Partitions;
import io.assay.history.Result;
import io.assay.history.Results;
import io.assay.incident.Baseline;
import io.assay.incident.CheckStates;
import io.assay.incident.Incident;
import io.assay.incident.Incidents;
import io.assay.incident.LoggedChange;
import io.assay.scan.Taken;
import io.assay.testing.SampleChecks;
import io.assay.testing.StateStore;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Groups of checks that are read and stored together.
class GroupRecordsTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final int GROUPS = 40;

  private final StateStore state = StateStore.create();
  private final Results results = state.bean(Results.class);
  private final Map<CheckId, Measurement> answers = new ConcurrentHashMap<>();
  private final Map<CheckId, Incident> told = new ConcurrentHashMap<>();
  private final List<Check> checks = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  @AfterEach
  void close() {
    state.close();
  }

  @Test
  void groups_that_come_together_are_stored_in_few_transactions() throws Exception {
    state.postgres().execute("CREATE EXTENSION pg_stat_statements");
    Run run =
        run(groups(GROUPS), (incident, now) -> told.put(incident.subject().check(), incident));
    List<FutureTask<Map<CheckId, Verdict>>> runs;
    // whoever comes first has to wait, and all the others gather
    try (Connection connection = state.postgres().connect()) {
      connection.setAutoCommit(false);
      connection.createStatement().execute("LOCK TABLE assay.result IN EXCLUSIVE MODE");
      runs = start(run);
      awaitAllWaiting();
      connection.commit();
    }

    for (FutureTask<Map<CheckId, Verdict>> each : runs) {
      assertThat(each.get(60, TimeUnit.SECONDS)).hasSize(1);
    }
    assertThat(
            state.rows(
                """
                SELECT sum(calls) <= 2, sum(rows) FROM pg_stat_statements
                WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
                  AND query LIKE 'INSERT INTO assay.result %'
                """))
        .containsExactly("t " + GROUPS);
    assertThat(
            state.rows(
                "SELECT count(*), count(DISTINCT group_key), count(DISTINCT figures) FROM assay.kept"))
        .containsExactly("40 40 40");
    for (Check check : checks) {
      assertThat(results.latest(check.id(), 5)).extracting(Result::slot).containsExactly(NOON);
    }
  }

  @Test
  void a_group_that_cannot_be_stored_loses_no_other() throws Exception {
    List<CheckGroup> groups = groups(6);
    CheckId bad = checks.get(2).id();
    checks.forEach(check -> answers.put(check.id(), SampleChecks.rows(50)));
    Run run =
        run(
            groups,
            (incident, now) -> {
              if (incident.subject().check().equals(bad)) {
                throw new IllegalStateException("no deliveries for this one");
              }
              told.put(incident.subject().check(), incident);
            });

    List<FutureTask<Map<CheckId, Verdict>>> runs = start(run);

    for (int i = 0; i < runs.size(); i++) {
      FutureTask<Map<CheckId, Verdict>> each = runs.get(i);
      if (checks.get(i).id().equals(bad)) {
        assertThatThrownBy(() -> each.get(60, TimeUnit.SECONDS))
            .hasMessageContaining("no deliveries for this one");
        assertThat(results.latest(bad, 5)).isEmpty();
      } else {
        assertThat(each.get(60, TimeUnit.SECONDS)).containsOnlyKeys(checks.get(i).id());
        assertThat(results.latest(checks.get(i).id(), 5)).hasSize(1);
      }
    }
    assertThat(told).hasSize(5).doesNotContainKey(bad);
    assertThat(state.bean(Incidents.class).open()).hasSize(5);
  }

  @Test
  void a_group_that_another_replica_is_storing_holds_up_no_other() throws Exception {
    Run run = run(groups(4), (incident, now) -> {});
    // who has no baseline yet looks for one under the same lock, before it measures
    state
        .bean(CheckStates.class)
        .recall(
            checks.stream().collect(Collectors.toMap(Check::id, _ -> new Baseline(List.of(), 20))));
    List<FutureTask<Map<CheckId, Verdict>>> runs;
    try (Connection connection = state.postgres().connect()) {
      connection.setAutoCommit(false);
      connection
          .createStatement()
          .execute("SELECT FROM assay.check_state WHERE check_id = 'c1' FOR UPDATE");
      runs = start(run);
      for (int i : new int[] {0, 2, 3}) {
        assertThat(runs.get(i).get(60, TimeUnit.SECONDS)).hasSize(1);
      }
      assertThat(runs.get(1).isDone()).isFalse();
      connection.commit();
    }
    assertThat(runs.get(1).get(60, TimeUnit.SECONDS)).hasSize(1);
  }

  @Test
  void a_check_that_moves_to_another_group_has_one_result_for_a_slot() throws Exception {
    groups(1);
    Check moved = checks.getFirst();
    List<CheckGroup> groups = List.of(group("here", moved), group("there", moved));
    Run run = run(groups, (incident, now) -> {});

    int accepted = 0;
    for (FutureTask<Map<CheckId, Verdict>> each : start(run, groups)) {
      accepted += each.get(60, TimeUnit.SECONDS).size();
    }

    assertThat(accepted).isEqualTo(1);
    assertThat(results.latest(moved.id(), 5)).hasSize(1);
  }

  private List<CheckGroup> groups(int many) {
    List<CheckGroup> groups = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      Check check = SampleChecks.check("c" + i, "t" + i);
      checks.add(check);
      answers.put(check.id(), SampleChecks.rows(5));
      groups.add(group("t" + i, check));
    }
    state.bean(CheckStates.class).declare(checks);
    return groups;
  }

  private static CheckGroup group(String key, Check check) {
    return new CheckGroup(
        "shop/" + key, "shop", new Schedule.Every(Duration.ofMinutes(1)), List.of(check));
  }

  private List<FutureTask<Map<CheckId, Verdict>>> start(Run run) {
    return start(run, checks.stream().map(check -> group("of " + check.id(), check)).toList());
  }

  /// Runs all of these groups at once.
  private List<FutureTask<Map<CheckId, Verdict>>> start(Run run, List<CheckGroup> groups) {
    List<FutureTask<Map<CheckId, Verdict>>> runs = new ArrayList<>();
    for (CheckGroup group : groups) {
      FutureTask<Map<CheckId, Verdict>> task = new FutureTask<>(() -> run.run(group, NOON));
      runs.add(task);
      threads.add(Thread.ofVirtual().start(task));
    }
    return runs;
  }

  /// Waits until the state store works for one transaction, and every group waits for it.
  private void awaitAllWaiting() throws InterruptedException {
    Instant deadline = Instant.now().plusSeconds(60);
    CountDownLatch never = new CountDownLatch(1);
    while (!state
            .rows(
                """
                SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
                  AND wait_event_type = 'Lock' AND query LIKE 'INSERT INTO assay.result %'
                """)
            .equals(List.of("1"))
        || threads.stream().anyMatch(thread -> thread.getState() != Thread.State.WAITING)) {
      assertThat(Instant.now()).isBefore(deadline);
      assertThat(never.await(10, TimeUnit.MILLISECONDS)).isFalse();
    }
  }

  /// A run whose measuring waits until all groups are being measured.
  private Run run(List<CheckGroup> groups, Telling telling) {
    Partitions partitions =
        new Partitions(
            state.bean(PartitionTables.class), Duration.ofDays(90), InstantSource.fixed(NOON));
    partitions.run();
    CountDownLatch allThere = new CountDownLatch(groups.size());
    return new Run(
        (database, asked, kept) -> {
          allThere.countDown();
          try {
            assertThat(allThere.await(60, TimeUnit.SECONDS)).isTrue();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          String name = asked.getFirst().id().value();
          return new Taken(
              new HashMap<>(answers),
              new Kept(
                  Map.of(
                      "rows",
                      new Kept.Part("f", NOON, Map.of("a {\"b\", \\", "5, {" + name + "}")))));
        },
        new Store(
            state.transactions(),
            new History(
                partitions, results, state.bean(KeptFigures.class), state.bean(Events.class)),
            state.bean(CheckStates.class),
            state.bean(Incidents.class)),
        telling,
        new Silent(),
        InstantSource.fixed(NOON.plusSeconds(1)));
  }

  private static final class Silent implements RunLog {
    @Override
    public void judged(Check check, Verdict verdict, Instant slot, Result.Taking taking) {}

    @Override
    public void changed(Incident incident, List<LoggedChange> changes) {}

    @Override
    public void ran(CheckGroup group, Duration lag, Duration took) {}

    @Override
    public void missed(CheckGroup group, Gap gap, Gap.Reason reason) {}
  }
}
