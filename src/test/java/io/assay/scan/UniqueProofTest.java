package io.assay.scan;

import static io.assay.scan.Proving.nulls;
import static io.assay.scan.Proving.repeats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assay.check.Column;
import io.assay.check.Filter;
import io.assay.check.Measure;
import io.assay.check.Measured;
import io.assay.check.Unmeasurable.Reason;
import io.assay.scan.Asked.Draft;
import io.assay.testing.OnPostgres;
import io.assay.testing.TestPostgres;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("versions")
class UniqueProofTest {
  private static final TestPostgres POSTGRES = TestPostgres.create();
  private static final Asked ASKED = Asked.superuser(POSTGRES);
  private static final Proving PROVING = new Proving(POSTGRES, ASKED);

  @AfterAll
  static void close() {
    ASKED.close();
  }

  private static void table(String name, String columns, String... more) {
    PROVING.table(name, columns, more);
  }

  private static String proven(String table, String... key) {
    return PROVING.unique(table, key);
  }

  private static long scanned(String table, String... key) {
    return PROVING.repeated(table, key);
  }

  @Test
  void a_primary_key_proves_its_columns_unique_and_is_named() {
    table(
        "orders",
        "id bigint PRIMARY KEY, tenant int NOT NULL, no int",
        "INSERT INTO orders VALUES (1, 1, 1)");
    assertThat(proven("orders", "id")).isEqualTo("guaranteed by constraint orders_pkey");
  }

  @Test
  void a_key_that_holds_a_unique_one_is_unique_and_a_part_of_it_is_not() {
    table(
        "parts",
        "a int, b int, c int, UNIQUE (a, b)",
        "INSERT INTO parts VALUES (1, 1, 1), (1, 2, 1)");
    assertThat(proven("parts", "b", "a")).isEqualTo("guaranteed by constraint parts_a_b_key");
    assertThat(proven("parts", "a", "b", "c")).contains("parts_a_b_key");
    assertThat(scanned("parts", "a")).isOne();
    assertThat(scanned("parts", "a", "c")).isOne();
  }

  @Test
  void a_unique_index_without_a_constraint_is_named_as_an_index() {
    table(
        "indexed",
        "a int, b int",
        "CREATE UNIQUE INDEX indexed_a ON indexed (a) INCLUDE (b)",
        "INSERT INTO indexed VALUES (1, 1), (2, 1)");
    assertThat(proven("indexed", "a")).isEqualTo("guaranteed by index indexed_a");
    assertThat(scanned("indexed", "b")).isOne();
  }

  @Test
  @OnPostgres(from = 15)
  void nulls_equal_nothing_whatever_the_index_says_of_them() {
    table(
        "null_keys",
        "a int UNIQUE, b int UNIQUE NULLS NOT DISTINCT",
        "INSERT INTO null_keys VALUES (NULL, 1), (NULL, NULL)");
    assertThat(proven("null_keys", "a")).contains("null_keys_a_key");
    assertThat(proven("null_keys", "b")).contains("null_keys_b_key");
  }

  @Test
  void an_index_over_some_rows_or_over_an_expression_proves_nothing() {
    table(
        "partial",
        "a int, b text COLLATE \"C\"",
        "CREATE UNIQUE INDEX ON partial (a) WHERE a > 0",
        "CREATE UNIQUE INDEX ON partial (lower(b))",
        "CREATE UNIQUE INDEX ON partial (a, upper(b))",
        "INSERT INTO partial VALUES (-1, 'x'), (-1, 'y'), (NULL, NULL), (NULL, NULL)");
    assertThat(scanned("partial", "a")).isOne();
    assertThat(scanned("partial", "b")).isZero();
    assertThat(
            PROVING.scanned(
                Draft.on("partial"),
                new Measure.Repeats(List.of(new Column.Expression("lower(b)")))))
        .isZero();
  }

