package io.assay.check.kind;

import static io.assay.check.kind.Judging.breached;
import static io.assay.check.kind.Judging.judge;
import static io.assay.check.kind.Judging.passed;
import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Kind;
import io.assay.check.MigrationHistory;
import io.assay.check.MigrationHistory.Migration;
import io.assay.check.MigrationHistory.Step;
import io.assay.check.Severity;
import io.assay.check.TableName;
import io.assay.check.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MigrationsTest {
  private static final TableName TABLE = new TableName("public", "flyway_schema_history");

  private static Kind kind(String expect) {
    return Judging.written(
            Migrations.LANGUAGE, expect.isEmpty() ? Map.of() : Map.of("expect", expect))
        .getFirst();
  }

  private static Migration applied(String version) {
    return new Migration(Optional.of(version), "", Step.APPLIED);
  }

  private static Migration failed(String version, String name) {
    return new Migration(Optional.of(version), name, Step.FAILED);
  }

  private static Verdict judged(String expect, Migration... migrations) {
    return judged(kind(expect), true, migrations);
  }

  private static Verdict judged(Kind kind, boolean ordered, Migration... migrations) {
    return judge(
        kind,
        Map.of(
            kind.measures().getFirst(),
            new MigrationHistory(TABLE, ordered, Arrays.asList(migrations))));
  }

  @Test
  void a_history_that_came_to_the_expected_version_passes() {
    assertThat(passed(judged("1.10", applied("1.2"), applied("1.9"), applied("1.10"))).sentence())
        .isEqualTo("3 migrations applied, the newest is 1.10");
    assertThat(passed(judged("")).sentence()).isEqualTo("no migration has been applied yet");
  }

  @Test
  void a_failed_migration_is_a_breach_until_it_succeeds_or_is_taken_back() {
    Migration failure = failed("3", "add orders index");
    assertThat(breached(judged("", applied("1"), applied("2"), failure)).sentence())
        .isEqualTo("migration 3 (add orders index) failed");
    passed(judged("", applied("1"), failure, applied("3")));
    passed(judged("", failure, new Migration(Optional.of("3"), "", Step.REMOVED)));
  }

  @Test
  void a_repeatable_migration_is_known_by_its_name() {
    Migration failure = new Migration(Optional.empty(), "views", Step.FAILED);
    assertThat(breached(judged("", applied("1"), failure)).sentence())
        .isEqualTo("migration views failed");
    passed(
        judged("1", applied("1"), failure, new Migration(Optional.empty(), "views", Step.APPLIED)));
  }

  @Test
  void a_missing_version_is_a_breach() {
    assertThat(breached(judged("7", applied("5"), applied("6"))).sentence())
        .isEqualTo("migration 7 is missing: the newest that is applied is 6");
    assertThat(breached(judged("7")).sentence())
        .isEqualTo("migration 7 is missing: none has been applied");
    assertThat(
            breached(judged("2", applied("2"), new Migration(Optional.of("2"), "", Step.REMOVED)))
                .sentence())
        .startsWith("migration 2 is missing");
  }

  @Test
  void what_is_newer_than_expected_is_a_breach() {
    assertThat(breached(judged("2", applied("1"), applied("2"), applied("3"))).sentence())
        .isEqualTo("migration 3 is newer than the expected 2");
    assertThat(
            breached(
                    judged(
                        "2", applied("2"), applied("3"), applied("4"), applied("5"), applied("6")))
                .sentence())
        .isEqualTo("migrations 3, 4, 5 and 1 more are newer than the expected 2");
  }

  @Test
  void a_migration_after_a_newer_one_is_a_breach_where_the_order_is_known_and_counts() {
    Migration[] late = {applied("1"), applied("3"), applied("2")};
    assertThat(breached(judged("3", late)).sentence())
        .isEqualTo("migration 2 after 3 was applied out of order");
    passed(judged(kind("3"), false, late));
    passed(
        judged(
            new Migrations(Optional.empty(), Optional.of("3"), true, Severity.WARNING),
            true,
            late));
  }

  @Test
  void a_version_that_was_taken_back_and_applied_again_is_in_order() {
    Migration undone = new Migration(Optional.of("2"), "", Step.REMOVED);
    passed(judged("3", applied("1"), applied("2"), undone, applied("2"), applied("3")));
  }

  @Test
  void all_that_is_wrong_is_told_the_worst_first() {
    assertThat(breached(judged("9", applied("4"), applied("3"), failed("5", ""))).sentence())
        .isEqualTo(
            "migration 5 failed; migration 9 is missing: the newest that is applied is 4;"
                + " migration 3 after 4 was applied out of order");
  }

  @ParameterizedTest
  @CsvSource({
    "1, 2, -1",
    "9, 10, -1",
    "1.9, 1.10, -1",
    "1, 1.0, 0",
    "001, 1, 0",
    "1_2, 1.2, 0",
    "20240101120000, 20240101120001, -1",
    "2.1, 2, 1",
    "1.a, 1.b, -1"
  })
  void versions_are_compared_part_by_part(String one, String other, int order) {
    assertThat(Integer.signum(MigrationVersions.ORDER.compare(one, other))).isEqualTo(order);
    assertThat(Integer.signum(MigrationVersions.ORDER.compare(other, one))).isEqualTo(-order);
  }

  @Test
  void the_table_may_be_named_with_or_without_its_schema() {
    for (String written : List.of("flyway_schema_history", "public.flyway_schema_history")) {
      Kind named = Judging.written(Migrations.LANGUAGE, Map.of("migrations", written)).getFirst();
      assertThat(named.subject()).isEqualTo("public.flyway_schema_history");
    }
    assertThat(kind("").subject()).isEmpty();
  }
}
