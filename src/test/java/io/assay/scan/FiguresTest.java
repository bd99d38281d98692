package io.assay.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Aggregate;
import io.assay.check.Aggregate.Function;
import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Column;
import io.assay.check.Filter;
import io.assay.check.Measure;
import io.assay.check.Measured;
import io.assay.check.Measurement;
import io.assay.scan.Asked.Draft;
import io.assay.testing.TestPostgres;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Distinct values and figures of columns.
class FiguresTest {
  private static final TestPostgres POSTGRES = TestPostgres.create();
  private static final Asked ASKED = Asked.superuser(POSTGRES);
  private static final Draft SALES = Draft.on("sales");

  @BeforeAll
  static void fill() {
    POSTGRES.execute(
        "CREATE DOMAIN points AS int",
        """
        CREATE TABLE sales (id int PRIMARY KEY, shop text, kind text, total numeric, weight float8,
          score points, day date, took interval, at timestamptz)\
        """,
        """
        INSERT INTO sales
        SELECT i, CASE WHEN i % 10 = 0 THEN NULL ELSE 's' || i % 4 END, 'k' || i % 3, i, i / 4.0, i,
          date '2026-01-01' + i, i * interval '1 min', now() - i * interval '1 h'
        FROM generate_series(1, 100) i\
        """,
        "CREATE TABLE broken (weight float8)",
        "INSERT INTO broken VALUES (1), ('NaN'), ('Infinity')",
        "CREATE TABLE nothing (n int, shop text)",
        "ANALYZE sales");
  }

  @AfterAll
  static void close() {
    ASKED.close();
  }

  @BeforeEach
  void forget() {
    ASKED.sent.clear();
  }

  private static Measure.Distinct distinct(String... columns) {
    return new Measure.Distinct(Arrays.stream(columns).<Column>map(Column.Name::new).toList());
  }

  private static Measure.Figure figure(Function function, String column) {
    return new Measure.Figure(new Aggregate(function, new Column.Name(column), Optional.empty()));
  }

  private static Measure.Figure percentile(String column, String fraction) {
    return new Measure.Figure(
        new Aggregate(
            Function.PERCENTILE, new Column.Name(column), Optional.of(new BigDecimal(fraction))));
  }

  private static String value(Draft draft, Measure.Figure measure) {
    return ASKED
        .value(draft, measure)
        .map(number -> number.stripTrailingZeros().toPlainString())
        .orElse("none");
  }

  @Test
  void distinct_values_are_counted_without_null() {
    assertThat(ASKED.value(SALES, distinct("shop"))).isEqualTo(4);
    assertThat(ASKED.value(SALES, distinct("id"))).isEqualTo(100);
    assertThat(ASKED.value(SALES.where("shop IS NULL"), distinct("shop"))).isZero();
    assertThat(ASKED.value(Draft.on("nothing"), distinct("shop"))).isZero();
    assertThat(
            ASKED.value(
                SALES, new Measure.Distinct(List.of(new Column.Expression("coalesce(shop, '')")))))
        .isEqualTo(5);
  }

  @Test
  void combinations_with_a_null_in_them_are_none() {
    assertThat(ASKED.value(SALES, distinct("shop", "kind"))).isEqualTo(12);
    assertThat(ASKED.value(SALES.where("id <= 4"), distinct("shop", "kind"))).isEqualTo(4);
    assertThat(ASKED.value(SALES.where("id = 10"), distinct("shop", "kind"))).isZero();
  }

  @Test
  void figures_are_those_of_the_numbers() {
    assertThat(value(SALES, figure(Function.AVG, "total"))).isEqualTo("50.5");
    assertThat(value(SALES, figure(Function.SUM, "weight"))).isEqualTo("1262.5");
    assertThat(value(SALES, figure(Function.MIN, "id"))).isEqualTo("1");
    assertThat(value(SALES, figure(Function.MAX, "score"))).isEqualTo("100");
    assertThat(value(SALES, figure(Function.STDDEV, "id"))).startsWith("29.0114");
    assertThat(value(SALES, percentile("total", "0.5"))).isEqualTo("50.5");
    assertThat(value(SALES, percentile("id", "1"))).isEqualTo("100");
    assertThat(value(SALES.where("shop = 's1'"), figure(Function.MIN, "total"))).isEqualTo("1");
    assertThat(
            value(
                SALES,
                new Measure.Figure(
                    new Aggregate(
                        Function.SUM, new Column.Expression("total * 2"), Optional.empty()))))
        .isEqualTo("10100");
  }