  @Test
  void an_index_whose_concurrent_build_failed_proves_nothing() {
    table("invalid", "a int", "INSERT INTO invalid VALUES (1), (1)");
    assertThatThrownBy(
            () -> POSTGRES.execute("CREATE UNIQUE INDEX CONCURRENTLY invalid_a ON invalid (a)"))
        .hasStackTraceContaining("could not create unique index");
    assertThat(scanned("invalid", "a")).isOne();
  }

  @Test
  void a_deferrable_key_proves_nothing() throws Exception {
    table(
        "deferred",
        "a int UNIQUE DEFERRABLE INITIALLY DEFERRED",
        "INSERT INTO deferred VALUES (1)");
    assertThat(scanned("deferred", "a")).isZero();
  }

  @Test
  void an_exclusion_constraint_proves_nothing() {
    table("excluded", "a int, EXCLUDE USING btree (a WITH =)", "INSERT INTO excluded VALUES (1)");
    assertThat(scanned("excluded", "a")).isZero();
  }

  @Test
  void a_key_of_a_parent_proves_nothing_of_its_children() {
    table(
        "parent",
        "a int PRIMARY KEY",
        "CREATE TABLE child () INHERITS (parent)",
        "INSERT INTO parent VALUES (1)",
        "INSERT INTO child VALUES (1)");
    assertThat(scanned("parent", "a")).isOne();
    POSTGRES.execute("ALTER TABLE child NO INHERIT parent");
    assertThat(proven("parent", "a")).isEqualTo("guaranteed by constraint parent_pkey");
  }

  @Test
  void a_key_of_a_partitioned_table_proves_all_its_partitions_that_of_one_only_itself() {
    table("parted", "k int, a int, PRIMARY KEY (k, a)");
    POSTGRES.execute(
        "DROP TABLE parted",
        "CREATE TABLE parted (k int, a int, PRIMARY KEY (k, a)) PARTITION BY LIST (k)",
        "CREATE TABLE parted_1 PARTITION OF parted FOR VALUES IN (1)",
        "CREATE TABLE parted_2 PARTITION OF parted FOR VALUES IN (2)",
        "CREATE UNIQUE INDEX parted_1_a ON parted_1 (a)",
        "INSERT INTO parted VALUES (1, 1), (2, 1)");
    assertThat(proven("parted", "k", "a")).isEqualTo("guaranteed by constraint parted_pkey");
    assertThat(proven("parted_1", "a")).isEqualTo("guaranteed by index parted_1_a");
    assertThat(scanned("parted", "a")).isOne();
  }

  @Test
  void an_index_that_waits_for_its_partitions_proves_nothing() {
    POSTGRES.execute(
        "CREATE TABLE waiting (k int, a int) PARTITION BY LIST (k)",
        "CREATE TABLE waiting_1 PARTITION OF waiting FOR VALUES IN (1)",
        "CREATE UNIQUE INDEX waiting_key ON ONLY waiting (k, a)",
        "INSERT INTO waiting VALUES (1, 1), (1, 1)");
    assertThat(scanned("waiting", "k", "a")).isOne();
  }

  @Test
  @OnPostgres(from = 18)
  void a_key_over_time_without_overlaps_proves_nothing() {
    POSTGRES.execute("CREATE EXTENSION IF NOT EXISTS btree_gist");
    table(
        "spans",
        "id int, at daterange, PRIMARY KEY (id, at WITHOUT OVERLAPS)",
        "INSERT INTO spans VALUES (1, '[2026-01-01,2026-02-01)'), (1, '[2026-02-01,2026-03-01)')");
    assertThat(scanned("spans", "id")).isOne();
    assertThat(scanned("spans", "id", "at")).isZero();
  }

  @Test
  void a_materialized_view_is_proven_once_it_is_populated() {
    table(
        "source",
        "a int",
        "INSERT INTO source VALUES (1)",
        "CREATE MATERIALIZED VIEW seen AS SELECT * FROM source WITH NO DATA",
        "CREATE UNIQUE INDEX seen_a ON seen (a)");
    assertThat(ASKED.trouble(Draft.on("seen"), repeats("a")).text())
        .contains("has not been populated");
    POSTGRES.execute("REFRESH MATERIALIZED VIEW seen");
    assertThat(proven("seen", "a")).isEqualTo("guaranteed by index seen_a");
  }

