package io.assay.scan;

import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.KeptRows;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Measures checks: plans them into few statements, runs these in guarded transactions, and hands
/// each check what it asked for or the reason why there is nothing. Whatever a database does ends
/// as a value, never as an exception.
public final class ScanRunner {
  private static final Logger LOG = LoggerFactory.getLogger(ScanRunner.class);

  private final StatementLog log;

  /// `log` is told of each statement that is sent to answer checks.
  public ScanRunner(StatementLog log) {
    this.log = log;
  }

  /// Returns a measurement for every check. The checks of one relation are measured in one
  /// snapshot. An interrupt ends it early: what was not asked is unmeasurable, and the thread stays
  /// interrupted.
  public Map<CheckId, Measurement> measure(MonitoredDatabase database, List<Check> checks) {
    Round round = new Round(database, log);
    List<Scan> scans = Planner.plan(checks, round.small(checks));
    Map<CheckId, Measurement> measured =
        each(scans, round::measure, (one, other) -> Round.merged(one, other));
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
            Planner.plan(checks, Set.of()),
            round::explain,
            (one, other) -> one instanceof Explanation.Refused ? one : other);
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
      return Optional.of(new Round(database, log).failing(failing.get()));
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
