package io.assay.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.incident.Change;
import io.assay.incident.CheckStates;
import io.assay.incident.Incident;
import io.assay.incident.Incidents;
import io.assay.incident.LoggedChange;
import io.assay.testing.SampleChecks;
import io.assay.testing.StateStore;
import io.assay.testing.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimetableTest {
  private static final InstantSource CLOCK = InstantSource.system();
  private static final Pace QUICK =
      new Pace(Duration.ofMillis(50), Duration.ofMillis(200), 20, Duration.ofMillis(500));
  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofHours(6);

  private final TestPostgres postgres = TestPostgres.create();
  private final List<TimetableReplica> replicas = new ArrayList<>();
  private final BlockingQueue<Incident> told = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    replicas.forEach(TimetableReplica::close);
  }

  @Test
  void a_new_group_runs_soon_and_then_in_its_slots() throws Exception {
    Check often = SampleChecks.check("often", "orders", SampleChecks.every(SHORT));
    TimetableReplica replica = replica(5);
    replica.timetable.sync(List.of(often), Set.of());
    replica.timetable.start();

    assertThat(replica.nextRun()).containsExactly(often);
    assertThat(replica.nextRun()).containsExactly(often);
    assertThat(replica.nextRun()).containsExactly(often);

    await(() -> replica.slots("often").size() >= 3);
    String key = CheckGroup.of(List.of(often)).keySet().iterator().next();
    for (Instant slot : replica.slots("often")) {
      assertThat(often.terms().schedule().next(slot.minusMillis(1), key)).isEqualTo(slot);
    }
  }

  @Test
  void two_replicas_never_run_one_slot_twice() throws Exception {
    List<Check> checks = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      checks.add(SampleChecks.check("c" + i, "t" + i, SampleChecks.every(SHORT)));
    }
    TimetableReplica one = replica(5);
    TimetableReplica two = replica(5);
    one.timetable.sync(checks, Set.of());
    two.timetable.sync(checks, Set.of());
    one.timetable.start();
    two.timetable.start();

    await(() -> one.ran.size() + two.ran.size() >= 32);
    one.timetable.close();
    two.timetable.close();

    assertThat(one.ran).isNotEmpty();
    assertThat(two.ran).isNotEmpty();
    List<String> measured = new ArrayList<>(one.measured);
    measured.addAll(two.measured);
    assertThat(measured).doesNotHaveDuplicates();
    assertThat(one.results()).isEqualTo(measured.size());
  }

  @Test
  void work_of_a_replica_that_died_is_taken_over() throws Exception {
    Check check = SampleChecks.check("orders", "orders", SampleChecks.every(LONG));
    TimetableReplica dead = replica(5);
    dead.timetable.sync(List.of(check), Set.of());
    // as a replica leaves it that was killed in the middle of a run
    postgres.execute(
        """
        UPDATE assay.scheduled_tasks SET picked = true, picked_by = 'killed',
          execution_time = now() - interval '1 second', last_heartbeat = now(),
          version = version + 1
        """);
    TimetableReplica other = replica(5);
    other.timetable.sync(List.of(check), Set.of());
    other.timetable.start();

    assertThat(other.nextRun()).containsExactly(check);
    await(() -> other.results() == 1);
  }

  @Test
  void a_shutdown_hands_back_what_it_cuts_short() throws Exception {
    Check check = SampleChecks.check("orders", "orders", SampleChecks.every(LONG));
    TimetableReplica leaving = replica(5);
    leaving.beforeAnswer = new CountDownLatch(1);
    leaving.timetable.sync(List.of(check), Set.of());
    leaving.timetable.start();
    leaving.nextRun();

    leaving.timetable.close();

    assertThat(leaving.results()).isZero();
    assertThat(
            leaving.store.rows("SELECT picked, execution_time <= now() FROM assay.scheduled_tasks"))
        .containsExactly("f t");
  }

  @Test
  void slots_in_which_nobody_was_there_are_recorded_as_missed() throws Exception {
    Check check = SampleChecks.check("orders", "orders", SampleChecks.every(Duration.ofMinutes(1)));
    String key = CheckGroup.of(List.of(check)).keySet().iterator().next();
    TimetableReplica replica = replica(5);
    replica.timetable.sync(List.of(check), Set.of());
    Instant owed = check.terms().schedule().next(Instant.now().minus(Duration.ofDays(2)), key);
    postgres.execute("UPDATE assay.scheduled_tasks SET execution_time = '" + owed + "'");

    replica.timetable.start();
    replica.nextRun();
    await(() -> replica.ran.size() == 1);

    Gap gap = replica.store.bean(MissedRuns.class).latest(key, 5).getFirst();
    Instant slot = replica.slots("orders").getFirst();
    assertThat(slot).isAfter(Instant.now().minus(Duration.ofSeconds(75)));
    assertThat(gap.first()).isEqualTo(owed);
    assertThat(gap.last()).isEqualTo(slot.minusSeconds(60));
    assertThat(gap.slots()).isEqualTo(Duration.between(owed, slot).toMinutes());
    assertThat(replica.missed).containsExactly(gap + " NOBODY_RAN");
  }

  @Test
  void a_run_longer_than_its_interval_piles_nothing_up() throws Exception {
    Check check = SampleChecks.check("slow", "orders", SampleChecks.every(Duration.ofMillis(500)));
    CountDownLatch slow = new CountDownLatch(1);
    TimetableReplica replica = replica(5);
    replica.beforeAnswer = slow;
    replica.timetable.sync(List.of(check), Set.of());
    replica.timetable.start();
    replica.nextRun();
    Instant begun = Instant.now();
    await(() -> Instant.now().isAfter(begun.plusMillis(1_700)));
    assertThat(replica.measured).hasSize(1);

    slow.countDown();
    await(() -> replica.ran.size() >= 2);

    assertThat(replica.missed.getFirst()).endsWith("OVERRAN");
    assertThat(replica.slots("slow")).doesNotHaveDuplicates();
  }

  @Test
  void a_check_is_run_on_demand_and_keeps_its_slots() throws Exception {
    Check check = SampleChecks.check("orders", "orders", SampleChecks.every(LONG));
    String key = CheckGroup.of(List.of(check)).keySet().iterator().next();
    TimetableReplica replica = replica(5);
    replica.timetable.sync(List.of(check), Set.of());
    replica.timetable.start();
    replica.nextRun();
    await(() -> replica.ran.size() == 1);
    GroupTasks tasks = replica.store.bean(GroupTasks.class);
    Instant slot = check.terms().schedule().next(Instant.now(), key);
    await(() -> tasks.dueAt(key).filter(slot::equals).isPresent());

    assertThat(replica.timetable.runNow(check.id())).isEqualTo(RunNow.DUE);

    replica.nextRun();
    await(() -> tasks.dueAt(key).filter(slot::equals).isPresent());
    assertThat(replica.slots("orders")).hasSize(2);
    assertThat(replica.timetable.runNow(new CheckId("nobody"))).isEqualTo(RunNow.UNKNOWN);
  }

  @Test
  void a_removed_check_ends_with_its_incident_and_a_new_schedule_begins_soon() throws Exception {
    Check kept = SampleChecks.check("kept", "orders", SampleChecks.every(LONG));
    Check removed = SampleChecks.check("removed", "orders", SampleChecks.every(LONG));
    TimetableReplica replica = replica(50);
    replica.timetable.sync(List.of(kept, removed), Set.of());
    replica.timetable.start();
    replica.nextRun();
    await(() -> told.size() == 2);
    told.clear();

    Check retimed = SampleChecks.check("kept", "orders", SampleChecks.every(LONG.multipliedBy(2)));
    replica.timetable.sync(List.of(retimed), Set.of());

    Incident ended = told.remove();
    assertThat(ended.subject().check()).isEqualTo(removed.id());
    assertThat(replica.store.bean(Incidents.class).changesAfter(ended.id(), 1))
        .extracting(LoggedChange::change)
        .containsExactly(
            new Change.Resolved(Change.Reason.REMOVED, "the check is no longer declared"));
    assertThat(replica.store.bean(CheckStates.class).standings(List.of(kept.id(), removed.id())))
        .containsOnlyKeys(kept.id());
    assertThat(replica.store.rows("SELECT task_instance FROM assay.scheduled_tasks"))
        .containsExactlyElementsOf(CheckGroup.of(List.of(retimed)).keySet());
    assertThat(replica.nextRun()).containsExactly(retimed);
  }

  @Test
  void a_group_that_only_another_replica_declares_is_left_to_it() throws Exception {
    Check check = SampleChecks.check("orders", "orders", SampleChecks.every(LONG));
    TimetableReplica behind = replica(5);
    behind.timetable.start();
    TimetableReplica ahead = replica(5);
    ahead.timetable.sync(List.of(check), Set.of());
    String key = CheckGroup.of(List.of(check)).keySet().iterator().next();
    await(() ->
        ahead.store.rows("SELECT 1 FROM assay.scheduled_tasks WHERE task_data IS NOT NULL").size()
            == 1);

    ahead.timetable.start();

    assertThat(ahead.nextRun()).containsExactly(check);
    await(() -> ahead.ran.size() == 1);
    assertThat(behind.measured).isEmpty();
    assertThat(ahead.store.bean(MissedRuns.class).latest(key, 5)).isEmpty();
  }

  @Test
  void goes_on_by_itself_after_the_state_database_was_away() throws Exception {
    Check check = SampleChecks.check("orders", "orders", SampleChecks.every(SHORT));
    TimetableReplica replica = replica(5);
    replica.timetable.sync(List.of(check), Set.of());
    replica.timetable.start();
    replica.nextRun();
    String database = postgres.url().replaceAll(".*/([^/?]+)\\?.*", "$1");
    TestPostgres server =
        new TestPostgres(
            postgres.url().replace("/" + database + "?", "/postgres?"),
            postgres.username(),
            postgres.password());

    server.execute(
        "ALTER DATABASE " + database + " ALLOW_CONNECTIONS false",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '"
            + database
            + "'");
    await(() -> !replica.watch.up());
    server.execute("ALTER DATABASE " + database + " ALLOW_CONNECTIONS true");

    await(() -> replica.watch.up());
    int before = replica.ran.size();
    await(() -> replica.ran.size() > before);
    assertThat(replica.judged).doesNotHaveDuplicates();
  }

  @Test
  void a_turn_whose_end_could_not_be_written_ends_as_soon_as_it_can() throws Exception {
    Check check = SampleChecks.check("orders", "orders", SampleChecks.every(SHORT));
    Pace neverDead = new Pace(Duration.ofMillis(50), Duration.ofHours(1), 20, SHORT);
    TimetableReplica replica = replica(5, neverDead);
    replica.timetable.sync(List.of(check), Set.of());
    postgres.execute(
        """
        CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          RAISE EXCEPTION 'could not extend file: No space left on device'
            USING ERRCODE = 'disk_full';
        END $$
        """,
        """
        CREATE TRIGGER disk_full BEFORE UPDATE ON assay.scheduled_tasks FOR EACH ROW
        WHEN (OLD.picked AND NOT NEW.picked) EXECUTE FUNCTION disk_full()
        """);
    replica.timetable.start();
    await(() -> replica.results() == 1);
    replica.nextRun();
    assertThat(replica.store.rows("SELECT picked FROM assay.scheduled_tasks")).containsExactly("t");

    postgres.execute("DROP TRIGGER disk_full ON assay.scheduled_tasks");

    replica.nextRun();
    replica.nextRun();
    await(() -> replica.results() >= 3);
    assertThat(replica.judged).doesNotHaveDuplicates();
  }

  private TimetableReplica replica(long rows) {
    return replica(rows, QUICK);
  }

  private TimetableReplica replica(long rows, Pace pace) {
    TimetableReplica replica =
        new TimetableReplica(
            StateStore.open(postgres), rows, pace, (incident, now) -> told.add(incident));
    replicas.add(replica);
    return replica;
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    Instant deadline = Instant.now().plusSeconds(60);
    CountDownLatch never = new CountDownLatch(1);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).isBefore(deadline);
      assertThat(never.await(20, TimeUnit.MILLISECONDS)).isFalse();
    }
  }
}
