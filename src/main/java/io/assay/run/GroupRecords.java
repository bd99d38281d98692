package io.assay.run;

import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Judgement;
import io.assay.check.Kept;
import io.assay.check.KeptRows;
import io.assay.check.Verdict;
import io.assay.history.Event;
import io.assay.history.KeptFigures;
import io.assay.history.Result;
import io.assay.incident.Decision;
import io.assay.incident.Decision.Update;
import io.assay.incident.Finding;
import io.assay.incident.Lifecycle;
import io.assay.incident.Standing;
import io.assay.scan.Taken;
import io.assay.scan.Together;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the state store holds of groups of checks. Groups that come at about the same time are read
/// together, and stored together, each time in one transaction. A group that cannot be stored with
/// the others is stored by itself, on its own thread: so what is wrong with one, or in the way of
/// it, neither loses nor delays what is known of the others.
final class GroupRecords {
  private static final Logger LOG = LoggerFactory.getLogger(GroupRecords.class);
  private static final int GROUPS_A_TRANSACTION = 250;

  private final Store store;
  private final Telling telling;
  private final Lifecycle lifecycle;
  private final Together<CheckGroup, Optional<Past>> reading =
      new Together<>(this::read, GROUPS_A_TRANSACTION);
  private final Together<Ran, Optional<List<Decided>>> writing =
      new Together<>(this::write, GROUPS_A_TRANSACTION);

  GroupRecords(Store store, Telling telling, Lifecycle lifecycle) {
    this.store = store;
    this.telling = telling;
    this.lifecycle = lifecycle;
  }

  /// Where the checks of a group stand before a run, and what measuring them last left.
  record Past(Map<CheckId, Standing> standings, Kept kept) {}

  /// What one check came to in a run.
  record Judged(Check check, Judgement judgement, Result result) {
    CheckId id() {
      return check.id();
    }

    Verdict verdict() {
      return judgement.verdict();
    }
  }

  /// A run of a group that is to be stored.
  ///
  /// @param at when it was measured
  /// @param rows failing rows of some of its checks
  /// @param taken what came of measuring, and what of it is to be found again in place of what
  ///   `past` holds
  record Ran(
      CheckGroup group,
      Instant at,
      Past past,
      List<Judged> judged,
      Map<CheckId, KeptRows> rows,
      Taken taken) {
    List<CheckId> ids() {
      return judged.stream().map(Judged::id).toList();
    }
  }

  /// What was decided about one check.
  record Decided(Judged judged, Decision decision) {}

  /// Returns where a group stands. Throws when the state store does not answer, and when the thread
  /// is interrupted.
  Past past(CheckGroup group) throws InterruptedException {
    Optional<Past> past = reading.ask(group);
    return past.isPresent() ? past.get() : pasts(List.of(group)).getFirst();
  }

  /// Stores a run, and returns what was decided about those of its checks whose results were
  /// accepted. Throws, and has stored nothing, when the state store does not do its part, or when
  /// the thread is interrupted before it began to.
  List<Decided> write(Ran ran) throws InterruptedException {
    Optional<List<Decided>> decided = writing.settle(ran);
    if (decided.isPresent()) {
      return decided.get();
    }
    return store
        .transactions()
        .executeWrite(_ -> {
          Map<CheckId, Standing> standings = store.states().lock(ran.ids());
          return written(List.of(ran), standings).getFirst();
        });
  }

  private List<Optional<Past>> read(List<CheckGroup> groups) {
    try {
      return pasts(groups).stream().map(Optional::of).toList();
    } catch (RuntimeException e) {
      LOG.debug("{} groups could not be read together.", groups.size(), e);
      return groups.stream().map(_ -> Optional.<Past>empty()).toList();
    }
  }

  private List<Past> pasts(List<CheckGroup> groups) {
    return store
        .transactions()
        .executeRead(_ -> {
          Map<CheckId, Standing> standings =
              store
                  .states()
                  .standings(groups.stream().flatMap(group -> group.ids().stream()).toList());
          Map<String, Kept> kept =
              store.history().kept().find(groups.stream().map(CheckGroup::key).toList());
          return groups.stream()
              .map(group ->
                  new Past(
                      of(group.ids(), standings), kept.getOrDefault(group.key(), Kept.NOTHING)))
              .toList();
        });
  }

  /// Left out are groups of which somebody else is changing something, and those with a check that
  /// another one has too: it has just moved from group to group.
  private List<Optional<List<Decided>>> write(List<Ran> runs) {
    Map<Ran, List<Decided>> decided = new IdentityHashMap<>();
    try {
      store
          .transactions()
          .executeWrite(_ -> {
            List<Ran> apart = apart(runs);
            Map<CheckId, Standing> standings =
                store.states().lockFree(apart.stream().flatMap(ran -> ran.ids().stream()).toList());
            List<Ran> free =
                apart.stream().filter(ran -> standings.keySet().containsAll(ran.ids())).toList();
            List<List<Decided>> decisions = written(free, standings);
            for (int i = 0; i < free.size(); i++) {
              decided.put(free.get(i), decisions.get(i));
            }
            return free.size();
          });
    } catch (RuntimeException e) {
      LOG.debug("{} groups could not be stored together.", runs.size(), e);
      decided.clear();
    }
    return runs.stream().map(ran -> Optional.ofNullable(decided.get(ran))).toList();
  }

