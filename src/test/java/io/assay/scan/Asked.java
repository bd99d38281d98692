package io.assay.scan;

import io.assay.check.About;
import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Deferred;
import io.assay.check.Evidence;
import io.assay.check.Filter;
import io.assay.check.Guard;
import io.assay.check.Judgement;
import io.assay.check.Kind;
import io.assay.check.Measure;
import io.assay.check.Measured;
import io.assay.check.Measurement;
import io.assay.check.Schedule;
import io.assay.check.Severity;
import io.assay.check.Source;
import io.assay.check.TableName;
import io.assay.check.Target;
import io.assay.check.Terms;
import io.assay.check.Unmeasurable;
import io.assay.check.Verdict;
import io.assay.testing.TestPostgres;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// A database under test, the statements that were sent to it, and checks that only measure.
final class Asked implements AutoCloseable {
  final MonitoredDatabase database;
  final ConcurrentLinkedQueue<Measured.How> sent = new ConcurrentLinkedQueue<>();
  final AtomicInteger deferred = new AtomicInteger();
  final ScanRunner runner =
      new ScanRunner(
          new StatementLog() {
            @Override
            public void sent(String database, Measured.How how) {
              sent.add(how);
            }

            @Override
            public void deferred(String database, int checks) {
              deferred.addAndGet(checks);
            }
          },
          name -> Optional.empty());

  private Asked(MonitoredDatabase database) {
    this.database = database;
  }

  static Asked as(TestPostgres postgres, String role, String password) {
    return of(settings(postgres.url(), role, password, Optional.empty()));
  }

  static Asked superuser(TestPostgres postgres) {
    return as(postgres, postgres.username(), postgres.password());
  }

  static Asked of(DatabaseSettings settings) {
    return new Asked(new MonitoredDatabase(settings));
  }

  static DatabaseSettings settings(
      String url, String role, String password, Optional<Double> budget) {
    return new DatabaseSettings(
        "shop",
        url,
        new DatabaseSettings.Login(Optional.of(role), Optional.of(password)),
        2,
        Duration.ofSeconds(10),
        budget);
  }

  /// A role that may log in and read what it is granted, and nothing else.
  static String limitedRole(TestPostgres postgres) {
    String role = "limited_" + Long.toHexString(System.nanoTime());
    postgres.execute("CREATE ROLE " + role + " LOGIN PASSWORD 'limited'");
    return role;
  }

  Map<CheckId, Measurement> measure(Check... checks) {
    return runner.measure(database, List.of(checks));
  }

  Measurement one(Check check) {
    return Optional.ofNullable(measure(check).get(check.id())).orElseThrow();
  }

  <V> V value(Draft draft, Measure<V> measure) {
    Check check = draft.asking("the check", measure);
    Measurement measurement = one(check);
    return switch (measurement) {
      case Measured measured -> measured.get(measure);
      case Unmeasurable why -> throw new AssertionError(why.reason() + ": " + why.text());
      case Deferred(String text) -> throw new AssertionError(text);
    };
  }

  Unmeasurable trouble(Draft draft, Measure<?> measure) {
    Measurement measurement = one(draft.asking("the check", measure));
    if (measurement instanceof Unmeasurable why) {
      return why;
    }
    throw new AssertionError("measured: " + measurement);
  }

  @Override
  public void close() {
    database.close();
  }

  /// What a check is about, before it is said what it measures.
  record Draft(Optional<TableName> table, Filter filter, Guard guard, ZoneId zone) {
    static Draft on(String schema, String table) {
      return new Draft(
          Optional.of(new TableName(schema, table)),
          Filter.ALL_ROWS,
          Guard.OF_DATABASE,
          ZoneOffset.UTC);
    }

    static Draft on(String table) {
      return on("public", table);
    }

    static Draft database() {
      return new Draft(Optional.empty(), Filter.ALL_ROWS, Guard.OF_DATABASE, ZoneOffset.UTC);
    }

    Draft where(String where) {
      return new Draft(table, new Filter(Optional.of(where), filter.window()), guard, zone);
    }

    Draft window(Filter.Window window) {
      return new Draft(table, new Filter(filter.where(), Optional.of(window)), guard, zone);
    }

    Draft guard(Guard other) {
      return new Draft(table, filter, other, zone);
    }

    Draft timeout(Duration timeout) {
      return guard(new Guard(Optional.of(timeout), guard.budget(), guard.asRole()));
    }

    Draft budget(double budget) {
      return guard(new Guard(guard.timeout(), Optional.of(budget), guard.asRole()));
    }

    Draft asRole() {
      return guard(new Guard(guard.timeout(), guard.budget(), true));
    }

    Draft zone(String other) {
      return new Draft(table, filter, guard, ZoneId.of(other));
    }

    Check asking(String id, Measure<?>... measures) {
      return new Check(
          new CheckId(id),
          new MeasuringOnly(List.of(measures)),
          new Target("shop", table, filter, guard, zone),
          new Terms(
              Severity.WARNING,
              new Schedule.Every(Duration.ofMinutes(5)),
              Terms.Streaks.ONE,
              Duration.ofHours(24),
              Optional.empty()),
          new About(
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Map.of(),
              new Source("checks/shop.yaml", 1, 1)));
    }
  }

  private record MeasuringOnly(List<Measure<?>> measures) implements Kind {
    MeasuringOnly {
      measures = List.copyOf(new ArrayList<>(measures));
    }

    @Override
    public String keyword() {
      return "measuring";
    }

    @Override
    public String subject() {
      return "";
    }

    @Override
    public Judgement judge(Evidence evidence) {
      return Judgement.of(new Verdict.Unknown("it only measures"));
    }
  }
}
