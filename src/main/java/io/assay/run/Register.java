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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// What the state store knows of the declared checks and their groups: brought in line with what is
/// declared now.
public final class Register {
  private static final int SIGN_OF_LIFE_MILLIS = 5_000;

  private final UUID me = UUID.randomUUID();
  private final Store store;
  private final Tables tables;
  private final Telling telling;
  private final RunLog log;
  private final InstantSource clock;
  private final Lifecycle lifecycle = new Lifecycle(UUID::randomUUID);
  private volatile Mine mine = new Mine(Map.of(), "", Instant.MIN);
  private volatile boolean divided;

  /// Where it is written down: when groups run, and what each replica declares.
  public record Tables(GroupTasks tasks, Replicas replicas) {}

  /// What this replica declares: the definitions of its groups by their keys, the digest of them
  /// all, and since when.
  private record Mine(Map<String, String> definitions, String all, Instant since) {}

  public Register(Store store, Tables tables, Telling telling, RunLog log, InstantSource clock) {
    this.store = store;
    this.tables = tables;
    this.telling = telling;
    this.log = log;
    this.clock = clock;
  }

  /// Adds the groups and checks that are new, removes those that are not among these and that no
  /// other replica declares either, and resolves the incidents of removed checks; all in one
  /// transaction, in a number of statements that does not grow with the number of checks. Several
  /// replicas may do it at once. Throws when the state store does not do its part; then nothing is
  /// different.
  ///
  /// @param spared databases of which not all checks are known at the moment: nothing of theirs is
  ///   removed
  void sync(Map<String, CheckGroup> groups, Set<String> spared) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    List<Check> declared =
        groups.values().stream().flatMap(group -> group.checks().stream()).toList();
    Map<String, String> definitions = new HashMap<>();
    groups.forEach((key, group) -> definitions.put(key, Definition.of(group)));
    String all = Definition.of(definitions);
    Mine before = mine;
    Optional<Instant> since =
        before.all().equals(all) ? Optional.of(before.since()) : Optional.empty();
    Map<String, Instant> firsts = new HashMap<>();
    groups.forEach((key, group) -> {
      Instant first = Slots.first(group.schedule(), key, now);
      // one that is never due has no row
      if (first.isBefore(Instant.MAX)) {
        firsts.put(key, first);
      }
    });
    Synced synced =
        store
            .transactions()
            .executeWrite(transaction -> {
              tables.tasks().takeTurn();
              tables.replicas().forgetSilent(me);
              Instant loaded = tables.replicas().enrol(me, groups, definitions, spared, since);
              Replicas.Others others = tables.replicas().others(me);
              Set<CheckId> ids = new HashSet<>(declared.stream().map(Check::id).toList());
              others.checks().forEach(check -> ids.add(new CheckId(check)));
              Set<String> keys = new HashSet<>(groups.keySet());
              keys.addAll(others.keys());
              Set<String> left = new HashSet<>(spared);
              left.addAll(others.spared());
              List<Standing> removed = store.states().lockOthers(ids, left);
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
              tables.tasks().removeOthers(keys, left);
              tables.tasks().add(firsts);
              return new Synced(updates, loaded);
            });
    mine = new Mine(Map.copyOf(definitions), all, synced.loaded());
    for (Update update : synced.ended()) {
      Incident incident = update.incident();
      log.changed(incident, update.changes());
    }
  }

  private record Synced(List<Update> ended, Instant loaded) {}

  /// Gives the other replicas a sign of life and looks at them. Throws when the state database does
  /// not answer.
  Replicas.Sight look() {
    Replicas.Sight sight = tables.replicas().look(me, mine.all(), SIGN_OF_LIFE_MILLIS);
    divided = sight.divided();
    return sight;
  }

  /// Returns whether a group is to be run as it is declared here, which it is not when a replica
  /// that read its files later declares it otherwise, nor before the others had time to notice that
  /// this one does: nobody is told one thing and then the other.
  boolean inForce(String key) {
    return !divided
        || tables
            .replicas()
            .inForce(key)
            .map(there -> !there.news() && there.definition().equals(mine.definitions().get(key)))
            .orElse(true);
  }

  /// Tells the other replicas that this one has ended.
  void leave() {
    tables.replicas().leave(me);
  }

  /// Writes that turns are over; returns the keys of the groups for which that is so.
  Set<String> end(List<GroupTasks.End> ends) {
    return tables.tasks().end(ends);
  }

  /// Makes a group due now; returns what came of it.
  RunNow hasten(String key) {
    if (tables.tasks().hasten(key, clock.instant())) {
      return RunNow.DUE;
    }
    return tables.tasks().dueAt(key).isPresent() ? RunNow.RUNNING : RunNow.UNKNOWN;
  }
}
