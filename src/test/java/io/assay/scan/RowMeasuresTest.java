package io.assay.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Column;
import io.assay.check.Deferred;
import io.assay.check.Filter;
import io.assay.check.Measure;
import io.assay.check.Measured;
import io.assay.check.Measurement;
import io.assay.check.Unmeasurable;
import io.assay.check.ValueType;
import io.assay.scan.Asked.Draft;
import io.assay.testing.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RowMeasuresTest {
  private static final TestPostgres POSTGRES = TestPostgres.create();
  private static Asked asked = Asked.superuser(POSTGRES);

  @BeforeAll
  static void fill() {
    POSTGRES.execute(
        """
        CREATE TABLE orders (id int PRIMARY KEY, tenant int, no text, email text, payload jsonb,
          created_at timestamptz, doubled int GENERATED ALWAYS AS (id * 2) STORED)\
        """,
        """
        INSERT INTO orders
        SELECT i, i % 3, CASE WHEN i % 10 = 0 THEN NULL ELSE 'n' || (i % 50) END,
          CASE i % 5 WHEN 0 THEN NULL WHEN 1 THEN E' \\t\\u00a0' WHEN 2 THEN '' ELSE 'a@b' END,
          jsonb_build_object('amount', CASE WHEN i % 4 = 0 THEN 'n/a' ELSE i::text END),
          timestamptz '2026-01-01 00:00:00+00' + i * interval '1 minute'
        FROM generate_series(1, 100) i\
        """,
        "CREATE TABLE empty_one (id int, at timestamptz)");
  }

  @AfterAll
  static void close() {
    asked.close();
  }

  @BeforeEach
  void forget() {
    asked.sent.clear();
  }

  private static Column column(String name) {
    return new Column.Name(name);
  }

  @Test
  void many_checks_of_one_relation_are_one_statement() {
    Draft orders = Draft.on("orders");
    Map<CheckId, Measurement> all =
        asked.measure(
            orders.asking("rows", new Measure.Rows()),
            orders.asking("nulls", new Measure.Rows(), new Measure.Nulls(column("email"))),
            orders.asking("blanks", new Measure.Blanks(column("email"))),
            orders.where("tenant = 1").asking("tenant 1", new Measure.Rows()),
            orders.asking("newest", new Measure.Newest(column("created_at"))),
            orders.asking("repeats", new Measure.Repeats(List.of(column("tenant"), column("no")))));
    assertThat(asked.sent).containsExactly(Measured.How.SCAN);
    assertThat(value(all, "rows", new Measure.Rows())).isEqualTo(100);
    assertThat(value(all, "nulls", new Measure.Rows())).isEqualTo(100);
    assertThat(value(all, "nulls", new Measure.Nulls(column("email")))).isEqualTo(20);
    assertThat(value(all, "blanks", new Measure.Blanks(column("email")))).isEqualTo(40);
    assertThat(value(all, "tenant 1", new Measure.Rows())).isEqualTo(34);
    assertThat(value(all, "newest", new Measure.Newest(column("created_at"))))
        .contains(Instant.parse("2026-01-01T01:40:00Z"));
  }

  @Test
  void rows_that_repeat_an_earlier_key_are_counted_and_null_equals_nothing() {
    assertThat(asked.value(Draft.on("orders"), new Measure.Repeats(List.of(column("no")))))
        .isEqualTo(45);
    assertThat(
            asked.value(
                Draft.on("orders").where("id <= 50"), new Measure.Repeats(List.of(column("no")))))
        .isZero();
    assertThat(
            asked.value(
                Draft.on("orders"),
                new Measure.Repeats(List.of(new Column.Expression("1"), column("tenant")))))
        .isEqualTo(97);
  }

  @Test
  void an_empty_table_has_no_rows_no_nulls_and_no_newest_time() {
    Draft empty = Draft.on("empty_one");
    assertThat(asked.value(empty, new Measure.Rows())).isZero();
    assertThat(asked.value(empty, new Measure.Nulls(column("id")))).isZero();
    assertThat(asked.value(empty, new Measure.Repeats(List.of(column("id"))))).isZero();
    assertThat(asked.value(empty, new Measure.Newest(column("at")))).isEmpty();
  }

  @Test
  void fresh_alone_is_answered_by_the_index() {
    POSTGRES.execute(
        "CREATE TABLE indexed AS SELECT i AS id, now() - i * interval '1s' AS at"
            + " FROM generate_series(1, 20000) i",
        "CREATE INDEX ON indexed (at)",
        "ANALYZE indexed");
    Check fresh = Draft.on("indexed").asking("fresh", new Measure.Newest(column("at")));
    Explanation explanation = asked.runner.explain(asked.database, List.of(fresh)).get(fresh.id());
    assertThat(explanation)
        .isInstanceOfSatisfying(
            Explanation.Planned.class, planned -> assertThat(planned.cost()).isLessThan(10));
    assertThat(asked.one(fresh))
        .isInstanceOfSatisfying(
            Measured.class,
            measured -> assertThat(measured.cost().how()).isEqualTo(Measured.How.INDEX));
  }

  @Test
  void a_filter_that_all_share_becomes_the_where() {
    Check one = Draft.on("orders").where("id = 7").asking("one", new Measure.Rows());
    Check other =
        Draft.on("orders").where("id = 7").asking("other", new Measure.Nulls(column("no")));
    assertThat(asked.runner.explain(asked.database, List.of(one, other)).get(one.id()))
        .isInstanceOfSatisfying(
            Explanation.Planned.class,
            planned ->
                assertThat(planned.sql()).contains("WHERE (\nid = 7\n)").doesNotContain("AND ("));
  }

  @Test
  void a_window_looks_at_the_last_rows_only() {
    POSTGRES.execute(
        "CREATE TABLE windowed (at timestamptz)",
        "INSERT INTO windowed VALUES (now() - interval '5 min'), (now() - interval '2 h'),"
            + " (now() + interval '1 h'), (NULL), ('-infinity'), ('infinity')");
    Filter.Window hour = new Filter.Window(column("at"), Duration.ofHours(1));
    assertThat(asked.value(Draft.on("windowed").window(hour), new Measure.Rows())).isEqualTo(1);
  }

  @Test
  void unreadable_texts_are_counted_through_expressions() {
    assertThat(
            asked.value(
                Draft.on("orders"),
                new Measure.Unreadable(
                    new Column.Expression("payload->>'amount'"), ValueType.NUMERIC)))
        .isEqualTo(25);
  }

  @Test
  void a_missing_column_errors_alone_among_good_checks() {
    Draft orders = Draft.on("orders");
    Map<CheckId, Measurement> all =
        asked.measure(
            orders.asking("good", new Measure.Rows()),
            orders.asking("bad", new Measure.Nulls(column("emial"))),
            orders.asking("also good", new Measure.Nulls(column("email"))));
    assertThat(value(all, "good", new Measure.Rows())).isEqualTo(100);
    assertThat(value(all, "also good", new Measure.Nulls(column("email")))).isEqualTo(20);
    assertThat(all.get(new CheckId("bad")))
        .isInstanceOfSatisfying(
            Unmeasurable.class,
            why -> {
              assertThat(why.reason()).isEqualTo(Unmeasurable.Reason.MISSING);
              assertThat(why.text()).contains("emial").contains("email");
            });
  }

  @Test
  void a_generated_column_is_a_column() {
    assertThat(asked.value(Draft.on("orders"), new Measure.Repeats(List.of(column("doubled")))))
        .isZero();
  }

  @Test
  void a_missing_column_named_like_its_table_is_not_the_whole_row() {
    assertThat(asked.trouble(Draft.on("orders"), new Measure.Nulls(column("orders"))).reason())
        .isEqualTo(Unmeasurable.Reason.MISSING);
  }

  @Test
  void blanks_are_found_in_a_database_that_is_not_unicode() {
    POSTGRES.execute(
        "CREATE DATABASE latin_one ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE"
            + " template0");
    TestPostgres latin =
        new TestPostgres(
            POSTGRES.url().replaceAll("/test_\\w+", "/latin_one"),
            POSTGRES.username(),
            POSTGRES.password());
    latin.execute(
        "CREATE TABLE \"Größe\" (\"ü\" text)",
        "INSERT INTO \"Größe\" VALUES (E' \\t'), ('ä'), (NULL)");
    try (Asked there = Asked.superuser(latin)) {
      assertThat(there.value(Draft.on("Größe"), new Measure.Blanks(column("ü")))).isEqualTo(1);
    }
    POSTGRES.execute("DROP DATABASE latin_one");
  }

  @Test
  void what_is_measured_says_when() {
    assertThat(asked.one(Draft.on("orders").asking("rows", new Measure.Rows())))
        .isInstanceOfSatisfying(
            Measured.class,
            measured -> {
              assertThat(measured.now())
                  .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
              assertThat(measured.moment().lag()).isEmpty();
            });
  }

  static <V> V value(Map<CheckId, Measurement> all, String id, Measure<V> measure) {
    return switch (Optional.ofNullable(all.get(new CheckId(id))).orElseThrow()) {
      case Measured measured -> measured.get(measure);
      case Unmeasurable why -> throw new AssertionError(why.reason() + ": " + why.text());
      case Deferred(String text) -> throw new AssertionError(text);
    };
  }
}
