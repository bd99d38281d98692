package io.assay.scan;

import static io.assay.scan.Proving.nulls;
import static io.assay.scan.Proving.repeats;
import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Column;
import io.assay.check.Guarantee;
import io.assay.check.Measure;
import io.assay.check.Measured;
import io.assay.check.Unmeasurable.Reason;
import io.assay.check.ValueType;
import io.assay.scan.Asked.Draft;
import io.assay.testing.OnPostgres;
import io.assay.testing.TestPostgres;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("versions")
class ConditionProofTest {
  private static final TestPostgres POSTGRES = TestPostgres.create();
  private static final Asked ASKED = Asked.superuser(POSTGRES);
  private static final Proving PROVING = new Proving(POSTGRES, ASKED);
  private static final String BY_CONSTRAINTS = "guaranteed by the table's constraints";

  @AfterAll
  static void close() {
    ASKED.close();
  }

  private static void table(String name, String columns, String... more) {
    POSTGRES.execute("CREATE TABLE " + name + " (" + columns + ")");
    POSTGRES.execute(more);
  }

  private static String proven(String table, Measure<Long> failing) {
    return PROVING.proven(Draft.on(table), failing);
  }

  private static long scanned(String table, Measure<Long> failing) {
    return PROVING.scanned(Draft.on(table), failing);
  }

  /// The rows with a NULL in the column among those that the filter lets pass.
  private static Draft only(String table, String where) {
    return Draft.on(table).where(where);
  }

  @Test
  void not_null_proves_that_there_are_no_nulls() {
    table("plain", "a int NOT NULL, b int", "INSERT INTO plain VALUES (1, NULL)");
    assertThat(proven("plain", nulls("a"))).isEqualTo("guaranteed by NOT NULL");
    assertThat(scanned("plain", nulls("b"))).isOne();
  }

  @Test
  @OnPostgres(from = 18)
  void not_null_that_was_not_validated_proves_nothing() {
    table(
        "unvalidated",
        "a int",
        "INSERT INTO unvalidated VALUES (NULL)",
        "ALTER TABLE unvalidated ADD CONSTRAINT given NOT NULL a NOT VALID");
    assertThat(scanned("unvalidated", nulls("a"))).isOne();
    POSTGRES.execute(
        "UPDATE unvalidated SET a = 1", "ALTER TABLE unvalidated VALIDATE CONSTRAINT given");
    assertThat(proven("unvalidated", nulls("a"))).isEqualTo("guaranteed by NOT NULL");
  }

  @Test
  @OnPostgres(from = 18)
  void not_null_of_a_parent_alone_proves_nothing_of_its_children() {
    table(
        "mother",
        "a int, b int NOT NULL",
        "ALTER TABLE mother ADD CONSTRAINT only_here NOT NULL a NO INHERIT",
        "CREATE TABLE daughter () INHERITS (mother)",
        "INSERT INTO daughter VALUES (NULL, 1)");
    assertThat(scanned("mother", nulls("a"))).isOne();
    assertThat(proven("mother", nulls("b"))).isEqualTo("guaranteed by NOT NULL");
  }

  @Test
  void a_column_of_a_composite_type_is_null_also_by_its_fields() {
    POSTGRES.execute("CREATE TYPE place AS (x int, y int)", "CREATE DOMAIN somewhere AS place");
    table(
        "places",
        "p place NOT NULL, s somewhere NOT NULL",
        "INSERT INTO places VALUES (ROW(NULL, NULL), ROW(NULL, NULL))");
    assertThat(scanned("places", nulls("p"))).isOne();
    assertThat(scanned("places", nulls("s"))).isOne();
  }

  @Test
  void a_check_constraint_proves_what_it_rules_out_and_is_named() {
    table(
        "checked",
        "a int CONSTRAINT given CHECK (a IS NOT NULL)",
        "INSERT INTO checked VALUES (1)");
    assertThat(proven("checked", nulls("a"))).isEqualTo("guaranteed by constraint given");
  }

  @Test
  void of_several_constraints_none_is_named() {
    table("several", "a int CHECK (a IS NOT NULL) CHECK (a > 0)", "INSERT INTO several VALUES (1)");
    assertThat(proven("several", nulls("a"))).isEqualTo(BY_CONSTRAINTS);
  }

  @Test
  void of_a_constraint_that_was_not_validated_nothing_is_told() {
    table(
        "half",
        "a int CONSTRAINT given CHECK (a IS NOT NULL)",
        "INSERT INTO half VALUES (-1)",
        "ALTER TABLE half ADD CONSTRAINT positive CHECK (a > 0) NOT VALID");
    assertThat(proven("half", nulls("a"))).isEqualTo("guaranteed by constraint given");
  }

