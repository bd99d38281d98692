package io.assay.run;

import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.incident.Decision.Update;
import io.assay.incident.Incident;
import io.assay.incident.Lifecycle;
import io.assay.incident.Standing;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// What the state store knows of the declared checks and their groups: brought in line with what is
/// declared now.
public final class Register {
  private final Store store;
  private final GroupTasks tasks;
  private final Telling telling;
  private final RunLog log;
  private final InstantSource clock;
  private final Lifecycle lifecycle = new Lifecycle(UUID::randomUUID);

  public Register(Store store, GroupTasks tasks, Telling telling, RunLog log, InstantSource clock) {
    this.store = store;
    this.tasks = tasks;
    this.telling = telling;
    this.log = log;
    this.clock = clock;
  }

  /// Adds the groups and checks that are new, removes those that are not among these, and resolves
  /// the incidents of removed checks; all in one transaction, in a number of statements that does
  /// not grow with the number of checks. Several replicas may do it at once. Throws when the state
  /// store does not do its part; then nothing is different.
  ///
  /// @param spared databases of which not all checks are known at the moment: nothing of theirs is
  ///   removed
  void sync(Map<String, CheckGroup> groups, Set<String> spared) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    List<Check> declared =
        groups.values().stream().flatMap(group -> group.checks().stream()).toList();
    List<CheckId> ids = declared.stream().map(Check::id).toList();
    Map<String, Instant> firsts = new HashMap<>();
    groups.forEach((key, group) -> {
      Instant first = Slots.first(group.schedule(), key, now);
      // one that is never due has no row
      if (first.isBefore(Instant.MAX)) {
        firsts.put(key, first);
      }
    });
    List<Update> ended =
        store
            .transactions()
            .executeWrite(transaction -> {
              tasks.takeTurn();
              List<Standing> removed = store.states().lockOthers(ids, spared);
              List<Update> updates =
                  removed.stream()
                      .map(Standing::open)
                      .flatMap(Optional::stream)
                      .map(open -> lifecycle.removed(open, now))
                      .toList();
              store.incidents().write(updates);
              updates.forEach(update -> telling.want(update.incident(), now));
              store
                  .states()
                  .forget(removed.stream().map(each -> each.state().of().check()).toList());
              store.states().declare(declared);
              tasks.removeOthers(groups.keySet(), spared);
              tasks.add(firsts);
              return updates;
            });
    for (Update update : ended) {
      Incident incident = update.incident();
      log.changed(incident, update.changes());
    }
  }

  /// Makes a group due now; returns what came of it.
  RunNow hasten(String key) {
    if (tasks.hasten(key, clock.instant())) {
      return RunNow.DUE;
    }
    return tasks.dueAt(key).isPresent() ? RunNow.RUNNING : RunNow.UNKNOWN;
  }

  /// Returns what time it is for the state database. Throws when it does not answer.
  Instant now() {
    return tasks.now();
  }
}
