package io.assay.cli;

import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Kept;
import io.assay.check.KeptRows;
import io.assay.check.Measurement;
import io.assay.check.Unmeasurable;
import io.assay.config.Problem;
import io.assay.run.Measuring;
import io.assay.scan.Catalog;
import io.assay.scan.CatalogAnswer;
import io.assay.scan.DatabaseSettings;
import io.assay.scan.Explanation;
import io.assay.scan.MonitoredDatabase;
import io.assay.scan.ScanRunner;
import io.assay.scan.StatementLog;
import io.assay.scan.Taken;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The monitored databases of the settings, by name.
final class Databases implements Measuring, AutoCloseable {
  private final Map<String, MonitoredDatabase> databases;
  private final ScanRunner runner;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Databases(Map<String, MonitoredDatabase> databases, StatementLog log) {
    this.databases = databases;
    this.runner = new ScanRunner(log, name -> Optional.ofNullable(databases.get(name)));
  }

  /// Returns the databases; none is connected to before it is asked something. `log` is told of
  /// each statement that is sent to answer checks. Throws ProblemsFound, at `configPath`, when a
  /// URL cannot be used.
  static Databases open(
      Collection<DatabaseSettings> settings, StatementLog log, String configPath) {
    Map<String, MonitoredDatabase> databases = new LinkedHashMap<>();
    List<Problem> problems = new ArrayList<>();
    for (DatabaseSettings each : settings) {
      try {
        databases.put(each.name(), new MonitoredDatabase(each, log));
      } catch (IllegalArgumentException e) {
        problems.add(new Problem(configPath, 1, 1, String.valueOf(e.getMessage())));
      }
    }
    if (!problems.isEmpty()) {
      databases.values().forEach(MonitoredDatabase::close);
      throw new ProblemsFound(problems);
    }
    return new Databases(databases, log);
  }

  @Override
  public Taken measure(String database, List<Check> checks, Kept kept) {
    return measured(database, checks, monitored -> runner.measure(monitored, checks, kept));
  }

  /// Returns a measurement for every check, of which nothing is kept.
  Map<CheckId, Measurement> measure(String database, List<Check> checks) {
    return measured(
            database,
            checks,
            monitored -> new Taken(runner.measure(monitored, checks), Kept.NOTHING))
        .measurements();
  }

  private Taken measured(
      String database, List<Check> checks, Function<MonitoredDatabase, Taken> measure) {
    MonitoredDatabase monitored = databases.get(database);
    if (monitored != null) {
      Taken taken = measure.apply(monitored);
      if (closed.get()) {
        // what the shutdown cut short says nothing about the checks
        Thread.currentThread().interrupt();
      }
      return taken;
    }
    Measurement gone =
        new Unmeasurable(
            Unmeasurable.Reason.MISSING, "the database " + database + " is no longer configured");
    return new Taken(checks.stream().collect(Collectors.toMap(Check::id, _ -> gone)), Kept.NOTHING);
  }

  @Override
  public Optional<KeptRows> failing(Check check, List<Optional<String>> group) {
    return Optional.ofNullable(databases.get(check.target().database()))
        .flatMap(database -> runner.failing(database, check, group));
  }

  /// Returns how each check would be measured, or why it cannot be.
  Map<CheckId, Explanation> explain(List<Check> checks) {
    Map<CheckId, Explanation> all = new HashMap<>();
    byDatabase(checks)
        .forEach((name, own) ->
            Optional.ofNullable(databases.get(name))
                .ifPresent(database -> all.putAll(runner.explain(database, own))));
    return all;
  }

  /// Returns the catalog of each database, or why it cannot be read; all are asked side by side.
  Map<String, CatalogAnswer> catalogs() {
    return sideBySide(runner::catalog);
  }

  /// Returns those catalogs that could be read.
  static Map<String, Catalog> read(Map<String, CatalogAnswer> answers) {
    Map<String, Catalog> catalogs = new HashMap<>();
    answers.forEach((name, answer) -> {
      if (answer instanceof CatalogAnswer.Read(Catalog catalog)) {
        catalogs.put(name, catalog);
      }
    });
    return catalogs;
  }

  /// Returns the checks by the database they are about.
  static Map<String, List<Check>> byDatabase(List<Check> checks) {
    return checks.stream()
        .collect(
            Collectors.groupingBy(
                check -> check.target().database(), LinkedHashMap::new, Collectors.toList()));
  }

  private <T> Map<String, T> sideBySide(Function<MonitoredDatabase, T> ask) {
    Map<String, Future<T>> asked = new LinkedHashMap<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      databases.forEach(
          (name, database) -> asked.put(name, threads.submit(() -> ask.apply(database))));
    }
    Map<String, T> answers = new LinkedHashMap<>();
    asked.forEach((name, answer) -> answers.put(name, answer.resultNow()));
    return answers;
  }

  /// Cancels what runs and closes all connections. A second call does nothing.
  @Override
  public void close() {
    if (!closed.getAndSet(true)) {
      databases.values().forEach(MonitoredDatabase::close);
    }
  }
}
