package io.assay.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.CheckId;
import io.assay.check.Terms;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DependsOnTest {
  private static final Surroundings AROUND =
      new Surroundings(Optional.of(Set.of("shop")), Map.of());

  @Test
  void ids_of_other_checks_and_databases_are_read() {
    LoadedChecks loaded =
        load(
            """
            database: shop
            checks:
              - {sql: SELECT 1, at_most: 1, id: a}
              - {sql: SELECT 2, at_most: 2, id: b, depends_on: a}
              - {sql: SELECT 3, at_most: 3, id: c, depends_on: [a, b, shop/answers]}
            """);
    assertThat(loaded.problems()).isEmpty();
    assertThat(loaded.checks())
        .extracting(check ->
            check.terms().restraint().dependsOn().stream()
                .map(Terms.Dependency::check)
                .map(CheckId::value)
                .toList())
        .containsExactly(List.of(), List.of("a"), List.of("a", "b", "shop/answers"));
  }

  @Test
  void an_unknown_id_is_a_problem_at_its_place_with_the_nearest_one() {
    assertThat(
            problems(
                """
                database: shop
                checks:
                  - {sql: SELECT 1, at_most: 1, id: orders-fresh}
                  - sql: SELECT 2
                    at_most: 2
                    depends_on: [orders-fresh, order-fresh]
                """))
        .containsExactly(
            "checks/shop.yaml:6:32: no check has the id 'order-fresh'; did you mean 'orders-fresh'?");
  }

  @Test
  void an_id_may_belong_to_an_item_that_has_a_problem_itself() {
    assertThat(
            problems(
                """
                database: shop
                checks:
                  - {sql: SELECT 1, at_most: many, id: a}
                  - {sql: SELECT 2, at_most: 2, id: b, depends_on: a}
                """))
        .singleElement()
        .asString()
        .contains("many");
  }

  @Test
  void a_circle_is_told_once_and_a_check_cannot_depend_on_itself() {
    assertThat(
            problems(
                """
                database: shop
                checks:
                  - {sql: SELECT 1, at_most: 1, id: a, depends_on: b}
                  - {sql: SELECT 2, at_most: 2, id: b, depends_on: c}
                  - {sql: SELECT 3, at_most: 3, id: c, depends_on: a}
                  - {sql: SELECT 4, at_most: 4, id: d, depends_on: d}
                """))
        .containsExactly(
            "checks/shop.yaml:3:52: 'depends_on' leads round in a circle: a -> b -> c -> a; remove one of them",
            "checks/shop.yaml:6:52: a check cannot depend on itself");
  }

  @Test
  void a_part_of_the_files_may_depend_on_the_rest() {
    LoadedChecks rest = load("{database: shop, checks: [{sql: SELECT 1, at_most: 1, id: a}]}");
    LoadedChecks part =
        CheckLoader.ofAllKinds()
            .load(
                Sources.of(
                    SourceFile.of(
                        "part.yaml",
                        "{database: shop, checks: [{sql: SELECT 2, at_most: 1, depends_on: a}]}")),
                Map.of(),
                new Surroundings(AROUND.databases(), Map.of(), Optional.of(rest)));
    assertThat(part.problems()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "off                        | none",
        "false                      | none",
        "{changes: 10}            | 10 in PT1H",
        "{within: 1d}             | 4 in PT24H",
        "{changes: 2, within: 5s} | 2 in PT5S"
      })
  void flapping_is_read_and_handed_down(String written, String read) {
    LoadedChecks loaded =
        load(
            "{database: shop, flapping: %s, checks: [{sql: SELECT 1, at_most: 1}]}"
                .formatted(written));
    assertThat(loaded.problems()).isEmpty();
    assertThat(
            loaded
                .checks()
                .getFirst()
                .terms()
                .restraint()
                .flapping()
                .map(flapping -> flapping.changes() + " in " + flapping.within())
                .orElse("none"))
        .isEqualTo(read);
  }

  @Test
  void the_usual_flapping_is_more_than_four_changes_in_an_hour() {
    assertThat(
            load("{database: shop, checks: [{sql: SELECT 1, at_most: 1}]}")
                .checks()
                .getFirst()
                .terms()
                .restraint()
                .flapping())
        .contains(new Terms.Flapping(4, Duration.ofHours(1)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "often          | 'flapping' needs off, or changes and within such as {changes: 4, within: 1h}, not 'often'",
        "{changes: 0} | 'changes' must be at least 1",
        "{changes: 101} | 'changes' is at most 100",
        "{change: 3}  | unknown key 'change'; did you mean 'changes'?"
      })
  void wrong_flapping_is_a_problem(String written, String message) {
    assertThat(
            problems(
                "{database: shop, flapping: %s, checks: [{sql: SELECT 1, at_most: 1}]}"
                    .formatted(written)))
        .singleElement()
        .asString()
        .endsWith(": " + message);
  }

  private static List<String> problems(String text) {
    return load(text).problems().stream().map(Problem::toString).toList();
  }

  private static LoadedChecks load(String text) {
    return CheckLoader.ofAllKinds()
        .load(Sources.of(SourceFile.of("checks/shop.yaml", text)), Map.of(), AROUND);
  }
}
