package io.assay.scan;

import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Measurement;
import io.assay.check.Unmeasurable;
import io.assay.check.Unmeasurable.Reason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import java.util.function.Function;

/// Measures checks: plans them into few statements, runs these in guarded transactions, and hands
/// each check what it asked for or the reason why there is nothing. Whatever a database does ends
/// as a value, never as an exception.
public final class ScanRunner {
  private final StatementLog log;
  private final Comparisons comparisons;

  /// `log` is told of each statement that is sent to answer checks; `others` knows the monitored
  /// databases by name, for checks that look at two.
  public ScanRunner(StatementLog log, Function<String, Optional<MonitoredDatabase>> others) {
    this(log, others, Comparisons.PAUSE);
  }

  ScanRunner(
      StatementLog log,
      Function<String, Optional<MonitoredDatabase>> others,
      Comparison.Pause pause) {
    this.log = log;
    this.comparisons = new Comparisons(log, others, pause);
  }

  /// Returns a measurement for every check. The checks of one relation are measured in one
  /// snapshot. An interrupt ends it early: what was not asked is unmeasurable, and the thread stays
  /// interrupted.
  public Map<CheckId, Measurement> measure(MonitoredDatabase database, List<Check> checks) {
    Round round = new Round(database, log);
    List<Check> own = own(checks);
    List<Scan> scans = Planner.plan(own, round.small(own));
    Map<CheckId, Measurement> measured =
        each(scans, round::measure, (one, other) -> Round.merged(one, other));
    measured.putAll(comparisons.measure(database, compared(checks)));
    for (Check check : checks) {
      measured.computeIfAbsent(check.id(), id -> notAsked(check));
    }
    return measured;
  }

  /// Returns for every check the SQL that would measure it and its cost by the planner, or why it
  /// could not be measured. Reads no row; so each relation is explained by itself.
  public Map<CheckId, Explanation> explain(MonitoredDatabase database, List<Check> checks) {
    Round round = new Round(database, log);
    Map<CheckId, Explanation> explained =
        each(
            Planner.plan(own(checks), Set.of()),
            round::explain,
            (one, other) -> one instanceof Explanation.Refused ? one : other);
    explained.putAll(comparisons.explain(database, compared(checks)));
    for (Check check : checks) {
      explained.computeIfAbsent(check.id(), id -> new Explanation.Refused(notAsked(check)));
    }
    return explained;
  }

  /// Returns the relations of a database and their columns.
  public CatalogAnswer catalog(MonitoredDatabase database) {
    return new Round(database, log).catalog();
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
