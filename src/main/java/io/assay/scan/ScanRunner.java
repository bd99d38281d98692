package io.assay.scan;

import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Kept;
import io.assay.check.KeptRows;
import io.assay.check.Measured;
import io.assay.check.Measurement;
import io.assay.check.TableName;
import io.assay.check.Unmeasurable;
import io.assay.check.Unmeasurable.Reason;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Measures checks: plans them into few statements, runs these in guarded transactions, and hands
/// each check what it asked for or the reason why there is nothing. Whatever a database does ends
/// as a value, never as an exception.
public final class ScanRunner {
  private static final Logger LOG = LoggerFactory.getLogger(ScanRunner.class);

  /// A little under a minute, so that what is reused is true as of at most a minute ago.
  private static final Duration OPEN = Duration.ofSeconds(45);

  private final StatementLog log;
  private final Duration open;
  private final Comparisons comparisons;
  private final Map<MonitoredDatabase, Batches> batches = new ConcurrentHashMap<>();

  /// `log` is told of each statement that is sent to answer checks; `others` knows the monitored
  /// databases by name, for checks that look at two.
  public ScanRunner(StatementLog log, Function<String, Optional<MonitoredDatabase>> others) {
    this(log, others, Comparisons.PAUSE, OPEN);
  }

  /// `open` is how long a transaction is open before it keeps figures from being reused.
  ScanRunner(
      StatementLog log,
      Function<String, Optional<MonitoredDatabase>> others,
      Comparison.Pause pause,
      Duration open) {
    this.log = log;
    this.open = open;
    this.comparisons = new Comparisons(log, others, pause);
  }

  /// Returns a measurement for every check, proven or read now, of which nothing is kept.
  public Map<CheckId, Measurement> measure(MonitoredDatabase database, List<Check> checks) {
    Round round = new Round(database, log, open);
    Map<CheckId, Measurement> measured = round.proven(checks);
    measured.putAll(round.deferred(without(checks, measured.keySet())));
    List<Check> rest = without(checks, measured.keySet());
    Set<TableName> tables = new LinkedHashSet<>();
    rest.forEach(check -> check.target().table().ifPresent(tables::add));
    Optional<Look> look = tables.size() < 2 ? Optional.empty() : round.look(tables);
    Set<TableName> small =
        tables.stream()
            .filter(table -> look.filter(seen -> seen.small(table)).isPresent())
            .collect(Collectors.toSet());
    measured.putAll(each(Planner.plan(own(rest), small), round::measure, Round::merged));
    measured.putAll(comparisons.measure(database, compared(rest)));
    return complete(checks, measured);
  }

  /// Returns a measurement for every check, and what to hand in as `kept` when they are measured
  /// again: what the schema proves is not read, and neither is what has not changed since. (A check
  /// with figures that still hold could not be proven when they were taken, nor can it now, because
  /// they hold only under the same schema; so it is not tried.) The checks of one relation that are
  /// read are measured in one snapshot. A change of a table's structure is told with it. An
  /// interrupt ends it early: what was not asked is unmeasurable, and the thread stays interrupted.
  public Taken measure(MonitoredDatabase database, List<Check> checks, Kept kept) {
    Round looking = new Round(database, log, open);
    Batches batches =
        this.batches.computeIfAbsent(
            database, _ -> new Batches(() -> new Round(database, log, open)));
    Unchanged unchanged = Unchanged.find(looking, batches::look, checks, kept);
    Map<CheckId, Measurement> measured = new HashMap<>(unchanged.answers());
    unchanged.answers().forEach((_, _) -> log.sent(database.name(), Measured.How.REUSED));
    measured.putAll(looking.proven(without(checks, measured.keySet())));
    measured.putAll(looking.deferred(without(checks, measured.keySet())));
    Round round = looking.with(unchanged.reuse());
    List<Check> rest = without(checks, measured.keySet());
    Map<Boolean, List<Check>> byPart =
        own(rest).stream().collect(Collectors.partitioningBy(unchanged::partly));
    List<Scan> scans =
        byPart.values().stream()
            .flatMap(part -> Planner.plan(part, unchanged.small()).stream())
            .toList();
    Set<TableName> small = unchanged.small();
    each(
            scans,
            scan -> {
              if (scan instanceof Scan.OfRelation one && small.contains(one.table())) {
                Taken taken =
                    batches.scan(one, Optional.ofNullable(unchanged.reuse().get(one.rows())));
                round.keep(taken.kept());
                return taken.measurements();
              }
              return round.measure(scan);
            },
            Round::merged)
        .forEach((id, measurement) -> measured.put(id, inFull(measurement, unchanged.inFull(id))));
    measured.putAll(comparisons.measure(database, compared(rest)));
    complete(checks, measured);
    Guarantees.lost(kept, measured)
        .forEach((id, words) ->
            measured.computeIfPresent(id, (_, measurement) -> because(measurement, words)));
    round.keep(unchanged.kept());
    Shapes shapes = Shapes.compare(unchanged.looked(), unchanged.lookedAt(), kept, batches::shapes);
    return new Taken(
        measured,
        round.kept().with(Guarantees.kept(kept, measured)).with(shapes.kept()),
        shapes.noticed());
  }

