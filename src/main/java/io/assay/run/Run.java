package io.assay.run;

import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Judgement;
import io.assay.check.Kept;
import io.assay.check.KeptRows;
import io.assay.check.Measured;
import io.assay.check.Measurement;
import io.assay.check.Unmeasurable;
import io.assay.check.Verdict;
import io.assay.history.Result;
import io.assay.incident.Decision;
import io.assay.incident.Decision.Update;
import io.assay.incident.Finding;
import io.assay.incident.Lifecycle;
import io.assay.incident.Standing;
import io.assay.scan.Taken;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One run of a group of checks, from what is measured to what people are to be told.
public final class Run {
  private static final Logger LOG = LoggerFactory.getLogger(Run.class);
  private static final int RECENT = 20;

  private final Measuring measuring;
  private final Store store;
  private final Telling telling;
  private final RunLog log;
  private final InstantSource clock;
  private final Judging judging = new Judging();
  private final Lifecycle lifecycle = new Lifecycle(UUID::randomUUID);

  public Run(Measuring measuring, Store store, Telling telling, RunLog log, InstantSource clock) {
    this.measuring = measuring;
    this.store = store;
    this.telling = telling;
    this.log = log;
    this.clock = clock;
  }

  /// What one check came to in this run.
  private record Judged(Check check, Judgement judgement, Result result) {
    CheckId id() {
      return check.id();
    }

    Verdict verdict() {
      return judgement.verdict();
    }
  }

  /// Where the checks of a group stand before a run, and what measuring them last left.
  private record Past(Map<CheckId, Standing> standings, Kept kept) {}

  /// What was decided about one check.
  private record Decided(Judged judged, Decision decision) {}

  /// Runs the checks of `group` for `slot` and returns the verdicts that were accepted. Left out,
  /// without any effect, are checks that already have a result for this or a later slot, and checks
  /// that are not declared (any more). Throws when the state store does not do its part, or when
  /// the thread is interrupted; then nothing of the run is stored.
  public Map<CheckId, Verdict> run(CheckGroup group, Instant slot) {
    Past past = past(group);
    Map<CheckId, Standing> known = past.standings();
    List<Check> checks =
        group.checks().stream().filter(check -> awaits(known, check.id(), slot)).toList();
    if (checks.isEmpty()) {
      return Map.of();
    }
    store.history().partitions().cover(slot);
    Map<CheckId, List<BigDecimal>> passes = passes(checks, known, slot);

    Instant began = clock.instant();
    Taken taken = measure(group, checks, past.kept());
    Map<CheckId, Measurement> measurements = taken.measurements();
    Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);

    List<Judged> judged = new ArrayList<>();
    for (Check check : checks) {
      Optional<Measurement> measurement = Optional.ofNullable(measurements.get(check.id()));
      Judgement judgement =
          judging.judge(check, measurement.orElse(null), past(check, known, passes));
      Result.Taking taking = taking(measurement, Duration.between(began, at), at);
      judged.add(
          new Judged(
              check, judgement, new Result(check.id(), "", slot, judgement.verdict(), taking)));
    }

    Map<CheckId, KeptRows> rows = failingRows(group, judged, known, at);

    List<Decided> decided =
        store
            .transactions()
            .executeWrite(transaction -> {
              Map<CheckId, Standing> standings =
                  store.states().lock(judged.stream().map(Judged::id).toList());
              List<Judged> news =
                  judged.stream().filter(each -> awaits(standings, each.id(), slot)).toList();
              List<Judged> accepted = accepted(news);
              List<Decided> decisions = decide(accepted, standings, slot, at, rows);
              List<Update> updates =
                  decisions.stream().flatMap(each -> each.decision().updates().stream()).toList();
              store
                  .states()
                  .write(decisions.stream().map(each -> each.decision().state()).toList());
              store.incidents().write(updates);
              store.history().kept().keep(group.key(), past.kept(), taken.kept());
              store
                  .history()
                  .events()
                  .note(
                      Noted.events(
                          group.database(),
                          taken.noticed(),
                          accepted.stream().map(Judged::result).toList(),
                          at));
              updates.stream()
                  .filter(update -> !update.changes().isEmpty())
                  .forEach(update -> telling.want(update.incident(), at));
              return decisions;
            });

