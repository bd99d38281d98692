package io.assay.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Column;
import io.assay.check.Compared;
import io.assay.check.Filter;
import io.assay.check.Measure;
import io.assay.check.OtherTable;
import io.assay.check.Sides;
import io.assay.check.Sides.Differences;
import io.assay.check.TableName;
import io.assay.check.Unmeasurable.Reason;
import io.assay.scan.Asked.Draft;
import io.assay.testing.TestPostgres;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every row of a table against the rows of another one.
class ContentComparisonTest {
  private static final TestPostgres SHOP = TestPostgres.create();
  private static final TestPostgres WAREHOUSE = TestPostgres.create();
  private static final TwoDatabases TWO = TwoDatabases.of(SHOP, WAREHOUSE, 2);
  private static final Differences NONE = Differences.NONE;

  @BeforeEach
  void forget() {
    TWO.sent.clear();
    TWO.pauses.clear();
    TWO.meanwhile.set(() -> {});
  }

  @AfterAll
  static void close() {
    TWO.close();
  }

  private static void both(String... statements) {
    TwoDatabases.both(List.of(SHOP, WAREHOUSE), statements);
  }

  private static Differences differences(String table, String... key) {
    return ((Sides.Rows) TWO.found(table, TwoDatabases.content(key))).differences();
  }

  private static Differences counted(long differing, long missingHere, long missingThere) {
    return new Differences(differing, missingHere, missingThere, true);
  }

  @Test
  void equal_rows_are_the_same_though_their_types_are_written_otherwise() {
    SHOP.execute(
        "CREATE DOMAIN price AS numeric(10,2)",
        "CREATE TABLE goods (id int PRIMARY KEY, name varchar(40), total price, f real, code char(9))",
        "INSERT INTO goods SELECT i, 'goods ' || i, i * 1.5, i / 4.0, 'c' || i"
            + " FROM generate_series(1, 1000) i");
    WAREHOUSE.execute(
        "CREATE TABLE goods (code text, id bigint PRIMARY KEY, total numeric(14,5), name text,"
            + " f float8)",
        "INSERT INTO goods SELECT 'c' || i, i, i * 1.5, 'goods ' || i, i / 4.0"
            + " FROM generate_series(1000, 1, -1) i");
    assertThat(TWO.found("goods", TwoDatabases.content()))
        .isEqualTo(new Sides.Rows(1000, 1000, NONE, 0));
    assertThat(TWO.pauses).isEmpty();
  }

