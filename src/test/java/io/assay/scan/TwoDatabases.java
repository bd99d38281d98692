package io.assay.scan;

import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Column;
import io.assay.check.Compared;
import io.assay.check.Deferred;
import io.assay.check.Measure;
import io.assay.check.Measured;
import io.assay.check.Measurement;
import io.assay.check.OtherTable;
import io.assay.check.Sides;
import io.assay.check.TableName;
import io.assay.check.Unmeasurable;
import io.assay.scan.Asked.Draft;
import io.assay.testing.TestPostgres;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;

/// A shop, its warehouse, and what happens between two looks at them.
final class TwoDatabases implements AutoCloseable {
  final MonitoredDatabase shop;
  final MonitoredDatabase warehouse;
  final ConcurrentLinkedQueue<String> sent = new ConcurrentLinkedQueue<>();
  final ConcurrentLinkedQueue<Duration> pauses = new ConcurrentLinkedQueue<>();
  final AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
  final ScanRunner runner;

  TwoDatabases(DatabaseSettings shop, DatabaseSettings warehouse) {
    this.shop = new MonitoredDatabase(shop);
    this.warehouse = new MonitoredDatabase(warehouse);
    Map<String, MonitoredDatabase> all = Map.of("shop", this.shop, "warehouse", this.warehouse);
    this.runner =
        new ScanRunner(
            (name, how) -> sent.add(name),
            name -> Optional.ofNullable(all.get(name)),
            () -> {
              pauses.add(Duration.ZERO);
              meanwhile.get().run();
            },
            Duration.ofSeconds(45));
  }

  static TwoDatabases of(TestPostgres shop, TestPostgres warehouse, int connections) {
    return new TwoDatabases(
        settings("shop", shop, connections, Optional.empty()),
        settings("warehouse", warehouse, connections, Optional.empty()));
  }

  static DatabaseSettings settings(
      String name, TestPostgres postgres, int connections, Optional<Double> budget) {
    return new DatabaseSettings(
        name,
        postgres.url(),
        new DatabaseSettings.Login(
            Optional.of(postgres.username()), Optional.of(postgres.password())),
        connections,
        Duration.ofSeconds(30),
        budget);
  }

  static Measure.BothSides content(String... key) {
    return measure(inWarehouse(), new Compared.Content(), List.of(key));
  }

  static Measure.BothSides measure(OtherTable other, Compared compared, List<String> key) {
    return new Measure.BothSides(other, compared, names(key), List.of());
  }

  static List<Column> names(List<String> names) {
    return names.stream().<Column>map(Column.Name::new).toList();
  }

  static OtherTable inWarehouse() {
    return new OtherTable(Optional.of("warehouse"), Optional.empty());
  }

  static OtherTable table(String name) {
    return new OtherTable(Optional.empty(), Optional.of(new TableName("public", name)));
  }

  Measurement one(Draft draft, Measure.BothSides measure) {
    Check check = draft.asking("the check", measure);
    return Optional.ofNullable(runner.measure(shop, List.of(check)).get(check.id())).orElseThrow();
  }

  Sides sides(Draft draft, Measure.BothSides measure) {
    return switch (one(draft, measure)) {
      case Measured measured -> measured.get(measure);
      case Unmeasurable why -> throw new AssertionError(why.reason() + ": " + why.text());
      case Deferred why -> throw new AssertionError(why.text());
    };
  }

  Sides.Found found(String table, Measure.BothSides measure) {
    return sides(Draft.on(table), measure).found();
  }

  Unmeasurable trouble(Draft draft, Measure.BothSides measure) {
    if (one(draft, measure) instanceof Unmeasurable why) {
      return why;
    }
    throw new AssertionError("it was measured");
  }

  Explanation explain(Draft draft, Measure.BothSides measure) {
    Map<CheckId, Explanation> all =
        runner.explain(shop, List.of(draft.asking("the check", measure)));
    return Optional.ofNullable(all.get(new CheckId("the check"))).orElseThrow();
  }

  static void both(List<TestPostgres> databases, String... statements) {
    databases.forEach(each -> each.execute(Arrays.copyOf(statements, statements.length)));
  }

  @Override
  public void close() {
    shop.close();
    warehouse.close();
  }
}