  private static List<Ran> apart(List<Ran> runs) {
    List<Ran> apart = new ArrayList<>();
    Set<CheckId> seen = new HashSet<>();
    for (Ran ran : runs) {
      if (ran.ids().stream().noneMatch(seen::contains)) {
        apart.add(ran);
        seen.addAll(ran.ids());
      }
    }
    return apart;
  }

  private List<List<Decided>> written(List<Ran> runs, Map<CheckId, Standing> standings) {
    List<Judged> accepted =
        accepted(
            runs.stream()
                .flatMap(ran -> ran.judged().stream())
                .filter(each -> awaits(standings, each.id(), each.result().slot()))
                .toList());
    Map<CheckId, List<BigDecimal>> recent = recent(accepted, standings);
    Set<CheckId> ids = new HashSet<>(accepted.stream().map(Judged::id).toList());
    List<List<Decided>> decided = new ArrayList<>();
    for (Ran ran : runs) {
      decided.add(
          ran.judged().stream()
              .filter(each -> ids.contains(each.id()))
              .map(each ->
                  new Decided(
                      each,
                      lifecycle.decide(
                          each.check(),
                          standing(standings, each.id()),
                          finding(
                              each,
                              recent.getOrDefault(each.id(), List.of()),
                              Optional.ofNullable(ran.rows().get(each.id()))))))
              .toList());
    }
    List<Decision> decisions =
        decided.stream().flatMap(List::stream).map(Decided::decision).toList();
    store.states().write(decisions.stream().map(Decision::state).toList());
    store
        .incidents()
        .write(decisions.stream().flatMap(decision -> decision.updates().stream()).toList());
    store
        .history()
        .kept()
        .keep(
            runs.stream()
                .map(ran ->
                    new KeptFigures.Change(
                        ran.group().key(), ran.past().kept(), ran.taken().kept()))
                .toList());
    store.history().events().note(events(runs, decided));
    decided.stream().flatMap(List::stream).forEach(this::tell);
    return decided;
  }

  private static List<Event> events(List<Ran> runs, List<List<Decided>> decided) {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      Ran ran = runs.get(i);
      events.addAll(
          Noted.events(
              ran.group().database(),
              ran.taken().noticed(),
              decided.get(i).stream().map(each -> each.judged().result()).toList(),
              ran.at()));
    }
    return events;
  }

  private void tell(Decided decided) {
    for (Update update : decided.decision().updates()) {
      if (!update.changes().isEmpty()) {
        telling.want(update.incident(), decided.judged().result().taking().at());
      }
    }
  }

  private List<Judged> accepted(List<Judged> news) {
    Set<CheckId> accepted =
        news.isEmpty()
            ? Set.of()
            : store.history().results().accept(news.stream().map(Judged::result).toList());
    return news.stream().filter(each -> accepted.contains(each.id())).toList();
  }

  /// Returns the last values of those checks whose incidents open, one question for each day; an
  /// open incident has the values that are shown with it.
  private Map<CheckId, List<BigDecimal>> recent(
      List<Judged> accepted, Map<CheckId, Standing> standings) {
    Map<Instant, List<CheckId>> shown = new HashMap<>();
    for (Judged each : accepted) {
      Standing before = standing(standings, each.id());
      if (before.open().isEmpty() && worsens(each, before)) {
        shown
            .computeIfAbsent(
                each.result().slot().truncatedTo(ChronoUnit.DAYS), _ -> new ArrayList<>())
            .add(each.id());
      }
    }
    Map<CheckId, List<BigDecimal>> recent = new HashMap<>();
    shown.forEach((day, checks) ->
        recent.putAll(store.history().results().lastValues(checks, Finding.RECENT, day)));
    return recent;
  }

  /// Returns whether an incident of the check opens by this, or gets worse.
  boolean worsens(Judged judged, Standing before) {
    return lifecycle
        .decide(judged.check(), before, finding(judged, List.of(), Optional.empty()))
        .worsens();
  }

  static Finding finding(Judged judged, List<BigDecimal> recent, Optional<KeptRows> rows) {
    return new Finding(
        judged.verdict(),
        judged.judgement().memory(),
        judged.result().slot(),
        judged.result().taking().at(),
        recent,
        rows);
  }

  static Standing standing(Map<CheckId, Standing> standings, CheckId check) {
    return standings.getOrDefault(check, Standing.fresh(check));
  }

  /// Returns whether a check is declared and has no result for this or a later slot.
  static boolean awaits(Map<CheckId, Standing> standings, CheckId check, Instant slot) {
    Standing standing = standings.get(check);
    return standing != null && standing.state().awaits(slot);
  }

  private static Map<CheckId, Standing> of(
      Collection<CheckId> ids, Map<CheckId, Standing> standings) {
    Map<CheckId, Standing> own = new HashMap<>();
    ids.stream()
        .filter(standings::containsKey)
        .forEach(id -> own.put(id, Objects.requireNonNull(standings.get(id))));
    return own;
  }
}