  @Test
  void a_filter_only_narrows_what_is_proven() {
    table(
        "narrow",
        "id int PRIMARY KEY, at timestamptz, open boolean",
        "INSERT INTO narrow VALUES (1, now(), true)");
    Draft draft =
        Draft.on("narrow")
            .where("open")
            .window(new Filter.Window(new Column.Name("at"), Duration.ofDays(1)));
    assertThat(PROVING.proven(draft, repeats("id")))
        .isEqualTo("guaranteed by constraint narrow_pkey");
  }

  @Test
  void a_broken_filter_is_told_although_the_key_is_unique() {
    table("broken", "id int PRIMARY KEY, at text", "INSERT INTO broken VALUES (1, 'x')");
    assertThat(ASKED.trouble(Draft.on("broken").where("opne"), repeats("id")).reason())
        .isEqualTo(Reason.MISSING);
    assertThat(ASKED.trouble(Draft.on("broken").where("at >"), repeats("id")).reason())
        .isEqualTo(Reason.QUERY);
    assertThat(ASKED.trouble(Draft.on("broken").where("true; SELECT 1"), repeats("id")).reason())
        .isEqualTo(Reason.QUERY);
    assertThat(
            ASKED
                .trouble(
                    Draft.on("broken")
                        .window(new Filter.Window(new Column.Name("id"), Duration.ofDays(1))),
                    repeats("id"))
                .reason())
        .isEqualTo(Reason.QUERY);
  }

  @Test
  void one_broken_filter_takes_no_proof_from_others() {
    table("others", "id int PRIMARY KEY, a int NOT NULL", "INSERT INTO others VALUES (1, 1)");
    var all =
        ASKED.measure(
            Draft.on("others").where("nothing_there").asking("broken", repeats("id")),
            Draft.on("others").where("id > 0").asking("good", repeats("id")),
            Draft.on("others").asking("plain", nulls("a")));
    assertThat(
            all.values().stream()
                .filter(Measured.class::isInstance)
                .map(each -> ((Measured) each).cost().how()))
        .containsExactly(Measured.How.PROOF, Measured.How.PROOF);
  }

  @Test
  void a_table_that_is_locked_is_proven_by_its_catalog() throws Exception {
    table("held", "id int PRIMARY KEY", "INSERT INTO held VALUES (1)");
    try (Connection holder = POSTGRES.connect()) {
      holder.setAutoCommit(false);
      holder.createStatement().execute("LOCK TABLE held IN ACCESS EXCLUSIVE MODE");
      assertThat(proven("held", "id")).contains("held_pkey");
      assertThat(
              ASKED
                  .trouble(
                      Draft.on("held").where("id > 0").timeout(Duration.ofMillis(400)),
                      repeats("id"))
                  .reason())
          .isEqualTo(Reason.LOCKED);
    }
  }

  @Test
  void checks_that_ask_for_more_than_failing_rows_are_measured() {
    table("more", "id int PRIMARY KEY", "INSERT INTO more VALUES (1)");
    Measured measured =
        (Measured)
            ASKED.one(
                Draft.on("more").asking("two", repeats("id"), nulls("id"), new Measure.Rows()));
    assertThat(measured.cost().how()).isEqualTo(Measured.How.SCAN);
    assertThat(measured.get(new Measure.Rows())).isOne();
  }

  @Test
  void a_key_that_goes_away_is_measured_at_the_next_run() {
    table("going", "id int PRIMARY KEY", "INSERT INTO going VALUES (1)");
    assertThat(proven("going", "id")).contains("going_pkey");
    POSTGRES.execute(
        "ALTER TABLE going DROP CONSTRAINT going_pkey", "INSERT INTO going VALUES (1)");
    assertThat(scanned("going", "id")).isOne();
  }
}
