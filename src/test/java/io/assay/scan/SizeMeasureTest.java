package io.assay.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Check;
import io.assay.check.Measure;
import io.assay.check.Unmeasurable.Reason;
import io.assay.scan.Asked.Draft;
import io.assay.testing.TestPostgres;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What a table and a database take, asked by a role that has no right on the table.
@Tag("versions")
class SizeMeasureTest {
  private static final TestPostgres POSTGRES = TestPostgres.create();
  private static final Asked LIMITED = Asked.as(POSTGRES, Asked.limitedRole(POSTGRES), "limited");
  private static final Measure.Size SIZE = new Measure.Size();

  @BeforeAll
  static void fill() {
    POSTGRES.execute(
        "CREATE TABLE one (id int PRIMARY KEY, text text)"
            + " WITH (autovacuum_enabled = false, toast.autovacuum_enabled = false)",
        "ALTER TABLE one ALTER text SET STORAGE EXTERNAL",
        "INSERT INTO one SELECT i, repeat('x', 100000) FROM generate_series(1, 50) i",
        "CREATE TABLE parts (id int) PARTITION BY RANGE (id)",
        "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (10000) PARTITION BY HASH (id)",
        "CREATE TABLE parts_1a PARTITION OF parts_1 FOR VALUES WITH (MODULUS 1, REMAINDER 0)",
        "CREATE TABLE parts_2 PARTITION OF parts DEFAULT",
        "INSERT INTO parts SELECT generate_series(1, 20000)",
        "CREATE TABLE old_parent (id int)",
        "CREATE TABLE old_child (CHECK (id > 0)) INHERITS (old_parent)",
        "INSERT INTO old_child SELECT generate_series(1, 1000)",
        "CREATE MATERIALIZED VIEW counted AS SELECT id FROM one",
        "CREATE VIEW seen AS SELECT id FROM one");
  }

  @AfterAll
  static void close() {
    LIMITED.close();
  }

  private static long size(String table) {
    return LIMITED.value(Draft.on(table), SIZE);
  }

  private static long told(String sql) {
    try (Asked superuser = Asked.superuser(POSTGRES)) {
      return superuser
          .value(Draft.database(), new Measure.Query("SELECT " + sql))
          .number()
          .orElseThrow()
          .longValueExact();
    }
  }

  @Test
  void a_table_takes_its_indexes_and_its_toast_too() {
    assertThat(size("one"))
        .isEqualTo(told("pg_total_relation_size('public.one')"))
        .isGreaterThan(5_000_000);
    assertThat(size("counted")).isEqualTo(told("pg_total_relation_size('public.counted')"));
  }

  @Test
  void a_partitioned_table_takes_what_its_partitions_take() {
    assertThat(size("parts"))
        .isEqualTo(
            told(
                "pg_total_relation_size('public.parts_1a') + pg_total_relation_size('public.parts_2')"))
        .isGreaterThan(500_000);
    assertThat(size("old_parent")).isEqualTo(told("pg_total_relation_size('public.old_child')"));
  }

  @Test
  void without_a_table_it_is_the_database() {
    assertThat(LIMITED.value(Draft.database(), SIZE)).isGreaterThan(size("one"));
  }

  @Test
  void what_takes_no_room_or_is_not_there_is_told() {
    assertThat(LIMITED.trouble(Draft.on("seen"), SIZE).reason()).isEqualTo(Reason.UNSUPPORTED);
    assertThat(LIMITED.trouble(Draft.on("nope"), SIZE).reason()).isEqualTo(Reason.MISSING);
  }

  @Test
  void two_tables_are_asked_apart_and_can_be_explained() {
    Check one = Draft.on("one").asking("one", SIZE);
    Check parts = Draft.on("parts").asking("parts", SIZE);
    Check database = Draft.database().asking("database", SIZE);
    var measured = LIMITED.measure(one, parts, database);
    assertThat(RowMeasuresTest.value(measured, "one", SIZE)).isEqualTo(size("one"));
    assertThat(RowMeasuresTest.value(measured, "parts", SIZE)).isEqualTo(size("parts"));
    assertThat(LIMITED.runner.explain(LIMITED.database, List.of(one, parts, database)).values())
        .hasSize(3)
        .allSatisfy(each -> assertThat(each).isInstanceOf(Explanation.Planned.class));
  }
}