  @Test
  void a_check_constraint_that_was_not_validated_or_is_not_enforced_proves_nothing() {
    table(
        "lax",
        "a int, b int",
        "INSERT INTO lax VALUES (NULL, 1)",
        "ALTER TABLE lax ADD CHECK (a IS NOT NULL) NOT VALID");
    POSTGRES.executeFrom(18, "ALTER TABLE lax ADD CHECK (b IS NOT NULL) NOT ENFORCED");
    assertThat(scanned("lax", nulls("a"))).isOne();
    POSTGRES.execute("TRUNCATE lax", "INSERT INTO lax VALUES (1, NULL)");
    assertThat(scanned("lax", nulls("b"))).isOne();
  }

  @Test
  void a_check_constraint_of_a_parent_alone_proves_nothing_of_its_children() {
    table(
        "upper_one",
        "a int CHECK (a IS NOT NULL) NO INHERIT, b int CHECK (b IS NOT NULL)",
        "CREATE TABLE lower_one () INHERITS (upper_one)",
        "INSERT INTO lower_one VALUES (NULL, 1)");
    assertThat(scanned("upper_one", nulls("a"))).isOne();
    assertThat(proven("upper_one", nulls("b"))).contains("upper_one_b_check");
  }

  @Test
  void a_constraint_whose_function_was_replaced_proves_nothing() {
    POSTGRES.execute(
        "CREATE FUNCTION is_good(int) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT true'");
    table(
        "replaced",
        "a int CHECK (is_good(a)), b int CHECK (b IS NOT NULL)",
        "INSERT INTO replaced VALUES (NULL, 1)",
        "CREATE OR REPLACE FUNCTION is_good(int) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT $1 IS NOT NULL'");
    assertThat(scanned("replaced", nulls("a"))).isOne();
    assertThat(proven("replaced", nulls("b"))).contains("replaced_b_check");
    assertThat(PROVING.scanned(only("replaced", "b IS NULL"), nulls("b"))).isZero();
  }

  @Test
  void
      a_constraint_on_attributes_of_a_type_or_on_the_whole_row_proves_nothing_once_these_changed() {
    POSTGRES.execute("CREATE TYPE address AS (city text, zip text)");
    table(
        "composed",
        "a address CHECK (NOT (a IS NULL)), b int",
        "INSERT INTO composed VALUES (ROW('x', NULL), 1)",
        "ALTER TYPE address DROP ATTRIBUTE city");
    assertThat(scanned("composed", nulls("a"))).isOne();
    table(
        "wholes",
        "a int, b int, CHECK (wholes IS NOT NULL)",
        "INSERT INTO wholes VALUES (1, 2)",
        "ALTER TABLE wholes ADD c int");
    Measure<Long> none = new Measure.Nulls(new Column.Expression("nullif(a, a)"));
    assertThat(PROVING.scanned(only("wholes", "NOT (wholes IS NOT NULL)"), none)).isOne();
  }

  @Test
  @OnPostgres(from = 18)
  void what_holds_of_a_virtual_column_in_a_partition_proves_nothing_of_it_in_the_table() {
    table(
        "virtuals",
        "id int, half int GENERATED ALWAYS AS (nullif(id, 2)) VIRTUAL NOT NULL,"
            + " CHECK (half IS NOT NULL)) PARTITION BY RANGE (id",
        "CREATE TABLE virtuals_1 PARTITION OF virtuals (half GENERATED ALWAYS AS (id) VIRTUAL)"
            + " FOR VALUES FROM (0) TO (10)",
        "INSERT INTO virtuals VALUES (1), (2)");
    assertThat(scanned("virtuals", nulls("half"))).isOne();
  }

  @Test
  void an_order_of_texts_that_may_have_changed_proves_nothing_but_equality_does() {
    POSTGRES.execute("CREATE COLLATION stale_one (provider = icu, locale = 'de', version = '1')");
    table(
        "ordered",
        "a text COLLATE stale_one CHECK (a > 'm'), s text COLLATE stale_one CHECK (s IN ('x', 'y')), n int, c text COLLATE \"C\" CHECK (c > 'm')",
        "INSERT INTO ordered VALUES ('z', 'x', NULL, 'z')");
    assertThat(PROVING.scanned(only("ordered", "a < 'b'"), nulls("n"))).isZero();
    POSTGRES.execute("ALTER TABLE ordered DROP COLUMN a");
    assertThat(PROVING.proven(only("ordered", "s = 'z'"), nulls("n"))).isEqualTo(Explained.NO_ROW);
    assertThat(PROVING.proven(only("ordered", "c < 'b'"), nulls("n"))).isEqualTo(Explained.NO_ROW);
  }

  @Test
  void a_filter_that_no_row_can_pass_is_told_as_such() {
    table("never", "a int, b int CHECK (b >= 0)", "INSERT INTO never VALUES (NULL, 1)");
    assertThat(PROVING.proven(only("never", "b < 0"), nulls("a"))).isEqualTo(Explained.NO_ROW);
    assertThat(PROVING.proven(only("never", "b < 0"), repeats("a"))).isEqualTo(Explained.NO_ROW);
    assertThat(PROVING.proven(only("never", "false"), nulls("a"))).isEqualTo(Explained.NO_ROW);
    assertThat(PROVING.scanned(only("never", "b < 2"), nulls("a"))).isOne();
  }

