package io.assay.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.CheckId;
import io.assay.check.Verdict;
import io.assay.testing.SampleChecks;
import io.assay.testing.StateStore;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PartitionsTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final CheckId ORDERS = new CheckId("orders");

  private final StateStore state = StateStore.create();
  private final Results results = state.bean(Results.class);

  @AfterEach
  void close() {
    state.close();
  }

  @Test
  @Tag("versions")
  void are_made_a_week_ahead_and_once() {
    partitions(NOON).run();
    partitions(NOON).run();

    assertThat(tables())
        .containsExactly(
            "result_20261120",
            "result_20261121",
            "result_20261122",
            "result_20261123",
            "result_20261124",
            "result_20261125",
            "result_20261126",
            "result_20261127");
  }

  @Test
  @Tag("versions")
  void are_dropped_after_the_retention_and_not_before() {
    partitions(NOON).run();
    results.accept(List.of(result(NOON, 1)));

    partitions(NOON.plus(Duration.ofDays(90))).run();
    assertThat(tables()).contains("result_20261120");
    assertThat(results.latest(ORDERS, 5)).hasSize(1);

    partitions(NOON.plus(Duration.ofDays(91))).run();
    assertThat(tables()).doesNotContain("result_20261120").contains("result_20261121");
    assertThat(results.latest(ORDERS, 5)).isEmpty();
  }

  @Test
  void of_a_day_that_was_not_prepared_are_made_when_a_result_needs_one() {
    Instant later = NOON.plus(Duration.ofDays(30));

    partitions(NOON).cover(later);

    assertThat(results.accept(List.of(result(later, 1)))).containsExactly(ORDERS);
  }

  @Test
  void are_made_by_two_replicas_at_once() {
    CompletableFuture<Void> one = CompletableFuture.runAsync(() -> partitions(NOON).cover(NOON));
    CompletableFuture<Void> two = CompletableFuture.runAsync(() -> partitions(NOON).cover(NOON));

    CompletableFuture.allOf(one, two).join();

    assertThat(tables()).hasSize(8);
  }

  @Test
  void let_only_one_result_in_for_a_check_and_slot() {
    partitions(NOON).run();

    assertThat(results.accept(List.of(result(NOON, 1)))).containsExactly(ORDERS);
    assertThat(results.accept(List.of(result(NOON, 2), result(NOON.plusSeconds(60), 3))))
        .hasSize(1);

    assertThat(results.lastValues(List.of(ORDERS), 20, NOON).get(ORDERS))
        .containsExactly(BigDecimal.valueOf(1), BigDecimal.valueOf(3));
    assertThat(results.lastPasses(Map.of(ORDERS, NOON), 1).get(ORDERS))
        .containsExactly(BigDecimal.valueOf(3));
  }

  @Test
  void give_back_the_last_passes_however_long_ago_they_were() {
    for (int day = 0; day < 30; day += 10) {
      Instant slot = NOON.plus(Duration.ofDays(day));
      partitions(slot).run();
      results.accept(List.of(result(slot, day)));
    }
    Instant failing = NOON.plus(Duration.ofDays(25));

    assertThat(results.lastPasses(Map.of(ORDERS, NOON.plus(Duration.ofDays(20))), 2).get(ORDERS))
        .containsExactly(BigDecimal.valueOf(20), BigDecimal.valueOf(10));
    assertThat(results.lastPasses(Map.of(ORDERS, failing), 5).get(ORDERS))
        .containsExactly(BigDecimal.valueOf(20), BigDecimal.valueOf(10), BigDecimal.valueOf(0));
  }

  private Partitions partitions(Instant now) {
    return new Partitions(
        state.bean(PartitionTables.class), Duration.ofDays(90), InstantSource.fixed(now));
  }

  private List<String> tables() {
    return state
        .rows(
            "SELECT inhrelid::regclass::text FROM pg_inherits"
                + " WHERE inhparent = 'assay.result'::regclass ORDER BY 1")
        .stream()
        .map(name -> name.replace("assay.", ""))
        .toList();
  }

  private static Result result(Instant slot, long rows) {
    return new Result(
        ORDERS,
        "",
        slot,
        new Verdict.Pass(SampleChecks.seen(rows)),
        new Result.Taking(Optional.empty(), Duration.ZERO, slot, Optional.empty()));
  }
}
