package io.assay.testing;

import io.assay.check.About;
import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Evidence;
import io.assay.check.Filter;
import io.assay.check.Guard;
import io.assay.check.Judgement;
import io.assay.check.Kind;
import io.assay.check.Measure;
import io.assay.check.Measured;
import io.assay.check.Memory;
import io.assay.check.Observation;
import io.assay.check.Schedule;
import io.assay.check.Severity;
import io.assay.check.Source;
import io.assay.check.TableName;
import io.assay.check.Target;
import io.assay.check.Terms;
import io.assay.check.Unit;
import io.assay.check.Verdict;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Checks for tests that care about what becomes of a verdict rather than how it is come by.
public final class SampleChecks {
  public static final Terms EVERY_MINUTE =
      new Terms(
          Severity.WARNING,
          new Schedule.Every(Duration.ofMinutes(1)),
          Terms.Streaks.ONE,
          Duration.ofHours(24),
          Optional.empty());

  private SampleChecks() {}

  /// Breaches when there are more rows than `most`; remembers how many it saw.
  public record AtMost(String keyword, long most, Severity severity, int passesRemembered)
      implements Kind {
    @Override
    public String subject() {
      return "";
    }

    @Override
    public List<Measure<?>> measures() {
      return List.of(new Measure.Rows());
    }

    @Override
    public Judgement judge(Evidence evidence) {
      long rows = evidence.measured().get(new Measure.Rows());
      Observation seen = seen(rows);
      return new Judgement(
          rows > most ? new Verdict.Breach(severity, seen) : new Verdict.Pass(seen),
          new Memory(
              Map.of(
                  "rows",
                  String.valueOf(rows),
                  "before",
                  evidence.memory().entries().getOrDefault("rows", "nothing"),
                  "passes",
                  evidence.passes().toString())));
    }
  }

  /// Returns what is seen of this many rows.
  public static Observation seen(long rows) {
    return new Observation(
        rows + " rows",
        Optional.of(BigDecimal.valueOf(rows)),
        Unit.COUNT,
        String.valueOf(rows),
        "at most 10");
  }

  /// Returns what measuring this many rows comes to.
  public static Measured rows(long rows) {
    return new Measured(
        Map.of(new Measure.Rows(), rows),
        new Measured.Moment(Instant.parse("2026-11-20T12:00:00Z"), Optional.empty()),
        new Measured.Cost(Measured.How.SCAN, Duration.ofMillis(7)));
  }

  /// Returns a check of `shop.public.<table>` that breaches above 10 rows, every minute.
  public static Check check(String id, String table) {
    return check(id, table, EVERY_MINUTE);
  }

  /// Returns a check of `shop.public.<table>` that breaches above 10 rows, on these terms.
  public static Check check(String id, String table, Terms terms) {
    return check(id, table, terms, new AtMost("rows", 10, Severity.WARNING, 3));
  }

  /// Returns a check of `shop.public.<table>`, or of no table when that is empty.
  public static Check check(String id, String table, Terms terms, Kind kind) {
    return new Check(
        new CheckId(id),
        kind,
        new Target(
            "shop",
            table.isEmpty() ? Optional.empty() : Optional.of(new TableName("public", table)),
            Filter.ALL_ROWS,
            Guard.OF_DATABASE,
            ZoneOffset.UTC),
        terms,
        new About(
            Optional.of("data-platform"),
            Optional.of("https://wiki.example.com/orders"),
            Optional.empty(),
            Map.of("team", "shop \"A\" ✓"),
            new Source("checks/shop.yaml", 12, 5)));
  }

  /// Returns terms like these with another schedule.
  public static Terms every(Duration interval) {
    return new Terms(
        EVERY_MINUTE.severity(),
        new Schedule.Every(interval),
        EVERY_MINUTE.streaks(),
        EVERY_MINUTE.remind(),
        EVERY_MINUTE.active());
  }
}