  private static Map<CheckId, Measurement> complete(
      List<Check> checks, Map<CheckId, Measurement> measured) {
    for (Check check : checks) {
      measured.computeIfAbsent(check.id(), id -> notAsked(check));
    }
    return measured;
  }

  private static Measurement inFull(Measurement measurement, Optional<String> why) {
    return why.isPresent() && measurement instanceof Measured measured
        ? measured.inFull(why.get())
        : measurement;
  }

  private static Measurement because(Measurement measurement, String words) {
    return measurement instanceof Measured measured ? measured.because(words) : measurement;
  }

  /// Returns for every check how it is proven, or the SQL that would measure it and its cost by the
  /// planner, or why it could not be measured. Reads no row; so each relation is explained by
  /// itself.
  public Map<CheckId, Explanation> explain(MonitoredDatabase database, List<Check> checks) {
    Round round = new Round(database, log, open);
    Map<CheckId, Explanation> explained = new HashMap<>();
    round
        .proofs(checks)
        .forEach((id, proof) -> explained.put(id, new Explanation.Proven(proof.words())));
    List<Check> rest = without(checks, explained.keySet());
    Unchanged unchanged = Unchanged.find(round, round::look, rest, Kept.NOTHING);
    Round explaining = round.with(unchanged.reuse());
    each(
            Planner.plan(own(rest), Set.of()),
            explaining::explain,
            (one, other) -> one instanceof Explanation.Refused ? one : other)
        .forEach((id, explanation) ->
            explained.put(
                id,
                explanation instanceof Explanation.Planned planned
                    ? planned.inFull(unchanged.inFull(id))
                    : explanation));
    explained.putAll(comparisons.explain(database, compared(rest)));
    for (Check check : checks) {
      explained.computeIfAbsent(check.id(), id -> new Explanation.Refused(notAsked(check)));
      if (explained.get(check.id()) instanceof Explanation.Planned) {
        failing(check, List.of())
            .flatMap(failing -> refused(round, failing))
            .ifPresent(why -> explained.put(check.id(), new Explanation.Refused(why)));
      }
    }
    return explained;
  }

  /// Returns some of the rows that fail a check which is in breach, in the columns of its `keep`;
  /// none without `keep`, and none when they cannot be read: that is logged and tells nothing of
  /// the check.
  ///
  /// @param group the key of its worst group; empty when it is not judged by groups
  public Optional<KeptRows> failing(
      MonitoredDatabase database, Check check, List<Optional<String>> group) {
    Optional<FailingSql> failing = failing(check, group);
    if (failing.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Round(database, log, open).failing(failing.get()));
    } catch (Unanswered e) {
      LOG.warn(
          "The failing rows of {} could not be read, it is told without them: {}.",
          check.id(),
          e.why().text());
      return Optional.empty();
    }
  }

  private static Optional<FailingSql> failing(Check check, List<Optional<String>> group) {
    return check.target().keep().isEmpty()
        ? Optional.empty()
        : check.kind().failing().map(measure -> new FailingSql(check, measure, group));
  }

  private static Optional<Unmeasurable> refused(Round round, FailingSql failing) {
    try {
      round.explain(failing);
      return Optional.empty();
    } catch (Unanswered e) {
      return Optional.of(
          new Unmeasurable(e.why().reason(), "'keep' cannot be read: " + e.why().text()));
    }
  }

  /// Returns the relations of a database and their columns.
  public CatalogAnswer catalog(MonitoredDatabase database) {
    return new Round(database, log, open).catalog();
  }

  private static List<Check> without(List<Check> checks, Set<CheckId> known) {
    return checks.stream().filter(check -> !known.contains(check.id())).toList();
  }

  private static List<Check> own(List<Check> checks) {
    return checks.stream().filter(check -> !Comparisons.compares(check)).toList();
  }

  private static List<Check> compared(List<Check> checks) {
    return checks.stream().filter(Comparisons::compares).toList();
  }

  private interface Ask<A> {
    Map<CheckId, A> of(Scan scan);
  }

  /// Asks all scans, at most as many at a time as the database allows.
  private static <A> Map<CheckId, A> each(List<Scan> scans, Ask<A> ask, BiFunction<A, A, A> merge) {
    Map<CheckId, A> all = new HashMap<>();
    if (scans.size() == 1) {
      all.putAll(ask.of(scans.getFirst()));
      return all;
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Map<CheckId, A>>> answers =
          scans.stream().map(scan -> threads.submit(() -> ask.of(scan))).toList();
      try {
        for (Future<Map<CheckId, A>> answer : answers) {
          answer.get().forEach((id, value) -> all.merge(id, value, merge));
        }
      } catch (InterruptedException e) {
        threads.shutdownNow();
        Thread.currentThread().interrupt();
      } catch (ExecutionException e) {
        threads.shutdownNow();
        throw new IllegalStateException("a scan failed for a reason that is Assay's own", e);
      }
    }
    return all;
  }

  private static Unmeasurable notAsked(Check check) {
    return check.target().table().isEmpty() && !Scan.measures(check).isEmpty()
        ? new Unmeasurable(Reason.QUERY, "the check is about rows and names no table")
        : new Unmeasurable(Reason.UNREACHABLE, "it was not asked: Assay is stopping");
  }
}
