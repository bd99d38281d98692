package io.assay.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Bound;
import io.assay.check.Check;
import io.assay.check.Column;
import io.assay.check.Filter;
import io.assay.check.Guard;
import io.assay.check.KeptRows;
import io.assay.check.Kind;
import io.assay.check.Limits;
import io.assay.check.Severity;
import io.assay.check.TableName;
import io.assay.check.Target;
import io.assay.check.Unit;
import io.assay.check.kind.Grouped;
import io.assay.check.kind.Nulls;
import io.assay.check.kind.Sql;
import io.assay.check.kind.Unique;
import io.assay.testing.SampleChecks;
import io.assay.testing.TestPostgres;
import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FailingRowsTest {
  private static final TestPostgres POSTGRES = TestPostgres.create();
  private static final Asked ASKED = Asked.superuser(POSTGRES);
  private static final Limits NONE =
      Limits.of(Severity.WARNING, Unit.COUNT, new Bound.AtMost(BigDecimal.ZERO));
  private static final Nulls NO_EMAIL = new Nulls(new Column.Name("email"), NONE);

  @BeforeAll
  static void fill() {
    POSTGRES.execute(
        "CREATE TABLE orders (id int, \"Land\" text, no int, email text)",
        """
        INSERT INTO orders VALUES (1, 'IT', 7, NULL), (2, 'IT', 7, 'a@b'), (3, 'FR', 7, NULL),
          (4, NULL, 8, NULL), (5, 'FR', 8, 'x'), (6, 'FR', 9, 'y')\
        """);
  }

  @AfterAll
  static void close() {
    ASKED.close();
  }

  @BeforeEach
  void forget() {
    ASKED.sent.clear();
  }

  private static Check check(String table, Kind kind, Filter filter, String... keep) {
    return check(table, kind, filter, Guard.OF_DATABASE, keep);
  }

  private static Check check(String table, Kind kind, Filter filter, Guard guard, String... keep) {
    Check sample = SampleChecks.check("kept", table);
    return new Check(
        sample.id(),
        kind,
        new Target(
            "shop",
            table.isEmpty() ? Optional.empty() : Optional.of(new TableName("public", table)),
            filter,
            guard,
            ZoneOffset.UTC,
            Arrays.stream(keep).map(FailingRowsTest::column).toList()),
        sample.terms(),
        sample.about());
  }

  private static Column column(String written) {
    return written.startsWith("(")
        ? new Column.Expression(written.substring(1, written.length() - 1))
        : new Column.Name(written);
  }

  @SafeVarargs
  private static List<String> lines(Check check, Optional<String>... group) {
    return ASKED
        .runner
        .failing(ASKED.database, check, List.of(group))
        .map(KeptRows::lines)
        .orElseThrow();
  }

  @Test
  void the_rows_that_the_measure_counts_are_shown_in_the_columns_named() {
    Check check = check("orders", NO_EMAIL, Filter.ALL_ROWS, "id", "Land", "email", "(no * 2)");

    assertThat(lines(check))
        .containsExactlyInAnyOrder(
            "id=1, Land=IT, email=NULL, (no * 2)=14",
            "id=3, Land=FR, email=NULL, (no * 2)=14",
            "id=4, Land=NULL, email=NULL, (no * 2)=16");
    assertThat(ASKED.sent).hasSize(1);
  }

  @Test
  void only_rows_that_pass_the_filter_are_shown() {
    Filter italian = new Filter(Optional.of("\"Land\" = 'IT'"), Optional.empty());

    assertThat(lines(check("orders", NO_EMAIL, italian, "id"))).containsExactly("id=1");
  }

  @Test
  void of_a_check_by_groups_the_rows_are_those_of_the_worst_group() {
    Check check =
        check(
            "orders",
            new Grouped(NO_EMAIL, List.of(new Column.Name("Land"))),
            Filter.ALL_ROWS,
            "id");

    assertThat(lines(check, Optional.of("FR"))).containsExactly("id=3");
    assertThat(lines(check, Optional.empty())).containsExactly("id=4");
  }

  @Test
  void a_group_with_a_long_key_is_found_again() {
    POSTGRES.execute(
        "CREATE TABLE long_keys AS SELECT repeat('x''', 300) || i AS key, NULL AS email, i AS id"
            + " FROM generate_series(1, 2) i");
    Grouped kind = new Grouped(NO_EMAIL, List.of(new Column.Name("key")));
    Check check = check("long_keys", kind, Filter.ALL_ROWS, "id");
    List<Optional<String>> key =
        ASKED
            .value(
                Asked.Draft.on("long_keys"),
                (io.assay.check.Measure.Groups) kind.measures().getFirst())
            .getFirst()
            .key();

    assertThat(ASKED.runner.failing(ASKED.database, check, key).orElseThrow().rows()).hasSize(1);
  }

  @Test
  void rows_of_a_repeated_key_are_shown_side_by_side() {
    Unique unique = new Unique(List.of(new Column.Name("no")), NONE);

    assertThat(lines(check("orders", unique, Filter.ALL_ROWS, "no", "id")))
        .hasSize(5)
        .satisfies(rows -> assertThat(rows.subList(0, 3)).allMatch(row -> row.startsWith("no=7")))
        .satisfies(rows -> assertThat(rows.subList(3, 5)).allMatch(row -> row.startsWith("no=8")));
    assertThat(
            lines(
                check(
                    "orders",
                    new Grouped(unique, List.of(new Column.Name("Land"))),
                    Filter.ALL_ROWS,
                    "id"),
                Optional.of("IT")))
        .containsExactlyInAnyOrder("id=1", "id=2");
  }

  @Test
  void of_a_query_the_returned_rows_are_shown_by_its_own_columns() {
    Sql sql =
        new Sql(
            "SELECT id, no AS number FROM orders WHERE no > 8 -- the latest",
            Optional.empty(),
            Severity.WARNING);

    assertThat(lines(check("", sql, Filter.ALL_ROWS, "number", "(id + 1)")))
        .containsExactly("number=9, (id + 1)=7");
  }

  @Test
  void at_most_ten_rows_and_two_hundred_characters_of_a_value_are_kept() {
    POSTGRES.execute(
        "CREATE TABLE long_ones AS SELECT repeat('ä', 250) AS long, repeat('é', 200) AS fits,"
            + " NULL AS email FROM generate_series(1, 30)");

    KeptRows kept =
        ASKED
            .runner
            .failing(
                ASKED.database,
                check("long_ones", NO_EMAIL, Filter.ALL_ROWS, "long", "fits"),
                List.of())
            .orElseThrow();

    assertThat(kept.rows()).hasSize(10);
    assertThat(kept.rows().getFirst())
        .containsExactly(Optional.of("ä".repeat(199) + "…"), Optional.of("é".repeat(200)));
  }

  @Test
  void what_cannot_be_read_is_left_out_and_within_the_budget_nothing_is_read() {
    assertThat(
            ASKED.runner.failing(
                ASKED.database, check("orders", NO_EMAIL, Filter.ALL_ROWS, "gone"), List.of()))
        .isEmpty();
    POSTGRES.execute(
        "CREATE TABLE large AS SELECT i AS id, 'a' AS email FROM generate_series(1, 10000) i",
        "ANALYZE large");
    Guard tight = new Guard(Optional.empty(), Optional.of(1.0), false);
    assertThat(
            ASKED.runner.failing(
                ASKED.database, check("large", NO_EMAIL, Filter.ALL_ROWS, tight, "id"), List.of()))
        .isEmpty();
  }

  @Test
  void what_could_not_be_read_is_found_before_it_is_needed() {
    Sql sql = new Sql("SELECT id FROM orders", Optional.empty(), Severity.WARNING);
    Check good = check("", sql, Filter.ALL_ROWS, "id");
    Check bad = check("", sql, Filter.ALL_ROWS, "number");

    assertThat(ASKED.runner.explain(ASKED.database, List.of(good)).get(good.id()))
        .isInstanceOf(Explanation.Planned.class);
    assertThat(ASKED.runner.explain(ASKED.database, List.of(bad)).get(bad.id()))
        .isInstanceOfSatisfying(
            Explanation.Refused.class,
            refused ->
                assertThat(refused.why().text())
                    .startsWith("'keep' cannot be read: ")
                    .contains("number"));
    Check unique =
        check(
            "orders",
            new Grouped(
                new Unique(List.of(new Column.Name("no")), NONE), List.of(new Column.Name("Land"))),
            Filter.ALL_ROWS,
            "id");
    assertThat(ASKED.runner.explain(ASKED.database, List.of(unique)).get(unique.id()))
        .isInstanceOf(Explanation.Planned.class);
  }

  @Test
  void without_columns_to_keep_nothing_is_asked() {
    assertThat(
            ASKED.runner.failing(
                ASKED.database, check("orders", NO_EMAIL, Filter.ALL_ROWS), List.of()))
        .isEmpty();
    assertThat(ASKED.sent).isEmpty();
  }
}
