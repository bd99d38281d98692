package io.assay.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Check;
import io.assay.check.Kept;
import io.assay.check.Verdict;
import io.assay.history.Events;
import io.assay.history.History;
import io.assay.history.KeptFigures;
import io.assay.history.PartitionTables;
import io.assay.history.Partitions;
import io.assay.history.Result;
import io.assay.history.Results;
import io.assay.incident.CheckStates;
import io.assay.incident.Incident;
import io.assay.incident.Incidents;
import io.assay.incident.LoggedChange;
import io.assay.scan.Taken;
import io.assay.testing.SampleChecks;
import io.assay.testing.StateStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final StateStore state = StateStore.create();
  private final List<String> log = new ArrayList<>();
  private final Check check = SampleChecks.check("orders", "orders", SampleChecks.every(MINUTE));
  private final CheckGroup group = CheckGroup.of(List.of(check)).values().iterator().next();
  private final Instant slot =
      group.schedule().next(Instant.now().truncatedTo(ChronoUnit.DAYS), group.key());
  private Instant now = slot;
  private Duration takes = Duration.ofSeconds(2);

  @BeforeEach
  void declare() {
    state.bean(CheckStates.class).declare(List.of(check));
  }

  @AfterEach
  void close() {
    state.close();
  }

  @Test
  void a_turn_in_time_is_due_again_at_the_next_slot() {
    assertThat(take(slot)).isEqualTo(slot.plus(MINUTE));
    assertThat(log).containsExactly("ran 0");
  }

  @Test
  void a_slot_that_comes_while_the_one_before_is_run_late_is_run_at_once() {
    now = slot.plusSeconds(59);

    Instant next = take(slot);

    assertThat(next).isEqualTo(slot.plus(MINUTE)).isBefore(now);
    assertThat(take(next)).isEqualTo(slot.plus(MINUTE.multipliedBy(2)));
    assertThat(log).containsExactly("ran 59", "ran 1");
  }

  @Test
  void a_slot_that_comes_during_a_run_on_demand_is_run_at_once() {
    now = slot.minusSeconds(1);

    assertThat(take(slot.minusSeconds(1))).isEqualTo(slot).isBefore(now);
    assertThat(log).containsExactly("ran 0");
  }

  @Test
  void slots_that_come_during_a_run_longer_than_the_interval_are_missed() {
    takes = MINUTE.multipliedBy(2).plusSeconds(1);

    assertThat(take(slot)).isEqualTo(slot.plus(MINUTE.multipliedBy(3)));
    assertThat(log)
        .containsExactly(
            "ran 0",
            "missed OVERRAN " + new Gap(slot.plus(MINUTE), slot.plus(MINUTE.multipliedBy(2)), 2));
  }

  @Test
  void slots_before_the_latest_one_were_missed_by_all() {
    now = slot.plusSeconds(125);

    assertThat(take(slot)).isEqualTo(slot.plus(MINUTE.multipliedBy(3)));
    assertThat(log)
        .containsExactly("missed NOBODY_RAN " + new Gap(slot, slot.plus(MINUTE), 2), "ran 5");
  }

  private Instant take(Instant owed) {
    InstantSource clock = () -> now;
    Store store =
        new Store(
            state.transactions(),
            new History(
                new Partitions(state.bean(PartitionTables.class), Duration.ofDays(90), clock),
                state.bean(Results.class),
                state.bean(KeptFigures.class),
                state.bean(Events.class)),
            state.bean(CheckStates.class),
            state.bean(Incidents.class));
    Measuring measuring =
        (_, checks, _) -> {
          now = now.plus(takes);
          return new Taken(Map.of(checks.getFirst().id(), SampleChecks.rows(5)), Kept.NOTHING);
        };
    Run run = new Run(measuring, store, (_, _) -> {}, new Noted(), clock);
    return new Turns(run, state.bean(MissedRuns.class), new Noted(), clock).take(group, owed);
  }

  private final class Noted implements RunLog {
    @Override
    public void judged(Check check, Verdict verdict, Instant slot, Result.Taking taking) {}

    @Override
    public void changed(Incident incident, List<LoggedChange> changes) {}

    @Override
    public void ran(CheckGroup group, Duration lag, Duration took) {
      log.add("ran " + lag.toSeconds());
    }

    @Override
    public void missed(CheckGroup group, Gap gap, Gap.Reason reason) {
      log.add("missed " + reason + " " + gap);
    }
  }
}
