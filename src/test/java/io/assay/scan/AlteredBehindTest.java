package io.assay.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Column;
import io.assay.check.Kept;
import io.assay.check.Measure;
import io.assay.check.Measured;
import io.assay.check.Measurement;
import io.assay.scan.Asked.Draft;
import io.assay.testing.OnPostgres;
import io.assay.testing.TestPostgres;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What changes the answer to a check without a row of its table, or a definition of it, being
/// touched.
@Tag("versions")
class AlteredBehindTest {
  private static final Measure.Rows ROWS = new Measure.Rows();

  private final TestPostgres postgres = TestPostgres.create();
  private final Asked asked = Asked.superuser(postgres);
  private final Recomputed recomputed = new Recomputed(asked);

  @AfterEach
  void close() {
    asked.close();
  }

  @Test
  void attributes_of_a_composite_type() {
    postgres.execute(
        "CREATE TYPE address AS (city text, zip text)",
        "CREATE DOMAIN home AS address",
        "CREATE TABLE orders (id int, a address, h home, all_of address[])",
        "INSERT INTO orders VALUES (1, ROW('x', NULL), ROW('x', NULL), ARRAY[ROW('x', NULL)::address]),"
            + " (2, ROW('x', 'y'), ROW('x', 'y'), ARRAY[ROW('x', 'y')::address]),"
            + " (3, ROW('z', 'y'), ROW('z', 'y'), ARRAY[ROW('z', 'y')::address])");
    List<Check> checks =
        List.of(
            Draft.on("orders").asking("nulls", nulls("a"), ROWS),
            Draft.on("orders").asking("home", nulls("h"), ROWS),
            Draft.on("orders").asking("city", new Measure.Nulls(new Column.Expression("(a).city"))),
            Draft.on("orders").where("(a).city > 'x'").asking("above", ROWS),
            Draft.on("orders").asking("distinct", new Measure.Distinct(List.of(name("a")))),
            Draft.on("orders").asking("lists", new Measure.Repeats(List.of(name("all_of")))));
    changing(
        checks,
        "ALTER TYPE address RENAME ATTRIBUTE city TO x;"
            + " ALTER TYPE address RENAME ATTRIBUTE zip TO city;"
            + " ALTER TYPE address RENAME ATTRIBUTE x TO zip",
        "ALTER TYPE address DROP ATTRIBUTE zip",
        "ALTER TYPE address ADD ATTRIBUTE zip text");
  }

  @Test
  void functions_that_are_called_without_their_name() {
    postgres.execute(
        "CREATE TYPE mood AS ENUM ('good', 'bad')",
        function("spoken(mood) RETURNS text", "x"),
        "CREATE CAST (mood AS text) WITH FUNCTION spoken(mood)",
        function("alike(mood, mood) RETURNS boolean", "true"),
        "CREATE OPERATOR public.= (FUNCTION = alike, LEFTARG = mood, RIGHTARG = mood)",
        "CREATE TABLE orders (a mood, b mood, n numeric)",
        "INSERT INTO orders VALUES ('good', 'bad', 1), ('bad', 'bad', 2)");
    List<Check> checks =
        List.of(
            Draft.on("orders").asking("blank", new Measure.Blanks(name("a"))),
            Draft.on("orders").where("a::text = 'x'").asking("cast", ROWS),
            Draft.on("orders").where("nullif(a, b) IS NULL").asking("nullif", ROWS),
            Draft.on("orders").where("a IS DISTINCT FROM b").asking("distinct", ROWS),
            Draft.on("orders").where("CASE a WHEN b THEN true END").asking("case", ROWS));
    changing(
        checks,
        function("spoken(mood) RETURNS text", " "),
        function("alike(mood, mood) RETURNS boolean", "false"));
  }

  @Test
  void a_function_among_those_of_postgresql() {
    postgres.execute(
        function("pg_catalog.tenfold(numeric) RETURNS numeric", "10"),
        "CREATE TABLE orders (n numeric)",
        "INSERT INTO orders VALUES (1)");
    try {
      changing(
          List.of(Draft.on("orders").where("tenfold(n) = 10").asking("rows", ROWS)),
          function("pg_catalog.tenfold(numeric) RETURNS numeric", "11"));
    } finally {
      postgres.execute("DROP FUNCTION pg_catalog.tenfold(numeric)");
    }
  }

  @Test
  void how_texts_are_searched() {
    postgres.execute(
        "CREATE SCHEMA words",
        "CREATE TEXT SEARCH CONFIGURATION words.own (COPY = simple)",
        "CREATE TABLE orders (note text)",
        "INSERT INTO orders VALUES ('cats')");
    changing(
        List.of(
            Draft.on("orders")
                .where("to_tsvector('words.own', note) @@ 'cat'::tsquery")
                .asking("rows", ROWS)),
        "ALTER TEXT SEARCH CONFIGURATION words.own ALTER MAPPING REPLACE simple WITH english_stem");
  }