  @Test
  void of_no_numbers_there_is_no_figure() {
    for (Function function : Function.values()) {
      Measure.Figure measure =
          function == Function.PERCENTILE ? percentile("n", "0.5") : figure(function, "n");
      assertThat(value(Draft.on("nothing"), measure)).as(function.word()).isEqualTo("none");
    }
    assertThat(value(SALES.where("id = 1"), figure(Function.STDDEV, "id"))).isEqualTo("none");
  }

  @Test
  void a_column_without_numbers_is_refused_before_a_row_is_read() {
    for (Function function : Function.values()) {
      for (String column : List.of("shop", "day", "took", "at")) {
        Measure.Figure measure =
            function == Function.PERCENTILE ? percentile(column, "0.5") : figure(function, column);
        Check check = SALES.asking("figure", measure);
        assertThat(ASKED.runner.explain(ASKED.database, List.of(check)).get(check.id()))
            .as(function.word() + " " + column)
            .isInstanceOfSatisfying(
                Explanation.Refused.class,
                refused -> assertThat(refused.why().text()).isEqualTo(Trouble.NOT_NUMBERS));
      }
    }
  }

  @Test
  void a_figure_that_is_no_number_is_told() {
    assertThat(ASKED.trouble(Draft.on("broken"), figure(Function.MAX, "weight")).text())
        .isEqualTo("the figure is NaN: leave rows that hold NaN or an infinity out with `where`");
    assertThat(
            ASKED
                .trouble(
                    Draft.on("broken").where("weight <> 'NaN'"), figure(Function.AVG, "weight"))
                .text())
        .startsWith("the figure is Infinity");
  }

  @Test
  void figures_share_the_pass_of_the_counts_and_are_the_same_alone() {
    Map<CheckId, Measurement> all =
        ASKED.measure(
            SALES.asking("rows", new Measure.Rows()),
            SALES.where("shop = 's1'").asking("some", figure(Function.MAX, "total")),
            SALES.asking(
                "figures",
                figure(Function.AVG, "total"),
                figure(Function.MIN, "id"),
                percentile("id", "0.5"),
                distinct("shop")));
    assertThat(ASKED.sent).containsExactly(Measured.How.SCAN);
    assertThat(RowMeasuresTest.value(all, "rows", new Measure.Rows())).isEqualTo(100);
    assertThat(RowMeasuresTest.value(all, "some", figure(Function.MAX, "total")))
        .contains(new BigDecimal(97));
    assertThat(RowMeasuresTest.value(all, "figures", figure(Function.MIN, "id")))
        .contains(BigDecimal.ONE);
    assertThat(RowMeasuresTest.value(all, "figures", percentile("id", "0.5")))
        .contains(new BigDecimal("50.5"));
    assertThat(RowMeasuresTest.value(all, "figures", distinct("shop"))).isEqualTo(4);
  }

  @Test
  void the_least_and_the_greatest_alone_are_answered_by_an_index() {
    POSTGRES.execute(
        "CREATE TABLE many AS SELECT i AS id FROM generate_series(1, 50000) i",
        "CREATE INDEX ON many (id)",
        "ANALYZE many");
    Check greatest = Draft.on("many").asking("greatest", figure(Function.MAX, "id"));
    assertThat(ASKED.runner.explain(ASKED.database, List.of(greatest)).get(greatest.id()))
        .isInstanceOfSatisfying(
            Explanation.Planned.class, planned -> assertThat(planned.cost()).isLessThan(10));
  }

  @Test
  void a_window_leaves_older_rows_out() {
    Draft last = SALES.window(new Filter.Window(new Column.Name("at"), Duration.ofMinutes(630)));
    assertThat(ASKED.value(last, distinct("id"))).isEqualTo(10);
    assertThat(value(last, figure(Function.MAX, "id"))).isEqualTo("10");
    assertThat(value(last, figure(Function.AVG, "id"))).isEqualTo("5.5");
    assertThat(value(last, percentile("id", "0.5"))).isEqualTo("5.5");
  }
}
