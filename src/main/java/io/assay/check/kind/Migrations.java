package io.assay.check.kind;

import io.assay.check.Evidence;
import io.assay.check.Judgement;
import io.assay.check.Kind;
import io.assay.check.KindLanguage;
import io.assay.check.Measure;
import io.assay.check.MigrationHistory.Migration;
import io.assay.check.Observation;
import io.assay.check.Parameter;
import io.assay.check.Severity;
import io.assay.check.TableName;
import io.assay.check.Unit;
import io.assay.check.Verdict;
import io.assay.check.Words;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// `migrations`: a migration failed, the expected one is missing, one was applied after a newer
/// one, or some are newer than the expected.
public record Migrations(
    Optional<TableName> table, Optional<String> expect, boolean anyOrder, Severity severity)
    implements Kind {
  /// The one thing that migrations out of order can be.
  enum Allowed {
    ALLOWED
  }

  private static final int TOLD = 3;

  private static final Parameter<String> HISTORY =
      Parameter.optional(
          "migrations",
          new Parameter.Shape.Text(),
          "the history table as `schema.name`; looked for when left out");
  private static final Parameter<String> EXPECT =
      Parameter.optional(
          "expect",
          new Parameter.Shape.Text(),
          "the version that has to be applied, and be the newest");
  private static final Parameter<Allowed> OUT_OF_ORDER =
      Parameter.optional(
          "out_of_order",
          new Parameter.Shape.OneOf<>(Allowed.class),
          "`allowed`: a migration may be applied after a newer one");

  static final KindLanguage LANGUAGE =
      new KindLanguage(
          HISTORY,
          KindLanguage.Place.DATABASE,
          List.of(EXPECT, OUT_OF_ORDER),
          written ->
              List.of(
                  new Migrations(
                      written.find(HISTORY).map(Migrations::table),
                      written.find(EXPECT),
                      written.find(OUT_OF_ORDER).isPresent(),
                      written.severity())));

  private static TableName table(String written) {
    int dot = written.indexOf('.');
    return dot < 0
        ? new TableName("public", written)
        : new TableName(written.substring(0, dot), written.substring(dot + 1));
  }

  @Override
  public String keyword() {
    return LANGUAGE.keyword();
  }

  @Override
  public String subject() {
    return table.map(TableName::toString).orElse("");
  }

  @Override
  public List<Measure<?>> measures() {
    return List.of(new Measure.Migrations(table));
  }

  @Override
  public Judgement judge(Evidence evidence) {
    MigrationCourse course =
        MigrationCourse.of(evidence.measured().get(new Measure.Migrations(table)));
    List<String> findings =
        Stream.of(failed(course), missing(course), late(course), unexpected(course))
            .flatMap(Optional::stream)
            .toList();
    String last = course.applied().isEmpty() ? "none" : course.applied().lastKey();
    String passed =
        course.applied().isEmpty()
            ? "no migration has been applied yet"
            : Words.count(course.applied().size(), "migration") + " applied, the newest is " + last;
    Observation seen =
        new Observation(
            findings.isEmpty() ? passed : String.join("; ", findings),
            Optional.of(BigDecimal.valueOf(course.applied().size())),
            Unit.COUNT,
            course.failed().isEmpty() ? "newest " + last : "failed",
            expect.map(version -> "newest " + version).orElse("none failed"));
    return Judgement.of(
        findings.isEmpty() ? new Verdict.Pass(seen) : new Verdict.Breach(severity, seen));
  }

  private Optional<String> failed(MigrationCourse course) {
    List<String> failed = course.failed().values().stream().map(Migrations::named).toList();
    return some(failed, " failed");
  }

  private Optional<String> missing(MigrationCourse course) {
    return expect
        .filter(version -> !course.applied().containsKey(version))
        .map(version ->
            "migration "
                + version
                + " is missing: "
                + (course.applied().isEmpty()
                    ? "none has been applied"
                    : "the newest that is applied is " + course.applied().lastKey()));
  }

  private Optional<String> late(MigrationCourse course) {
    if (anyOrder) {
      return Optional.empty();
    }
    List<String> late = new ArrayList<>();
    course.late().forEach((version, newer) -> late.add(version + " after " + newer));
    return some(late, late.size() > 1 ? " were applied out of order" : " was applied out of order");
  }

  private Optional<String> unexpected(MigrationCourse course) {
    return expect.flatMap(version -> {
      List<String> newer =
          course.applied().tailMap(version, false).values().stream()
              .map(Migrations::named)
              .toList();
      return some(
          newer, (newer.size() > 1 ? " are" : " is") + " newer than the expected " + version);
    });
  }

  private static Optional<String> some(List<String> migrations, String what) {
    int more = migrations.size() - TOLD;
    return migrations.isEmpty()
        ? Optional.empty()
        : Optional.of(
            (migrations.size() > 1 ? "migrations " : "migration ")
                + migrations.stream().limit(TOLD).collect(Collectors.joining(", "))
                + (more > 0 ? " and " + more + " more" : "")
                + what);
  }

  private static String named(Migration migration) {
    String name = OneLine.cut(migration.name(), 60);
    return migration
        .version()
        .map(version -> name.isEmpty() ? version : version + " (" + name + ")")
        .orElse(name);
  }
}