  @Test
  void the_names_of_an_enums_values() {
    postgres.execute(
        "CREATE TYPE mood AS ENUM ('good', 'bad')",
        "CREATE TABLE orders (m mood)",
        "INSERT INTO orders VALUES ('good'), ('bad')");
    List<Check> checks =
        List.of(
            Draft.on("orders").asking("blank", new Measure.Blanks(name("m"))),
            Draft.on("orders").asking("list", new Measure.Listed(name("m"), List.of("good"), true)),
            Draft.on("orders").asking("distinct", new Measure.Distinct(List.of(name("m")))));
    changing(
        checks,
        "ALTER TYPE mood RENAME VALUE 'bad' TO ' '",
        "ALTER TYPE mood RENAME VALUE 'good' TO 'fair'; ALTER TYPE mood ADD VALUE 'good'");
  }

  @Test
  void what_postgresql_writes_into_its_catalog_without_counting() {
    postgres.execute("CREATE TABLE orders AS SELECT generate_series(1, 1000) AS id");
    changing(
        List.of(
            Draft.on("pg_catalog", "pg_class").where("reltuples > 900").asking("large", ROWS),
            Draft.on("pg_catalog", "pg_class").asking("all", ROWS)),
        "ANALYZE orders");
  }

  @Test
  @OnPostgres(from = 18)
  void a_virtual_column_that_is_another_one_in_a_partition() {
    postgres.execute(
        "CREATE TABLE orders (id int, half int GENERATED ALWAYS AS (nullif(id, 2)) VIRTUAL)"
            + " PARTITION BY RANGE (id)",
        "CREATE TABLE orders_1 PARTITION OF orders (half GENERATED ALWAYS AS (id) VIRTUAL)"
            + " FOR VALUES FROM (0) TO (10)",
        "CREATE TABLE orders_2 PARTITION OF orders FOR VALUES FROM (10) TO (20)",
        "INSERT INTO orders VALUES (1), (2), (3), (11)");
    changing(
        List.of(Draft.on("orders").asking("nulls", nulls("half"), ROWS)),
        "INSERT INTO orders VALUES (4)",
        "ALTER TABLE orders_1 ALTER half SET EXPRESSION AS (nullif(id, 3))",
        "ALTER TABLE orders ALTER half SET EXPRESSION AS (nullif(id, 4))");
  }

  @Test
  @OnPostgres(from = 15)
  void a_table_that_may_not_count_what_changes_is_read_each_time() {
    postgres.execute(
        "CREATE ACCESS METHOD other TYPE TABLE HANDLER heap_tableam_handler",
        "CREATE TABLE orders (id int) USING other");
    assertThat(inFull("orders")).contains("an access method that is not heap");
    postgres.execute("ALTER TABLE orders RENAME TO old; CREATE TABLE orders (id int)");
    postgres.execute("CREATE TABLE chunk () INHERITS (orders)");
    postgres.execute(
        "INSERT INTO pg_extension SELECT 1, 'timescaledb', extowner, extnamespace, extrelocatable,"
            + " extversion FROM pg_extension");
    assertThat(inFull("orders")).contains("TimescaleDB");
  }

  @Test
  void values_that_read_alike_in_a_list_are_told_apart() {
    postgres.execute("CREATE TABLE orders AS SELECT unnest(ARRAY['a, b', 'a', 'b']) AS state");
    Check one =
        Draft.on("orders").asking("one", new Measure.Listed(name("state"), List.of("a, b"), true));
    Check two =
        Draft.on("orders")
            .asking("two", new Measure.Listed(name("state"), List.of("a", "b"), true));
    Map<CheckId, Measurement> measured = asked.measure(one, two);
    assertThat(((Measured) Optional.ofNullable(measured.get(one.id())).orElseThrow()).values())
        .containsValue(1L);
    assertThat(((Measured) Optional.ofNullable(measured.get(two.id())).orElseThrow()).values())
        .containsValue(2L);
  }

  private void changing(List<Check> checks, String... changes) {
    recomputed.assertSame("at first", checks);
    recomputed.assertSame("again", checks);
    for (String change : changes) {
      postgres.execute(change.split("; "));
      recomputed.assertSame(change, checks);
    }
  }

  private String inFull(String table) {
    Check check = Draft.on(table).asking("rows", ROWS);
    Measured measured =
        (Measured)
            Optional.ofNullable(
                    asked
                        .runner
                        .measure(asked.database, List.of(check), Kept.NOTHING)
                        .measurements()
                        .get(check.id()))
                .orElseThrow();
    return measured.cost().inFull().orElse("");
  }

  private static String function(String signature, String answer) {
    return "CREATE OR REPLACE FUNCTION "
        + signature
        + " IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RETURN ''"
        + answer
        + "'';END'";
  }

  private static Column name(String column) {
    return new Column.Name(column);
  }

  private static Measure<Long> nulls(String column) {
    return new Measure.Nulls(name(column));
  }
}