  @Test
  void what_holds_only_now_is_not_folded_into_a_proof() {
    table(
        "timed",
        "a int, at timestamptz CHECK (at > '2026-01-01')",
        "INSERT INTO timed VALUES (NULL, now())");
    assertThat(PROVING.scanned(only("timed", "now() < '2020-01-01'"), nulls("a"))).isZero();
    assertThat(PROVING.scanned(only("timed", "at < now() + interval '1 day'"), nulls("a"))).isOne();
    assertThat(PROVING.proven(only("timed", "at < '2025-01-01'"), nulls("a")))
        .isEqualTo(Explained.NO_ROW);
  }

  @Test
  void an_expression_of_the_author_is_proven_by_the_planner_alone() {
    table("expressed", "a int NOT NULL, b int", "INSERT INTO expressed VALUES (1, NULL)");
    assertThat(
            PROVING.scanned(
                Draft.on("expressed"), new Measure.Nulls(new Column.Expression("a + b"))))
        .isOne();
    assertThat(proven("expressed", new Measure.Nulls(new Column.Expression("a"))))
        .isEqualTo(BY_CONSTRAINTS);
    assertThat(
            ASKED
                .trouble(Draft.on("expressed"), new Measure.Nulls(new Column.Expression("c")))
                .reason())
        .isEqualTo(Reason.MISSING);
  }

  @Test
  void the_authors_names_are_found_where_a_scan_finds_them() {
    table(
        "named",
        "a int NOT NULL",
        "INSERT INTO named VALUES (1)",
        "CREATE FUNCTION odd(int) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT $1 % 2 = 1'");
    assertThat(PROVING.proven(only("named", "odd(a)"), nulls("a")))
        .isEqualTo("guaranteed by NOT NULL");
  }

  @Test
  void partition_bounds_prove_what_they_rule_out() {
    POSTGRES.execute(
        "CREATE TABLE ranged (k int, v int) PARTITION BY RANGE (k)",
        "CREATE TABLE ranged_1 PARTITION OF ranged FOR VALUES FROM (0) TO (10)",
        "CREATE TABLE ranged_2 PARTITION OF ranged FOR VALUES FROM (10) TO (20)",
        "INSERT INTO ranged VALUES (1, NULL), (11, 1)");
    assertThat(proven("ranged_1", nulls("k"))).isEqualTo("guaranteed by the partition bounds");
    assertThat(proven("ranged", nulls("k"))).isEqualTo("guaranteed by the partition bounds");
    assertThat(scanned("ranged", nulls("v"))).isOne();
    POSTGRES.execute(
        "CREATE TABLE ranged_rest PARTITION OF ranged DEFAULT",
        "INSERT INTO ranged VALUES (NULL, 1)");
    assertThat(scanned("ranged", nulls("k"))).isOne();
  }

  @Test
  void not_null_of_a_partitioned_table_holds_in_each_partition() {
    POSTGRES.execute(
        "CREATE TABLE parts_of (k int, v int NOT NULL, w int) PARTITION BY LIST (k)",
        "CREATE TABLE part_1 PARTITION OF parts_of (w NOT NULL) FOR VALUES IN (1)",
        "CREATE TABLE part_2 PARTITION OF parts_of FOR VALUES IN (2)",
        "INSERT INTO parts_of VALUES (2, 1, NULL)");
    assertThat(proven("parts_of", nulls("v"))).isEqualTo("guaranteed by NOT NULL");
    assertThat(proven("part_1", nulls("w"))).isEqualTo("guaranteed by NOT NULL");
    assertThat(scanned("parts_of", nulls("w"))).isOne();
  }

  @Test
  void what_no_constraint_says_anything_of_is_looked_at() {
    table("bare", "a text", "INSERT INTO bare VALUES ('1')");
    assertThat(scanned("bare", new Measure.Blanks(new Column.Name("a")))).isZero();
    assertThat(scanned("bare", new Measure.Unreadable(new Column.Name("a"), ValueType.INTEGER)))
        .isZero();
  }

  @Test
  void a_proof_counts_as_one_and_is_explained() {
    table("counted", "a int NOT NULL", "INSERT INTO counted VALUES (1)");
    ASKED.sent.clear();
    assertThat(proven("counted", nulls("a"))).isEqualTo("guaranteed by NOT NULL");
    assertThat(ASKED.sent).containsExactly(Measured.How.PROOF);
    var check = Draft.on("counted").asking("explained", nulls("a"), new Measure.Rows());
    assertThat(ASKED.runner.explain(ASKED.database, List.of(check)))
        .containsEntry(check.id(), new Explanation.Proven("guaranteed by NOT NULL"));
  }

  @Test
  void a_guarantee_that_was_lost_is_told_with_its_name() {
    assertThat(Guarantee.lost("guaranteed by constraint orders_pkey"))
        .contains("guarantee lost: constraint orders_pkey");
    assertThat(Guarantee.lost(Explained.NO_ROW)).isEmpty();
    assertThat(Guarantee.lost("unchanged since 12:00, measured then")).isEmpty();
  }
}
