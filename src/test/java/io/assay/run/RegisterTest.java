package io.assay.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.assay.check.Check;
import io.assay.check.Kept;
import io.assay.check.Severity;
import io.assay.history.Events;
import io.assay.history.History;
import io.assay.history.KeptFigures;
import io.assay.history.PartitionTables;
import io.assay.history.Partitions;
import io.assay.history.Results;
import io.assay.incident.CheckStates;
import io.assay.incident.Incidents;
import io.assay.scan.Taken;
import io.assay.testing.SampleChecks;
import io.assay.testing.StateStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegisterTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  private final StateStore state = StateStore.create();
  private final RunLog nothing = RunLog.all(List.of());

  @AfterEach
  void close() {
    state.close();
  }

  @Test
  void declares_ten_thousand_checks_in_a_few_statements_and_leaves_their_times_alone() {
    state.postgres().execute("CREATE EXTENSION pg_stat_statements");
    List<Check> checks = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      checks.add(SampleChecks.check("check " + i, "table " + i / 5));
    }
    register((incident, now) -> {}, NOON).sync(CheckGroup.of(checks), Set.of());
    List<String> times = times();
    state.postgres().execute("SELECT pg_stat_statements_reset()");

    register((incident, now) -> {}, NOON.plusSeconds(3600)).sync(CheckGroup.of(checks), Set.of());

    assertThat(
            state.rows(
                """
                SELECT sum(calls) < 16 FROM pg_stat_statements
                WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
                  AND query !~ 'pg_stat_'
                """))
        .containsExactly("t");
    assertThat(times).hasSize(2_000);
    assertThat(times()).isEqualTo(times);
    assertThat(state.rows("SELECT count(*) FROM assay.check_state")).containsExactly("10000");
  }

  @Test
  void is_brought_in_line_by_two_replicas_at_once() {
    List<Check> checks =
        List.of(SampleChecks.check("a", "orders"), SampleChecks.check("b", "invoices"));
    CompletableFuture<?>[] both = {
      CompletableFuture.runAsync(
          () -> register((incident, now) -> {}, NOON).sync(CheckGroup.of(checks), Set.of())),
      CompletableFuture.runAsync(
          () -> register((incident, now) -> {}, NOON).sync(CheckGroup.of(checks), Set.of()))
    };

    CompletableFuture.allOf(both).join();

    assertThat(times()).hasSize(2);
  }

  @Test
  void removes_nothing_when_the_deliveries_cannot_be_written() {
    Check check =
        SampleChecks.check(
            "orders",
            "orders",
            SampleChecks.EVERY_MINUTE,
            new SampleChecks.AtMost("rows", 10, Severity.WARNING, 0));
    register((incident, now) -> {}, NOON).sync(CheckGroup.of(List.of(check)), Set.of());
    Run run =
        new Run(
            (database, checks, kept) ->
                new Taken(Map.of(check.id(), SampleChecks.rows(50)), Kept.NOTHING),
            store(NOON),
            (incident, now) -> {},
            nothing,
            InstantSource.fixed(NOON));
    run.run(CheckGroup.of(List.of(check)).values().iterator().next(), NOON);
    Register failing =
        register(
            (incident, now) -> {
              throw new IllegalStateException("no deliveries today");
            },
            NOON.plusSeconds(60));

    othersAreGone();
    assertThatThrownBy(() -> failing.sync(CheckGroup.of(List.of()), Set.of()))
        .hasMessageContaining("no deliveries today");

    assertThat(state.bean(Incidents.class).open()).hasSize(1);
    assertThat(times()).hasSize(1);
  }

  @Test
  void spares_what_a_database_that_is_away_may_still_have() {
    Check watched = SampleChecks.check("shop/public.orders/rows", "orders");
    Check written = SampleChecks.check("my own name", "invoices");
    register((incident, now) -> {}, NOON).sync(CheckGroup.of(List.of(watched, written)), Set.of());
    new Run(
            (database, checks, kept) ->
                new Taken(Map.of(checks.getFirst().id(), SampleChecks.rows(50)), Kept.NOTHING),
            store(NOON),
            (incident, now) -> {},
            nothing,
            InstantSource.fixed(NOON))
        .run(CheckGroup.of(List.of(written)).values().iterator().next(), NOON);
    List<String> before = everything();

    othersAreGone();
    register((incident, now) -> {}, NOON.plusSeconds(60)).sync(Map.of(), Set.of("shop"));
    assertThat(everything()).isEqualTo(before).hasSize(5);

    othersAreGone();
    register((incident, now) -> {}, NOON.plusSeconds(90)).sync(Map.of(), Set.of("warehouse"));
    assertThat(everything()).isEmpty();
  }

  @Test
  void what_another_replica_declares_stays_until_that_is_gone() {
    Check old = SampleChecks.check("old", "orders");
    Check fresh = SampleChecks.check("fresh", "invoices");
    Register behind = register((incident, now) -> {}, NOON);
    Register ahead = register((incident, now) -> {}, NOON);
    behind.sync(CheckGroup.of(List.of(old)), Set.of());

    ahead.sync(CheckGroup.of(List.of(fresh)), Set.of());
    behind.sync(CheckGroup.of(List.of(old)), Set.of());
    assertThat(times()).hasSize(2);

    behind.leave();
    assertThat(ahead.look().someGone()).isTrue();
    ahead.sync(CheckGroup.of(List.of(fresh)), Set.of());
    assertThat(times()).hasSize(1);
    assertThat(everything()).anyMatch(row -> row.startsWith("fresh"));
  }

  @Test
  void who_read_its_files_last_decides_what_a_check_means() {
    Check lax = SampleChecks.check("a", "orders", SampleChecks.EVERY_MINUTE, atMost(10));
    Check strict = SampleChecks.check("a", "orders", SampleChecks.EVERY_MINUTE, atMost(1));
    String key = CheckGroup.of(List.of(lax)).keySet().iterator().next();
    Register behind = register((incident, now) -> {}, NOON);
    Register ahead = register((incident, now) -> {}, NOON);
    behind.sync(CheckGroup.of(List.of(lax)), Set.of());
    ahead.sync(CheckGroup.of(List.of(strict)), Set.of());

    assertThat(behind.look().divided()).isTrue();
    assertThat(ahead.look().divided()).isTrue();
    assertThat(behind.inForce(key)).isFalse();
    assertThat(ahead.inForce(key)).as("before the other can have noticed").isFalse();
    await().until(() -> ahead.inForce(key));
    assertThat(behind.inForce(key)).isFalse();

    // to say the same once more is not to have read something new
    behind.sync(CheckGroup.of(List.of(lax)), Set.of());
    assertThat(behind.inForce(key)).isFalse();

    ahead.leave();
    behind.sync(CheckGroup.of(List.of(lax)), Set.of());
    assertThat(behind.look().divided()).isFalse();
    assertThat(behind.inForce(key)).isTrue();
  }

  @Test
  void a_replica_that_was_taken_for_dead_comes_back_with_what_it_had_read_then() {
    Check lax = SampleChecks.check("a", "orders", SampleChecks.EVERY_MINUTE, atMost(10));
    Check strict = SampleChecks.check("a", "orders", SampleChecks.EVERY_MINUTE, atMost(1));
    String key = CheckGroup.of(List.of(lax)).keySet().iterator().next();
    Register frozen = register((incident, now) -> {}, NOON);
    Register other = register((incident, now) -> {}, NOON);
    frozen.sync(CheckGroup.of(List.of(lax)), Set.of());
    othersAreGone();
    other.sync(CheckGroup.of(List.of(strict)), Set.of());

    assertThat(frozen.look().enrolled()).isFalse();
    frozen.sync(CheckGroup.of(List.of(lax)), Set.of());
    assertThat(frozen.look()).matches(sight -> sight.enrolled() && sight.divided());
    assertThat(frozen.inForce(key)).isFalse();
  }

  private static SampleChecks.AtMost atMost(int rows) {
    return new SampleChecks.AtMost("rows", rows, Severity.WARNING, 0);
  }

  private void othersAreGone() {
    state.postgres().execute("DELETE FROM assay.replica");
  }

  private List<String> everything() {
    return state.rows(
        """
        SELECT check_id, coalesce(state, 'never') FROM assay.check_state
        UNION ALL SELECT task_instance, execution_time::text FROM assay.scheduled_tasks
        UNION ALL SELECT check_id, sentence FROM assay.incident WHERE resolved IS NULL
        ORDER BY 1, 2
        """);
  }

  private Register register(Telling telling, Instant now) {
    return new Register(
        store(now),
        new Register.Tables(state.bean(GroupTasks.class), state.bean(Replicas.class)),
        telling,
        nothing,
        InstantSource.fixed(now));
  }

  private Store store(Instant now) {
    return new Store(
        state.transactions(),
        new History(
            new Partitions(
                state.bean(PartitionTables.class), Duration.ofDays(90), InstantSource.fixed(now)),
            state.bean(Results.class),
            state.bean(KeptFigures.class),
            state.bean(Events.class)),
        state.bean(CheckStates.class),
        state.bean(Incidents.class));
  }

  private List<String> times() {
    return state.rows("SELECT task_instance, execution_time FROM assay.scheduled_tasks ORDER BY 1");
  }
}
