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
import io.assay.incident.Lifecycle;
import io.assay.incident.Standing;
import io.assay.run.GroupRecords.Decided;
import io.assay.run.GroupRecords.Judged;
import io.assay.run.GroupRecords.Past;
import io.assay.run.GroupRecords.Ran;
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
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One run of a group of checks, from what is measured to what people are to be told.
public final class Run {
  private static final Logger LOG = LoggerFactory.getLogger(Run.class);

  private final Measuring measuring;
  private final Store store;
  private final GroupRecords records;
  private final RunLog log;
  private final InstantSource clock;
  private final Baselines baselines;
  private final Judging judging = new Judging();

  public Run(Measuring measuring, Store store, Telling telling, RunLog log, InstantSource clock) {
    this.measuring = measuring;
    this.store = store;
    this.records = new GroupRecords(store, telling, new Lifecycle(UUID::randomUUID));
    this.log = log;
    this.clock = clock;
    this.baselines = new Baselines(store);
  }

  /// Runs the checks of `group` for `slot` and returns the verdicts that were accepted. Left out,
  /// without any effect, are checks that already have a result for this or a later slot, and checks
  /// that are not declared (any more). Throws when the state store does not do its part, or when
  /// the thread is interrupted; then nothing of the run is stored.
  public Map<CheckId, Verdict> run(CheckGroup group, Instant slot) {
    Past past = past(group);
    Map<CheckId, Standing> known = past.standings();
    List<Check> checks =
        group.checks().stream()
            .filter(check -> GroupRecords.awaits(known, check.id(), slot))
            .toList();
    if (checks.isEmpty()) {
      return Map.of();
    }
    store.history().partitions().cover(slot);
    Map<CheckId, List<BigDecimal>> passes = baselines.of(checks, known, slot);

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

    Map<CheckId, KeptRows> rows = failingRows(group, judged, known);

    return report(write(new Ran(group, at, past, judged, rows, taken)));
  }

  private Past past(CheckGroup group) {
    try {
      return records.past(group);
    } catch (InterruptedException e) {
      throw interrupted(group);
    }
  }

  private List<Decided> write(Ran ran) {
    try {
      return records.write(ran);
    } catch (InterruptedException e) {
      throw interrupted(ran.group());
    }
  }

  private static Judging.Past past(
      Check check, Map<CheckId, Standing> known, Map<CheckId, List<BigDecimal>> passes) {
    Standing standing = GroupRecords.standing(known, check.id());
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
      CheckGroup group, List<Judged> judged, Map<CheckId, Standing> known) {
    Map<CheckId, KeptRows> kept = new HashMap<>();
    for (Judged each : judged) {
      if (!each.check().target().keep().isEmpty()
          && each.verdict() instanceof Verdict.Breach
          && records.worsens(each, GroupRecords.standing(known, each.id()))) {
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
      throw interrupted(group);
    }
  }

  private static IllegalStateException interrupted(CheckGroup group) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("The run of " + group.key() + " was interrupted.");
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
