package io.assay.scan;

import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Column;
import io.assay.check.Compared;
import io.assay.check.Measure;
import io.assay.check.Measurement;
import io.assay.check.OtherTable;
import io.assay.check.TableName;
import io.assay.check.Unmeasurable;
import io.assay.check.Unmeasurable.Reason;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Stream;

/// The checks that hold a table against another one.
///
/// @param others knows the monitored databases by name
/// @param pause is taken before a difference is looked at again
record Comparisons(
    StatementLog log,
    Function<String, Optional<MonitoredDatabase>> others,
    Comparison.Pause pause) {
  private static final Duration SECOND_LOOK = Duration.ofSeconds(3);

  /// The time in which a replica of a second or two has caught up.
  static final Comparison.Pause PAUSE = () -> Thread.sleep(SECOND_LOOK);

  private interface Work<A> {
    A on(Comparison comparison) throws Unanswered;
  }

  /// Returns whether a check is compared rather than scanned.
  static boolean compares(Check check) {
    return check.kind().measures().stream().anyMatch(Measure.BothSides.class::isInstance);
  }

  Map<CheckId, Measurement> measure(MonitoredDatabase database, List<Check> checks) {
    return each(database, checks, Comparison::measure, why -> why);
  }

  Map<CheckId, Explanation> explain(MonitoredDatabase database, List<Check> checks) {
    return each(database, checks, Comparison::explain, Explanation.Refused::new);
  }

  /// What is not asked because of an interrupt is left out.
  private <A> Map<CheckId, A> each(
      MonitoredDatabase database,
      List<Check> checks,
      Work<? extends A> work,
      Function<Unmeasurable, A> failed) {
    Map<CheckId, A> all = new HashMap<>();
    if (checks.isEmpty()) {
      return all;
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Map<CheckId, Future<A>> answers = new HashMap<>();
      for (Check check : checks) {
        answers.put(check.id(), threads.submit(() -> one(database, check, work, failed)));
      }
      try {
        for (Map.Entry<CheckId, Future<A>> answer : answers.entrySet()) {
          all.put(answer.getKey(), answer.getValue().get());
        }
      } catch (InterruptedException e) {
        threads.shutdownNow();
        Thread.currentThread().interrupt();
      } catch (ExecutionException e) {
        threads.shutdownNow();
        throw new IllegalStateException("a comparison failed for a reason that is Assay's own", e);
      }
    }
    return all;
  }

  private <A> A one(
      MonitoredDatabase database,
      Check check,
      Work<? extends A> work,
      Function<Unmeasurable, A> failed) {
    try {
      Measure.BothSides measure =
          check.kind().measures().stream()
              .filter(Measure.BothSides.class::isInstance)
              .map(Measure.BothSides.class::cast)
              .findFirst()
              .orElseThrow();
      return work.on(new Comparison(sides(database, check, measure), measure, log, pause));
    } catch (Unanswered e) {
      return failed.apply(e.why());
    }
  }

  private BothSides sides(MonitoredDatabase database, Check check, Measure.BothSides measure)
      throws Unanswered {
    Optional<TableName> table = check.target().table();
    if (table.isEmpty()) {
      throw new Unanswered(Reason.QUERY, "the check is about rows and names no table");
    }
    OtherTable other = measure.other();
    String name = other.database().orElse(database.name());
    MonitoredDatabase there = database;
    if (!name.equals(database.name())) {
      Optional<MonitoredDatabase> known = others.apply(name);
      if (known.isEmpty()) {
        throw new Unanswered(Reason.MISSING, "the database " + name + " is not configured");
      }
      there = known.get();
    }
    TableName opposite = other.table().orElse(table.get());
    if (there == database && opposite.equals(table.get())) {
      throw new Unanswered(
          Reason.QUERY, "the table is held against itself: name another table or database");
    }
    return new BothSides(
        new Side(database, table.get(), Optional.empty()),
        new Side(
            there, opposite, Optional.of(there == database ? opposite.display() : there.name())),
        check,
        authored(check, measure) ? GuardedTransaction.Path.AUTHOR : GuardedTransaction.Path.OWN);
  }

  private static boolean authored(Check check, Measure.BothSides measure) {
    Stream<Column> figure =
        measure.compared() instanceof Compared.Figure(var _, Column column)
            ? Stream.of(column)
            : Stream.empty();
    Stream<Column> window = check.target().filter().window().stream().map(span -> span.time());
    return check.target().filter().where().isPresent()
        || Stream.of(figure, window, measure.key().stream(), measure.columns().stream())
            .flatMap(columns -> columns)
            .anyMatch(Column.Expression.class::isInstance);
  }
}
