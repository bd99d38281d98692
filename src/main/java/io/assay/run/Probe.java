package io.assay.run;

import io.assay.check.About;
import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Filter;
import io.assay.check.Guard;
import io.assay.check.Kind;
import io.assay.check.Schedule;
import io.assay.check.Severity;
import io.assay.check.Source;
import io.assay.check.Target;
import io.assay.check.Terms;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;

/// The check that every monitored database has without being asked: whether it answers at all. Its
/// incident stands for all the checks that cannot be measured meanwhile.
public final class Probe {
  private static final Terms TERMS =
      new Terms(
          Severity.CRITICAL,
          new Schedule.Every(Duration.ofSeconds(15)),
          Terms.Streaks.ONE,
          Duration.ofHours(24),
          Optional.empty());

  private Probe() {}

  /// Returns the check `DATABASE/answers`.
  ///
  /// @param answers the kind that asks, its keyword is [io.assay.incident.Lifecycle#ANSWERS]
  /// @param declared where the database is declared
  public static Check of(String database, Kind answers, Source declared) {
    return new Check(
        new CheckId(database + "/" + answers.keyword()),
        answers,
        new Target(database, Optional.empty(), Filter.ALL_ROWS, Guard.OF_DATABASE, ZoneOffset.UTC),
        TERMS,
        new About(Optional.empty(), Optional.empty(), Optional.empty(), Map.of(), declared));
  }
}