  @Test
  void three_of_a_hundred_thousand_rows_are_found_by_four_statements_a_side() throws Exception {
    both(
        "CREATE EXTENSION pg_stat_statements",
        "CREATE TABLE many (id bigint PRIMARY KEY, a text, b timestamptz)",
        "INSERT INTO many SELECT i, 'row ' || i, 'epoch'::timestamptz + i * interval '1 s'"
            + " FROM generate_series(1, 100000) i");
    WAREHOUSE.execute(
        "UPDATE many SET a = 'other' WHERE id IN (17, 51234, 100000)",
        "DELETE FROM many WHERE id = 5");
    assertThat(TWO.found("many", TwoDatabases.content()))
        .isEqualTo(new Sides.Rows(100_000, 99_999, counted(3, 0, 1), 0));
    assertThat(TWO.sent).hasSize(8);
    assertThat(TWO.sent.stream().filter("shop"::equals)).hasSize(4);
    assertThat(TWO.pauses).hasSize(1);
    for (TestPostgres each : List.of(SHOP, WAREHOUSE)) {
      try (var connection = each.connect();
          ResultSet most =
              connection
                  .createStatement()
                  .executeQuery(
                      "SELECT max(rows / calls), count(*) FROM pg_stat_statements"
                          + " WHERE query LIKE '%/* assay */%many%' AND dbid ="
                          + " (SELECT oid FROM pg_database WHERE datname = current_database())")) {
        most.next();
        assertThat(most.getInt(1)).isBetween(1, ContentComparison.MOST_ROWS);
        assertThat(most.getInt(2)).isPositive();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"id", "uid", "(id + 0)"})
  void rows_are_told_as_different_and_as_missing_whatever_the_key(String key) {
    String table = "by_" + key.replaceAll("\\W", "");
    both(
        "CREATE TABLE %s (id int, uid uuid, a text)".formatted(table),
        "INSERT INTO %s SELECT i, md5(i::text)::uuid, 'row ' || i FROM generate_series(1, 5000) i"
            .formatted(table));
    SHOP.execute("DELETE FROM %s WHERE id IN (7, 8)".formatted(table));
    WAREHOUSE.execute(
        "DELETE FROM %s WHERE id = 4000".formatted(table),
        "UPDATE %s SET a = a || '!' WHERE id IN (1, 2500, 5000)".formatted(table));
    Column column =
        key.startsWith("(")
            ? new Column.Expression(key.substring(1, key.length() - 1))
            : new Column.Name(key);
    Measure.BothSides measure =
        new Measure.BothSides(
            TwoDatabases.inWarehouse(), new Compared.Content(), List.of(column), List.of());
    assertThat(TWO.found(table, measure))
        .isEqualTo(new Sides.Rows(4998, 4999, counted(3, 2, 1), 0));
  }

  @Test
  void rows_without_a_key_are_a_bag_in_which_duplicates_count() {
    both(
        "CREATE TABLE bag (a int, b text)",
        "INSERT INTO bag SELECT i % 10, 'b' FROM generate_series(1, 5000) i");
    assertThat(differences("bag")).isEqualTo(NONE);
    WAREHOUSE.execute(
        "INSERT INTO bag SELECT 3, 'b' FROM generate_series(1, 7)",
        "DELETE FROM bag WHERE ctid IN (SELECT ctid FROM bag WHERE a = 4 LIMIT 2)");
    assertThat(differences("bag")).isEqualTo(counted(0, 7, 2));
  }

  @Test
  void a_composite_key_finds_rows_again() {
    both(
        "CREATE TABLE lines (invoice int, line int, amount numeric, PRIMARY KEY (invoice, line))",
        "INSERT INTO lines SELECT i / 10, i % 10, i FROM generate_series(1, 3000) i");
    assertThat(differences("lines")).isEqualTo(NONE);
    WAREHOUSE.execute(
        "UPDATE lines SET amount = 0 WHERE invoice = 5 AND line = 3",
        "UPDATE lines SET line = 50 WHERE invoice = 6 AND line = 3");
    assertThat(differences("lines")).isEqualTo(counted(1, 1, 1));
  }

  @Test
  void values_that_change_places_are_different() {
    both("CREATE TABLE swapped (id int PRIMARY KEY, a text)");
    SHOP.execute("INSERT INTO swapped VALUES (1, 'x'), (2, 'y')");
    WAREHOUSE.execute("INSERT INTO swapped VALUES (1, 'y'), (2, 'x')");
    assertThat(differences("swapped")).isEqualTo(counted(2, 0, 0));
    Measure.BothSides onlyA =
        new Measure.BothSides(
            TwoDatabases.inWarehouse(),
            new Compared.Content(),
            TwoDatabases.names(List.of("id")),
            TwoDatabases.names(List.of("a")));
    assertThat(((Sides.Rows) TWO.found("swapped", onlyA)).differences())
        .isEqualTo(counted(2, 0, 0));
  }

  @Test
  void a_text_key_is_told_by_its_characters_whatever_its_collation() {
    SHOP.execute(
        "CREATE COLLATION odd (provider = icu, locale = 'und-u-ks-level1', deterministic = false)",
        "CREATE TABLE codes (code text COLLATE odd, a int)");
    WAREHOUSE.execute("CREATE TABLE codes (code text COLLATE \"C\", a int)");
    both("INSERT INTO codes VALUES ('a', 1), ('A', 2), ('ä', 3), ('ß', 4), ('Z', 5), ('', 6)");
    assertThat(differences("codes", "code")).isEqualTo(NONE);
    WAREHOUSE.execute("UPDATE codes SET a = 9 WHERE code = 'A'");
    assertThat(differences("codes", "code")).isEqualTo(counted(1, 0, 0));
  }

  @Test
  void null_is_not_the_empty_text_and_values_do_not_run_into_each_other() {
    both("CREATE TABLE edges (id int PRIMARY KEY, a text, b text)");
    SHOP.execute(
        "INSERT INTO edges VALUES (1, NULL, 'x'), (2, 'a,b', 'c'), (3, '\"', ''), (4, NULL, NULL),"
            + " (5, '(1,2)', '\\')");
    WAREHOUSE.execute(
        "INSERT INTO edges VALUES (1, '', 'x'), (2, 'a', 'b,c'), (3, '', '\"'), (4, NULL, NULL),"
            + " (5, '(1,2)', '\\')");
    assertThat(differences("edges")).isEqualTo(counted(3, 0, 0));
  }

  @Test
  void a_key_of_null_is_a_key() {
    both(
        "CREATE TABLE nullable (id int, a text)",
        "INSERT INTO nullable VALUES (NULL, 'x'), (1, 'y')");
    assertThat(differences("nullable", "id")).isEqualTo(NONE);
    WAREHOUSE.execute("UPDATE nullable SET a = 'z' WHERE id IS NULL");
    assertThat(differences("nullable", "id")).isEqualTo(counted(1, 0, 0));
  }

  @Test
  void empty_tables_are_the_same_and_one_of_two_lacks_every_row() {
    both("CREATE TABLE empty (id int PRIMARY KEY)");
    assertThat(TWO.found("empty", TwoDatabases.content())).isEqualTo(new Sides.Rows(0, 0, NONE, 0));
    SHOP.execute("INSERT INTO empty SELECT generate_series(-3, 3)");
    assertThat(TWO.found("empty", TwoDatabases.content()))
        .isEqualTo(new Sides.Rows(7, 0, counted(0, 0, 7), 0));
  }

  @Test
  void numbers_at_both_ends_of_their_range_are_keys() {
    both(
        "CREATE TABLE ends (id bigint PRIMARY KEY, a int)",
        "INSERT INTO ends VALUES (-9223372036854775808, 1), (0, 2), (9223372036854775807, 3)");
    assertThat(differences("ends")).isEqualTo(NONE);
    WAREHOUSE.execute("UPDATE ends SET a = 0 WHERE id <> 0");
    assertThat(differences("ends")).isEqualTo(counted(2, 0, 0));
  }

  @Test
  void hundreds_of_differences_are_counted_and_more_are_estimated() {
    both(
        "CREATE TABLE drifted (id int PRIMARY KEY, a int)",
        "INSERT INTO drifted SELECT i, i FROM generate_series(1, 40000) i");
    WAREHOUSE.execute("UPDATE drifted SET a = -1 WHERE id % 100 = 0");
    assertThat(differences("drifted")).isEqualTo(counted(400, 0, 0));
    WAREHOUSE.execute("UPDATE drifted SET a = -1 WHERE id % 2 = 0");
    assertThat(differences("drifted"))
        .satisfies(found -> {
          assertThat(found.counted()).isFalse();
          assertThat(found.differing()).isBetween(19_000L, 21_000L);
          assertThat(found.missingHere() + found.missingThere()).isZero();
        });
  }

  @Test
  void a_filter_and_a_window_hold_on_both_sides() {
    both(
        "CREATE TABLE filtered (id int PRIMARY KEY, a text, at timestamptz)",
        "INSERT INTO filtered SELECT i, 'x', '%s'::timestamptz - i * interval '1 hour'"
                .formatted(Instant.now())
            + " FROM generate_series(1, 100) i");
    WAREHOUSE.execute("UPDATE filtered SET a = 'y' WHERE id IN (3, 50)");
    Draft where = Draft.on("filtered").where("id < 10");
    assertThat(TWO.sides(where, TwoDatabases.content()).found())
        .isEqualTo(new Sides.Rows(9, 9, counted(1, 0, 0), 0));
    Draft window =
        Draft.on("filtered").window(new Filter.Window(new Column.Name("at"), Duration.ofHours(60)));
    assertThat(((Sides.Rows) TWO.sides(window, TwoDatabases.content()).found()).differences())
        .isEqualTo(counted(2, 0, 0));
  }

  @Test
  void what_has_arrived_by_the_second_look_is_no_difference() {
    both("CREATE TABLE arriving (id int PRIMARY KEY, a int)");
    SHOP.execute("INSERT INTO arriving VALUES (1, 1), (2, 2)");
    WAREHOUSE.execute("INSERT INTO arriving VALUES (1, 1)");
    TWO.meanwhile.set(() -> WAREHOUSE.execute("INSERT INTO arriving VALUES (2, 2)"));
    assertThat(differences("arriving")).isEqualTo(NONE);
    assertThat(TWO.pauses).hasSize(1);
  }

  @Test
  void a_row_that_goes_on_changing_and_is_followed_is_no_difference() {
    both("CREATE TABLE hot (id int PRIMARY KEY, a int)");
    SHOP.execute("INSERT INTO hot VALUES (1, 10), (2, 10)");
    WAREHOUSE.execute("INSERT INTO hot VALUES (1, 9), (2, 9)");
    TWO.meanwhile.set(() -> {
      SHOP.execute("UPDATE hot SET a = 11");
      WAREHOUSE.execute("UPDATE hot SET a = 10 WHERE id = 1");
    });
    assertThat(differences("hot")).isEqualTo(counted(1, 0, 0));
  }

  @Test
  void columns_of_one_side_alone_are_left_out_and_told() {
    SHOP.execute(
        "CREATE TABLE wider (id int PRIMARY KEY, a int, b int)",
        "INSERT INTO wider VALUES (1, 2, 3)");
    WAREHOUSE.execute(
        "CREATE TABLE wider (id int PRIMARY KEY, a int, loaded_at timestamptz)",
        "INSERT INTO wider VALUES (1, 2, now())");
    assertThat(TWO.found("wider", TwoDatabases.content())).isEqualTo(new Sides.Rows(1, 1, NONE, 2));
  }

  @Test
  void texts_are_the_same_in_databases_of_other_encodings() {
    String name = "latin_" + ProcessHandle.current().pid();
    SHOP.execute("CREATE DATABASE " + name + " ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
    TestPostgres latin =
        new TestPostgres(
            SHOP.url().replaceFirst("/test_[^?]*", "/" + name), SHOP.username(), SHOP.password());
    SHOP.execute("CREATE TABLE encoded (name text PRIMARY KEY)");
    latin.execute("CREATE TABLE encoded (name text PRIMARY KEY)");
    for (TestPostgres each : List.of(SHOP, latin)) {
      each.execute("INSERT INTO encoded VALUES ('Grüße'), ('plain')");
    }
    try (TwoDatabases two = TwoDatabases.of(SHOP, latin, 2)) {
      assertThat(two.found("encoded", TwoDatabases.content()))
          .isEqualTo(new Sides.Rows(2, 2, NONE, 0));
    }
  }

  @Test
  void two_tables_of_one_database_are_seen_in_one_snapshot_by_one_connection() {
    SHOP.execute(
        "CREATE TABLE original (id int PRIMARY KEY, a int)",
        "INSERT INTO original SELECT i, i FROM generate_series(1, 100) i",
        "CREATE TABLE copied AS SELECT * FROM original WHERE id <> 3");
    try (TwoDatabases two = TwoDatabases.of(SHOP, WAREHOUSE, 1)) {
      Sides sides =
          two.sides(
              Draft.on("original"),
              TwoDatabases.measure(
                  TwoDatabases.table("copied"), new Compared.Content(), List.of()));
      assertThat(sides.there()).isEqualTo("copied");
      assertThat(sides.found()).isEqualTo(new Sides.Rows(100, 99, counted(0, 0, 1), 0));
    }
  }

  @Test
  void too_many_rows_of_one_key_cannot_be_told_apart() {
    both(
        "CREATE TABLE tenants (tenant int NOT NULL, a int)",
        "INSERT INTO tenants SELECT 1, i FROM generate_series(1, 20000) i");
    WAREHOUSE.execute("UPDATE tenants SET a = -a WHERE a % 2 = 0");
    assertThat(TWO.trouble(Draft.on("tenants"), TwoDatabases.content("tenant")))
        .satisfies(why -> {
          assertThat(why.reason()).isEqualTo(Reason.QUERY);
          assertThat(why.text()).contains("too many share a key");
        });
  }

  @Test
  void what_one_side_does_not_have_is_told() {
    both("CREATE TABLE named (id int)");
    SHOP.execute("ALTER TABLE named ADD extra int, ADD PRIMARY KEY (extra)");
    assertThat(TWO.trouble(Draft.on("named"), TwoDatabases.content("extra")).text())
        .isEqualTo("there is no column \"extra\" in warehouse");
    assertThat(TWO.trouble(Draft.on("named"), TwoDatabases.content("none")).text())
        .isEqualTo("there is no column \"none\"");
    assertThat(TWO.trouble(Draft.on("named"), TwoDatabases.content()).text())
        .isEqualTo("the primary key (extra) is on one side only: name a `key` that both have");
    SHOP.execute("CREATE TABLE only_here (id int)");
    assertThat(TWO.trouble(Draft.on("only_here"), TwoDatabases.content()).text())
        .isEqualTo("in warehouse: there is no table public.only_here with columns");
  }

  @Test
  void a_span_is_divided_without_a_gap() {
    assertThat(new Span(0, 99).divided(3))
        .containsExactly(new Span(0, 32), new Span(33, 65), new Span(66, 99));
    assertThat(new Span(Long.MIN_VALUE, Long.MAX_VALUE).divided(2))
        .containsExactly(new Span(Long.MIN_VALUE, -1), new Span(0, Long.MAX_VALUE));
    assertThat(new Span(5, 6).divided(1000)).containsExactly(Span.at(5), Span.at(6));
  }

  @Test
  void explaining_shows_the_statements_of_both_sides_and_reads_no_row() {
    both("CREATE TABLE explained (id int PRIMARY KEY)");
    assertThat(TWO.explain(Draft.on("explained"), TwoDatabases.content()))
        .isInstanceOfSatisfying(
            Explanation.Planned.class,
            planned -> {
              assertThat(planned.sql()).contains("\n-- and in warehouse\nSELECT");
              assertThat(planned.sql().split("\"explained\"\n", -1)).hasSize(3);
              assertThat(planned.cost()).isPositive();
            });
    assertThat(TWO.sent).isEmpty();
    assertThat(
            TWO.explain(
                Draft.on("explained"),
                TwoDatabases.measure(
                    new OtherTable(
                        Optional.of("warehouse"), Optional.of(new TableName("public", "none"))),
                    new Compared.Rows(),
                    List.of())))
        .isInstanceOfSatisfying(
            Explanation.Refused.class,
            refused ->
                assertThat(refused.why().text())
                    .isEqualTo("in warehouse: relation \"public.none\" does not exist"));
  }
}
