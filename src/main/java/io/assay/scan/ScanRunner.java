package io.assay.scan;

import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Kept;
import io.assay.check.Measured;
import io.assay.check.Measurement;
import io.assay.check.TableName;
import io.assay.check.Unmeasurable;
import io.assay.check.Unmeasurable.Reason;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiFunction;

/// Measures checks: plans them into few statements, runs these in guarded transactions, and hands
/// each check what it asked for or the reason why there is nothing. Whatever a database does ends
/// as a value, never as an exception.
public final class ScanRunner {
  private final StatementLog log;

  /// `log` is told of each statement that is sent to answer checks.
  public ScanRunner(StatementLog log) {
    this.log = log;
  }

  /// Returns a measurement for every check, all of them read now, of which nothing is kept. The
  /// checks of one relation are measured in one snapshot.
  public Map<CheckId, Measurement> measure(MonitoredDatabase database, List<Check> checks) {
    Round round = new Round(database, log);
    Set<TableName> tables = new LinkedHashSet<>();
    checks.forEach(check -> check.target().table().ifPresent(tables::add));
    Set<TableName> small =
        tables.size() < 2 ? Set.of() : round.look(tables).map(Look::small).orElse(Set.of());
    return complete(checks, each(Planner.plan(checks, small), round::measure, Round::merged));
  }

  private static Map<CheckId, Measurement> complete(
      List<Check> checks, Map<CheckId, Measurement> measured) {
    for (Check check : checks) {
      measured.computeIfAbsent(check.id(), id -> notAsked(check));
    }
    return measured;
  }

  /// Returns a measurement for every check, and what to hand in as `kept` when they are measured
  /// again. What has not changed since is not read. The checks of one relation that are read are
  /// measured in one snapshot. An interrupt ends it early: what was not asked is unmeasurable, and
  /// the thread stays interrupted.
  public Taken measure(MonitoredDatabase database, List<Check> checks, Kept kept) {
    Round looking = new Round(database, log);
    Unchanged unchanged = Unchanged.find(looking, checks, kept);
    Map<CheckId, Measurement> measured = new HashMap<>(unchanged.answers());
    unchanged.answeredRelations().forEach(_ -> log.sent(database.name(), Measured.How.REUSED));
    List<Check> rest = checks.stream().filter(check -> !measured.containsKey(check.id())).toList();
    Round round = looking.with(unchanged.reuse());
    each(Planner.plan(rest, unchanged.small()), round::measure, Round::merged)
        .forEach((id, measurement) -> measured.put(id, inFull(measurement, unchanged.inFull(id))));
    round.keep(unchanged.kept());
    return new Taken(complete(checks, measured), round.kept());
  }

  private static Measurement inFull(Measurement measurement, Optional<String> why) {
    return why.isPresent() && measurement instanceof Measured measured
        ? measured.inFull(why.get())
        : measurement;
  }

  /// Returns for every check the SQL that would measure it and its cost by the planner, or why it
  /// could not be measured. Reads no row; so each relation is explained by itself.
  public Map<CheckId, Explanation> explain(MonitoredDatabase database, List<Check> checks) {
    Round round = new Round(database, log);
    Map<CheckId, Explanation> explained =
        each(
            Planner.plan(checks, Set.of()),
            round::explain,
            (one, other) -> one instanceof Explanation.Refused ? one : other);
    for (Check check : checks) {
      explained.computeIfAbsent(check.id(), id -> new Explanation.Refused(notAsked(check)));
    }
    return explained;
  }

  /// Returns the relations of a database and their columns.
  public CatalogAnswer catalog(MonitoredDatabase database) {
    return new Round(database, log).catalog();
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
