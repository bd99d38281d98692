package io.assay.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Kept;
import io.assay.check.Measurement;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// One daemon's share of the work, on a store that others use too.
final class TimetableReplica implements AutoCloseable {
  private static final InstantSource CLOCK = InstantSource.system();

  final StateStore store;
  final StateWatch watch = new StateWatch();
  final BlockingQueue<List<Check>> begun = new LinkedBlockingQueue<>();
  final List<String> measured = new CopyOnWriteArrayList<>();
  final List<String> judged = new CopyOnWriteArrayList<>();
  final List<String> ran = new CopyOnWriteArrayList<>();
  final List<String> missed = new CopyOnWriteArrayList<>();
  final Timetable timetable;
  volatile CountDownLatch beforeAnswer = new CountDownLatch(0);

  TimetableReplica(StateStore store, long rows, Pace pace, Telling telling) {
    this.store = store;
    Store tables =
        new Store(
            store.transactions(),
            new History(
                new Partitions(store.bean(PartitionTables.class), Duration.ofDays(90), CLOCK),
                store.bean(Results.class),
                store.bean(KeptFigures.class),
                store.bean(Events.class)),
            store.bean(CheckStates.class),
            store.bean(Incidents.class));
    RunLog log = new Noted();
    Run run =
        new Run(
            (database, checks, kept) -> new Taken(measure(checks, rows), Kept.NOTHING),
            tables,
            telling,
            log,
            CLOCK);
    this.timetable =
        new Timetable(
            new Timetable.State(store.dataSource(), watch, StateClock.ofMachine()),
            new Turns(run, store.bean(MissedRuns.class), log, CLOCK),
            new Register(
                tables,
                new Register.Tables(store.bean(GroupTasks.class), store.bean(Replicas.class)),
                telling,
                log,
                CLOCK),
            pace);
  }

  List<Check> nextRun() throws InterruptedException {
    List<Check> next = begun.poll(60, TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    return next == null ? List.of() : next;
  }

  List<Instant> slots(String check) {
    return store.bean(Results.class).latest(new CheckId(check), 100).stream()
        .map(Result::slot)
        .toList();
  }

  long results() {
    return Long.parseLong(store.rows("SELECT count(*) FROM assay.result").getFirst());
  }

  @Override
  public void close() {
    beforeAnswer.countDown();
    timetable.close();
    store.close();
  }

  private Map<CheckId, Measurement> measure(List<Check> checks, long rows) {
    begun.add(checks);
    Map<CheckId, Measurement> measurements = new HashMap<>();
    for (Check check : checks) {
      String dueAt =
          store
              .rows(
                  "SELECT execution_time FROM assay.scheduled_tasks WHERE task_instance = '"
                      + CheckGroup.of(checks).keySet().iterator().next()
                      + "'")
              .toString();
      measured.add(check.id() + " " + dueAt);
      measurements.put(check.id(), SampleChecks.rows(rows));
    }
    try {
      assertThat(beforeAnswer.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return measurements;
  }

  private final class Noted implements RunLog {
    @Override
    public void judged(Check check, Verdict verdict, Instant slot, Result.Taking taking) {
      judged.add(check.id() + " " + slot);
    }

    @Override
    public void changed(Incident incident, List<LoggedChange> changes) {}

    @Override
    public void ran(CheckGroup group, Duration lag, Duration took) {
      ran.add(group.key());
    }

    @Override
    public void missed(CheckGroup group, Gap gap, Gap.Reason reason) {
      missed.add(gap + " " + reason);
    }
  }
}
