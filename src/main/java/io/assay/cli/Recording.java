package io.assay.cli;

import io.assay.alert.Deliveries;
import io.assay.alert.Router;
import io.assay.alert.Routing;
import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Verdict;
import io.assay.config.Settings;
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
import io.assay.run.CheckGroup;
import io.assay.run.Gap;
import io.assay.run.Run;
import io.assay.run.RunLog;
import io.assay.run.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Runs checks once and keeps what came of it, as the daemon would: results, incidents, and who is
/// to be told. The telling itself is left to a daemon on the same state database.
final class Recording {
  private static final RunLog SILENT =
      new RunLog() {
        @Override
        public void judged(Check check, Verdict verdict, Instant slot, Result.Taking taking) {}

        @Override
        public void changed(Incident incident, List<LoggedChange> changes) {}

        @Override
        public void ran(CheckGroup group, Duration lag, Duration took) {}

        @Override
        public void missed(CheckGroup group, Gap gap, Gap.Reason reason) {}
      };

  private Recording() {}

  static Map<CheckId, Verdict> run(
      Settings settings, Databases databases, List<Check> checks, Routing routing) {
    StateContext.reach(settings);
    InstantSource clock = InstantSource.system();
    try (StateContext state =
        StateContext.open(
            settings, Map.of(), System.err::println, Daemon.channelOptions(System.out, false))) {
      Store store =
          new Store(
              state.transactions(),
              new History(
                  new Partitions(
                      state.get(PartitionTables.class), settings.state().keep().results(), clock),
                  state.get(Results.class),
                  state.get(KeptFigures.class),
                  state.get(Events.class)),
              state.get(CheckStates.class),
              state.get(Incidents.class));
      Deliveries deliveries = state.get(Deliveries.class);
      Run run =
          new Run(
              databases,
              store,
              (incident, now) ->
                  deliveries.want(incident, Router.receivers(routing, incident), now),
              SILENT,
              clock);
      store.states().declare(checks);
      return run(run, CheckGroup.of(checks).values(), clock.instant());
    }
  }

  /// Runs all of these groups side by side: so they share statements.
  private static Map<CheckId, Verdict> run(Run run, Collection<CheckGroup> groups, Instant slot) {
    List<Future<Map<CheckId, Verdict>>> runs = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      groups.forEach(group -> runs.add(threads.submit(() -> run.run(group, slot))));
    }
    Map<CheckId, Verdict> verdicts = new HashMap<>();
    for (Future<Map<CheckId, Verdict>> each : runs) {
      if (each.state() == Future.State.FAILED
          && each.exceptionNow() instanceof RuntimeException e) {
        throw e;
      }
      verdicts.putAll(each.resultNow());
    }
    return verdicts;
  }
}