    return report(decided);
  }

  private Past past(CheckGroup group) {
    return store
        .transactions()
        .executeRead(transaction ->
            new Past(
                store.states().standings(group.ids()), store.history().kept().find(group.key())));
  }

  private static boolean awaits(Map<CheckId, Standing> standings, CheckId check, Instant slot) {
    Standing standing = standings.get(check);
    return standing != null && standing.state().awaits(slot);
  }

  /// Only kinds that compare with earlier runs cost a question.
  private Map<CheckId, List<BigDecimal>> passes(
      List<Check> checks, Map<CheckId, Standing> known, Instant slot) {
    Map<CheckId, Instant> passed = new HashMap<>();
    int most = 0;
    for (Check check : checks) {
      if (check.kind().passesRemembered() > 0) {
        most = Math.max(most, check.kind().passesRemembered());
        passed.put(
            check.id(),
            Optional.ofNullable(known.get(check.id()))
                .flatMap(standing -> standing.state().last().pass())
                .orElse(slot));
      }
    }
    return passed.isEmpty() ? Map.of() : store.history().results().lastPasses(passed, most);
  }

  private static Judging.Past past(
      Check check, Map<CheckId, Standing> known, Map<CheckId, List<BigDecimal>> passes) {
    Standing standing = known.getOrDefault(check.id(), Standing.fresh(check.id()));
    return new Judging.Past(passes.getOrDefault(check.id(), List.of()), standing.state().memory());
  }

  private Taken measure(CheckGroup group, List<Check> checks, Kept before) {
    Taken taken;
    try {
      taken = measuring.measure(group.database(), checks, before);
    } catch (RuntimeException e) {
      stopWhenInterrupted(group);
      // a bug, but the checks must not fall silent because of it
      LOG.error("The checks of {} could not be measured, which is a bug.", group.key(), e);
      Unmeasurable why =
          new Unmeasurable(Unmeasurable.Reason.QUERY, "measuring it failed, see the log");
      Map<CheckId, Measurement> failed = new HashMap<>();
      checks.forEach(check -> failed.put(check.id(), why));
      return new Taken(failed, Kept.NOTHING);
    }
    stopWhenInterrupted(group);
    return taken;
  }

  /// Failing rows are asked for when an incident is about to open or to get worse, not at each run
  /// of one that goes on; only of checks whose authors named columns for it.
  private Map<CheckId, KeptRows> failingRows(
      CheckGroup group, List<Judged> judged, Map<CheckId, Standing> known, Instant at) {
    Map<CheckId, KeptRows> kept = new HashMap<>();
    for (Judged each : judged) {
      if (!each.check().target().keep().isEmpty()
          && each.verdict() instanceof Verdict.Breach
          && lifecycle
              .decide(
                  each.check(),
                  standing(known, each),
                  new Finding(
                      each.verdict(),
                      each.judgement().memory(),
                      each.result().slot(),
                      at,
                      List.of()))
              .worsens()) {
        failing(group, each).ifPresent(rows -> kept.put(each.id(), rows));
      }
    }
    return kept;
  }

  private Optional<KeptRows> failing(CheckGroup group, Judged judged) {
    Optional<KeptRows> rows = Optional.empty();
    try {
      rows = measuring.failing(judged.check(), judged.judgement().worstGroup());
    } catch (RuntimeException e) {
      LOG.error(
          "The failing rows of {} could not be read, which is a bug; it is told without them.",
          judged.id(),
          e);
    }
    stopWhenInterrupted(group);
    return rows;
  }

  /// What an interrupt cut short says nothing about the checks.
  private static void stopWhenInterrupted(CheckGroup group) {
    if (Thread.currentThread().isInterrupted()) {
      throw new IllegalStateException("The run of " + group.key() + " was interrupted.");
    }
  }

  private static Result.Taking taking(
      Optional<Measurement> measurement, Duration elapsed, Instant at) {
    return measurement
        .filter(Measured.class::isInstance)
        .map(Measured.class::cast)
        .map(measured ->
            new Result.Taking(
                Optional.of(measured.cost().how()),
                measured.cost().took(),
                at,
                measured.cost().because().or(measured.cost()::inFull)))
        .orElseGet(() -> new Result.Taking(Optional.empty(), elapsed, at, Optional.empty()));
  }

  private List<Judged> accepted(List<Judged> news) {
    Set<CheckId> accepted =
        news.isEmpty()
            ? Set.of()
            : store.history().results().accept(news.stream().map(Judged::result).toList());
    return news.stream().filter(each -> accepted.contains(each.id())).toList();
  }

  private List<Decided> decide(
      List<Judged> accepted,
      Map<CheckId, Standing> standings,
      Instant slot,
      Instant at,
      Map<CheckId, KeptRows> kept) {
    List<CheckId> shown =
        accepted.stream()
            .filter(each ->
                standing(standings, each).open().isPresent()
                    || each.verdict() instanceof Verdict.Breach
                    || each.verdict() instanceof Verdict.Errored)
            .map(Judged::id)
            .toList();
    Map<CheckId, List<BigDecimal>> recent =
        shown.isEmpty() ? Map.of() : store.history().results().lastValues(shown, RECENT, slot);
    List<Decided> decided = new ArrayList<>();
    for (Judged each : accepted) {
      Finding finding =
          new Finding(
              each.verdict(),
              each.judgement().memory(),
              slot,
              at,
              recent.getOrDefault(each.id(), List.of()),
              Optional.ofNullable(kept.get(each.id())));
      decided.add(
          new Decided(each, lifecycle.decide(each.check(), standing(standings, each), finding)));
    }
    return decided;
  }

  private static Standing standing(Map<CheckId, Standing> standings, Judged judged) {
    return standings.getOrDefault(judged.id(), Standing.fresh(judged.id()));
  }

  private Map<CheckId, Verdict> report(List<Decided> decided) {
    Map<CheckId, Verdict> verdicts = new HashMap<>();
    for (Decided each : decided) {
      Judged judged = each.judged();
      verdicts.put(judged.id(), judged.verdict());
      log.judged(
          judged.check(), judged.verdict(), judged.result().slot(), judged.result().taking());
      each.decision().updates().stream()
          .filter(update -> !update.changes().isEmpty())
          .forEach(update -> log.changed(update.incident(), update.changes()));
      each.decision().held().ifPresent(why -> log.held(judged.check(), why));
    }
    return verdicts;
  }
}
