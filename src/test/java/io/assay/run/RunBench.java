package io.assay.run;

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
import io.assay.incident.CheckStates;
import io.assay.incident.Incident;
import io.assay.incident.Incidents;
import io.assay.incident.LoggedChange;
import io.assay.incident.Standing;
import io.assay.scan.Taken;
import io.assay.testing.SampleChecks;
import io.assay.testing.StateStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Runs of two checks on one table, on a state store of their own, with answers that are set.
final class RunBench implements AutoCloseable {
  static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  final StateStore state = StateStore.create();
  final Results results = state.bean(Results.class);
  final CheckStates states = state.bean(CheckStates.class);
  final Incidents incidents = state.bean(Incidents.class);
  final Map<CheckId, Measurement> answers = new HashMap<>();
  final List<Incident> wanted = new ArrayList<>();
  final List<String> logged = new ArrayList<>();
  final Check orders = SampleChecks.check("orders", "orders");
  final Check nulls = SampleChecks.check("nulls", "orders");
  Telling telling = (incident, now) -> wanted.add(incident);

  RunBench() {
    states.declare(List.of(orders, nulls));
    answers.put(orders.id(), SampleChecks.rows(5));
    answers.put(nulls.id(), SampleChecks.rows(5));
  }

  @Override
  public void close() {
    state.close();
  }

  Map<CheckId, Verdict> run(Instant slot, Check... checks) {
    Run run =
        new Run(
            (database, asked, kept) -> new Taken(answers, Kept.NOTHING),
            store(),
            (incident, now) -> telling.want(incident, now),
            log(),
            InstantSource.fixed(slot.plusSeconds(1)));
    return run.run(group(checks), slot);
  }

  Store store() {
    return new Store(
        state.transactions(),
        new History(
            new Partitions(
                state.bean(PartitionTables.class), Duration.ofDays(90), InstantSource.fixed(NOON)),
            results,
            state.bean(KeptFigures.class),
            state.bean(Events.class)),
        states,
        incidents);
  }

  Standing standing(Check check) {
    return states.standings(List.of(check.id())).values().iterator().next();
  }

  static CheckGroup group(Check... checks) {
    return new CheckGroup(
        "shop/orders", "shop", new Schedule.Every(Duration.ofMinutes(1)), List.of(checks));
  }

  RunLog log() {
    return new RunLog() {
      @Override
      public void judged(Check check, Verdict verdict, Instant slot, Result.Taking taking) {
        logged.add(check.id() + " " + verdict.word());
      }

      @Override
      public void changed(Incident incident, List<LoggedChange> changes) {
        logged.add((incident.open() ? "opened " : "resolved ") + incident.subject().check());
      }

      @Override
      public void ran(CheckGroup group, Duration lag, Duration took) {}

      @Override
      public void missed(CheckGroup group, Gap gap, Gap.Reason reason) {}
    };
  }
}
