package io.assay.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Of a file that is broken its last good version counts.
class LastGoodFilesTest {
  private static final Surroundings SHOP =
      new Surroundings(Optional.of(Set.of("shop")), Map.of("shop", TestCatalogs.SHOP));
  private static final String BROKEN = "database: shop\nchecks: 5\n";

  private final CheckLoader loader = new CheckLoader(TestKinds.ALL);

  @Test
  void a_broken_file_keeps_its_last_good_version_and_its_problems() {
    SourceFile good = sql("a.yaml", "1");
    SourceFile other = sql("b.yaml", "2");
    LoadedChecks first = loader.load(Sources.of(good, other), Map.of(), SHOP);
    assertThat(first.good()).isEqualTo(Map.of("a.yaml", good, "b.yaml", other));

    LoadedChecks second =
        loader.load(Sources.of(SourceFile.of("a.yaml", BROKEN), other), first.good(), SHOP);
    assertThat(second.checks()).isEqualTo(first.checks());
    assertThat(second.broken()).containsExactly("a.yaml");
    assertThat(second.problems()).hasSize(1);
    assertThat(second.good()).isEqualTo(first.good());
  }

  @Test
  void a_broken_file_without_a_good_version_has_no_checks_and_harms_no_other() {
    LoadedChecks loaded =
        loader.load(
            Sources.of(SourceFile.of("a.yaml", BROKEN), sql("b.yaml", "2")), Map.of(), SHOP);
    assertThat(loaded.checks())
        .extracting(check -> check.id().value())
        .containsExactly("shop/sql/select 2");
    assertThat(loaded.good()).containsOnlyKeys("b.yaml");
  }

  @Test
  void a_removed_file_is_forgotten_and_an_unreadable_one_is_not() {
    Map<String, SourceFile> before =
        Map.of("c/a.yaml", sql("c/a.yaml", "1"), "c/b.yaml", sql("c/b.yaml", "2"));
    assertThat(loader.load(Sources.NONE, before, SHOP).checks()).isEmpty();
    LoadedChecks unreadable =
        loader.load(
            new Sources(List.of(), List.of(new Problem("c", 1, 1, "cannot be read"))),
            before,
            SHOP);
    assertThat(unreadable.checks()).hasSize(2);
    assertThat(unreadable.good()).isEqualTo(before);
  }

  @Test
  void a_check_that_moved_to_another_file_is_not_taken_from_the_last_good_version_too() {
    SourceFile both =
        SourceFile.of("a.yaml", "database: shop\nchecks:\n- sql: select 1\n- sql: select 2\n");
    LoadedChecks loaded =
        loader.load(
            Sources.of(SourceFile.of("a.yaml", BROKEN), sql("b.yaml", "1")),
            Map.of("a.yaml", both),
            SHOP);
    assertThat(loaded.checks())
        .extracting(check -> check.id().value() + " " + check.about().declared().path())
        .containsExactly("shop/sql/select 2 a.yaml", "shop/sql/select 1 b.yaml");
    assertThat(loaded.good()).containsEntry("a.yaml", both).containsKey("b.yaml");
  }

  @Test
  void a_last_good_version_is_not_held_against_the_catalog_again() {
    SourceFile old =
        SourceFile.of(
            "a.yaml", "database: shop\ntables:\n  gone:\n    checks:\n    - nulls: dropped\n");
    LoadedChecks loaded =
        loader.load(Sources.of(SourceFile.of("a.yaml", BROKEN)), Map.of("a.yaml", old), SHOP);
    assertThat(loaded.checks()).hasSize(1);
  }

  @Test
  void a_last_good_version_that_fits_no_more_is_told() {
    SourceFile old = SourceFile.of("a.yaml", "database: old\nchecks: [{sql: select 1}]");
    LoadedChecks loaded =
        loader.load(Sources.of(SourceFile.of("a.yaml", BROKEN)), Map.of("a.yaml", old), SHOP);
    assertThat(loaded.checks()).isEmpty();
    assertThat(loaded.problems())
        .extracting(Problem::toString)
        .containsExactly(
            "a.yaml:1:1: the last good version of this file cannot stand in for it any more:"
                + " unknown database 'old'; write shop",
            "a.yaml:2:9: 'checks' needs a list of checks such as '- fresh: created_at', not '5'");
    assertThat(loaded.good()).containsEntry("a.yaml", old);
  }

  private static SourceFile sql(String path, String number) {
    return SourceFile.of(path, "database: shop\nchecks:\n  - sql: select %s\n".formatted(number));
  }
}
