package io.assay.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.assay.check.Check;
import io.assay.check.Memory;
import io.assay.check.Severity;
import io.assay.check.Verdict;
import io.assay.history.Events;
import io.assay.history.History;
import io.assay.history.KeptFigures;
import io.assay.history.PartitionTables;
import io.assay.history.Partitions;
import io.assay.history.Results;
import io.assay.incident.Change;
import io.assay.incident.CheckStates;
import io.assay.incident.Decision;
import io.assay.incident.Finding;
import io.assay.incident.Incident;
import io.assay.incident.Incidents;
import io.assay.incident.Lifecycle;
import io.assay.incident.LoggedChange;
import io.assay.incident.Standing;
import io.assay.run.ByHand.Came;
import io.assay.testing.SampleChecks;
import io.assay.testing.StateStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ByHandTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  private final StateStore state = StateStore.create();
  private final CheckStates states = state.bean(CheckStates.class);
  private final Incidents incidents = state.bean(Incidents.class);
  private final List<Incident> wanted = new ArrayList<>();
  private final Lifecycle lifecycle = new Lifecycle(UUID::randomUUID);
  private final Check orders = SampleChecks.check("orders", "orders");
  private final Store store =
      new Store(
          state.transactions(),
          new History(
              new Partitions(state.bean(PartitionTables.class), Duration.ofDays(90), () -> NOON),
              state.bean(Results.class),
              state.bean(KeptFigures.class),
              state.bean(Events.class)),
          states,
          incidents);
  private final ByHand byHand =
      new ByHand(store, (incident, now) -> wanted.add(incident), RunLog.all(List.of()), () -> NOON);

  @BeforeEach
  void a_breach() {
    states.declare(List.of(orders));
    run(new Verdict.Breach(Severity.WARNING, SampleChecks.seen(50)), NOON);
  }

  @AfterEach
  void close() {
    state.close();
  }

  @Test
  void who_takes_care_is_kept_logged_and_told() {
    UUID id = open().id();

    assertThat(byHand.acknowledge(id, "anna", "on it")).isEqualTo(Came.DONE);
    assertThat(byHand.acknowledge(id, "bob", "me too")).isEqualTo(Came.ALREADY);

    assertThat(open().care().acknowledged())
        .contains(new Incident.Acknowledgement(NOON, "anna", "on it"));
    assertThat(wanted).containsExactly(open());
    assertThat(byHand.unacknowledge(id, "bob")).isEqualTo(Came.DONE);
    assertThat(byHand.unacknowledge(id, "bob")).isEqualTo(Came.ALREADY);
    assertThat(open().care()).isEqualTo(Incident.Care.NONE);
    assertThat(incidents.changesAfter(id, 1))
        .extracting(LoggedChange::change)
        .containsExactly(
            new Change.Acknowledged("anna", "on it"), new Change.Unacknowledged("bob"));
  }

  @Test
  void nobody_takes_care_of_what_is_over_or_was_never_there() {
    UUID id = open().id();
    run(new Verdict.Pass(SampleChecks.seen(1)), NOON.plusSeconds(60));

    assertThat(byHand.acknowledge(id, "anna", "")).isEqualTo(Came.OVER);
    assertThat(byHand.unacknowledge(UUID.randomUUID(), "anna")).isEqualTo(Came.UNKNOWN);
    assertThat(wanted).isEmpty();
  }

  @Test
  void a_run_that_waited_for_an_acknowledgement_goes_on_from_it() {
    UUID id = open().id();
    List<CompletableFuture<Void>> waiting = new ArrayList<>();
    state
        .transactions()
        .executeWrite(transaction -> {
          Standing standing = states.lock(List.of(orders.id())).values().iterator().next();
          waiting.add(
              CompletableFuture.runAsync(() ->
                  run(
                      new Verdict.Breach(Severity.WARNING, SampleChecks.seen(60)),
                      NOON.plusSeconds(60))));
          await()
              .until(() ->
                  state
                      .rows(
                          "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                              + " AND datname = current_database()")
                      .equals(List.of("1")));
          incidents.write(
              List.of(
                  lifecycle
                      .acknowledged(
                          standing.open().orElseThrow(),
                          new Incident.Acknowledgement(NOON, "anna", ""))
                      .orElseThrow()));
          return standing;
        });
    waiting.forEach(CompletableFuture::join);

    assertThat(open().care().acknowledged()).isPresent();
    assertThat(open().seen().sentence()).isEqualTo("60 rows");
    assertThat(incidents.changesAfter(id, 0)).hasSize(2);
  }

  private Incident open() {
    return incidents.open().getFirst();
  }

  /// What a run does with the states and incidents.
  private void run(Verdict verdict, Instant at) {
    state
        .transactions()
        .executeWrite(transaction -> {
          Standing standing = states.lock(List.of(orders.id())).values().iterator().next();
          Decision decision =
              lifecycle.decide(
                  orders, standing, new Finding(verdict, Memory.NONE, at, at, List.of()));
          states.write(List.of(decision.state()));
          incidents.write(decision.updates());
          return decision;
        });
  }
}
