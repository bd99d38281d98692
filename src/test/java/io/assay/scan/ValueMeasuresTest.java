package io.assay.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Check;
import io.assay.check.Column;
import io.assay.check.Edge;
import io.assay.check.Filter;
import io.assay.check.Measure;
import io.assay.check.TextForm;
import io.assay.check.Unmeasurable.Reason;
import io.assay.scan.Asked.Draft;
import io.assay.testing.TestPostgres;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Rows whose value is not what it should be: lists, ranges, patterns and the clock.
class ValueMeasuresTest {
  private static final TestPostgres POSTGRES = TestPostgres.create();
  private static final Asked ASKED = Asked.superuser(POSTGRES);
  private static final Draft ORDERS = Draft.on("orders");
  private static final ZoneId ROME = ZoneId.of("Europe/Rome");

  @BeforeAll
  static void fill() {
    POSTGRES.execute(
        "CREATE TYPE mood AS ENUM ('good', 'bad')",
        """
        CREATE TABLE orders (id int, status text, feeling mood, paid boolean, total numeric(10, 2),
          weight float8, day date, at timestamptz, wall timestamp, clock time, payload jsonb)\
        """,
        """
        INSERT INTO orders VALUES
          (1, 'open', 'good', true, 10.5, 1, '2026-01-01', '2026-01-01 00:00+01',
            '2026-01-01 00:00', '10:00', '{"n": 1}'),
          (2, 'o''pen', 'bad', false, -1, 'NaN', '2026-01-31', '2026-01-31 00:00+01',
            '2026-01-31 00:00', '11:00', '{"n": 2}'),
          (3, '', 'good', NULL, 100, 'Infinity', 'infinity', 'infinity', 'infinity', '12:00', NULL),
          (4, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
          (5, 'open', 'good', true, 0, '-Infinity', '-infinity', '-infinity', '-infinity', NULL,
            NULL)\
        """,
        """
        CREATE TABLE clocks AS
        SELECT now() + s * interval '1 min' AS at,
          (now() + s * interval '1 min') AT TIME ZONE 'Europe/Rome' AS wall,
          (now() AT TIME ZONE 'Europe/Rome')::date + s AS day
        FROM unnest(ARRAY[-600, -1, 3, 600]) s\
        """,
        "INSERT INTO clocks VALUES (NULL, NULL, NULL), ('infinity', 'infinity', 'infinity'),"
            + " ('-infinity', '-infinity', '-infinity')");
  }

  @AfterAll
  static void close() {
    ASKED.close();
  }

  private static long count(Measure<Long> measure) {
    return ASKED.value(ORDERS, measure);
  }

  private static Column column(String name) {
    return new Column.Name(name);
  }

  private static Measure.Listed outside(String column, String... values) {
    return new Measure.Listed(column(column), List.of(values), false);
  }

  private static Measure.Listed inside(String column, String... values) {
    return new Measure.Listed(column(column), List.of(values), true);
  }

  @Test
  void the_type_of_the_column_decides_what_a_listed_value_means() {
    assertThat(count(outside("status", "open", "o'pen"))).isEqualTo(1);
    assertThat(count(outside("status", "open", "o'pen", ""))).isZero();
    assertThat(count(inside("status", "open"))).isEqualTo(2);
    assertThat(count(outside("id", "1", "2", "3", " 4 "))).isEqualTo(1);
    assertThat(count(outside("total", "10.50", "1e2"))).isEqualTo(2);
    assertThat(count(outside("paid", "yes"))).isEqualTo(1);
    assertThat(count(outside("feeling", "good"))).isEqualTo(1);
    assertThat(count(inside("day", "2026-01-31", "infinity"))).isEqualTo(2);
    assertThat(
            count(new Measure.Listed(new Column.Expression("payload->>'n'"), List.of("1"), false)))
        .isEqualTo(1);
  }

  @Test
  void a_null_is_neither_inside_nor_outside() {
    assertThat(count(outside("status", "none of them"))).isEqualTo(4);
    assertThat(count(inside("status", "none of them"))).isZero();
  }

  @Test
  void a_value_that_the_column_cannot_hold_is_told_with_what_to_do() {
    assertThat(ASKED.trouble(ORDERS, outside("id", "1", "x")).text())
        .isEqualTo(
            "a value does not fit the type of the column that it is compared with: invalid input"
                + " syntax for type integer: \"x\" (22P02); write one that does, or cast the"
                + " column, as in (status::text)");
    assertThat(ASKED.trouble(ORDERS, outside("feeling", "great")).text())
        .contains("invalid input value for enum public.mood: \"great\"");
    assertThat(ASKED.trouble(ORDERS, outside("day", "2026-02-30")).text())
        .contains("does not fit the type")
        .contains("2026-02-30");
    assertThat(ASKED.trouble(ORDERS, outside("id", "99999999999")).text())
        .contains("out of range for type integer");
  }

  @Test
  void what_a_row_holds_is_never_told() {
    assertThat(
            ASKED
                .trouble(
                    ORDERS,
                    new Measure.Listed(new Column.Expression("status::int"), List.of("1"), false))
                .text())
        .isEqualTo("invalid input syntax for type integer (22P02)");
  }

  private static Measure.OutOfRange range(String column, String least, String most) {
    return new Measure.OutOfRange(column(column), figure(least), figure(most), ROME);
  }

  private static Optional<Edge> figure(String number) {
    return number.isEmpty()
        ? Optional.empty()
        : Optional.of(new Edge.Figure(new BigDecimal(number)));
  }

  private static Optional<Edge> moment(String local) {
    return Optional.of(new Edge.Moment(LocalDateTime.parse(local), Optional.empty()));
  }

  @Test
  void numbers_outside_are_counted_and_the_edges_are_inside() {
    assertThat(count(range("total", "0", "100"))).isEqualTo(1);
    assertThat(count(range("total", "0", "99.99"))).isEqualTo(2);
    assertThat(count(range("total", "-1", ""))).isZero();
    assertThat(count(range("id", "1.5", "4.5"))).isEqualTo(2);
    assertThat(count(range("id", "-5", "1e30"))).isZero();
  }

  @Test
  void infinities_and_not_a_number_are_where_postgresql_sorts_them() {
    assertThat(count(range("weight", "0", ""))).isEqualTo(1);
    assertThat(count(range("weight", "", "100"))).isEqualTo(2);
  }

  @Test
  void days_are_their_first_instant_in_the_zone_of_the_check() {
    for (String column : List.of("day", "at", "wall")) {
      assertThat(
              count(
                  new Measure.OutOfRange(
                      column(column),
                      moment("2026-01-01T00:00"),
                      moment("2026-01-31T00:00"),
                      ROME)))
          .as(column)
          .isEqualTo(2);
      assertThat(
              count(
                  new Measure.OutOfRange(
                      column(column), moment("2026-01-01T00:00:01"), Optional.empty(), ROME)))
          .as(column)
          .isEqualTo(column.equals("day") ? 1 : 2);
    }
    assertThat(
            count(
                new Measure.OutOfRange(
                    column("at"), moment("2026-01-01T00:00"), Optional.empty(), ZoneOffset.UTC)))
        .isEqualTo(2);
  }

  @Test
  void an_offset_of_its_own_is_kept() {
    Optional<Edge> moment =
        Optional.of(
            new Edge.Moment(LocalDateTime.parse("2025-12-31T23:00"), Optional.of(ZoneOffset.UTC)));
    for (String column : List.of("at", "wall")) {
      assertThat(count(new Measure.OutOfRange(column(column), moment, Optional.empty(), ROME)))
          .as(column)
          .isEqualTo(1);
    }
  }

  @Test
  void a_range_is_not_asked_of_texts() {
    assertThat(ASKED.trouble(ORDERS, range("status", "0", "")).text())
        .contains("operator does not exist: text < integer")
        .endsWith("cast one of the two, as in (status::text)");
    for (String column : List.of("status", "clock", "id", "payload")) {
      assertThat(
              ASKED
                  .trouble(
                      ORDERS,
                      new Measure.OutOfRange(
                          column(column), moment("2026-01-01T00:00"), Optional.empty(), ROME))
                  .text())
          .as(column)
          .isEqualTo(Trouble.NOT_A_TIME);
    }
  }

  private static Measure.Unmatched pattern(String column, String pattern) {
    return new Measure.Unmatched(column(column), new TextForm.Matching(pattern));
  }

  @Test
  void a_part_of_the_text_is_enough_unless_the_pattern_has_ends() {
    assertThat(count(pattern("status", "pen"))).isEqualTo(1);
    assertThat(count(pattern("status", "^open$"))).isEqualTo(2);
    assertThat(count(pattern("status", "^(o'pen|OPEN)$"))).isEqualTo(3);
    assertThat(count(pattern("status", "(?i)^(o'pen|OPEN|)$"))).isZero();
    assertThat(count(pattern("id", "^\\d$"))).isZero();
  }

  @Test
  void a_pattern_that_is_none_is_told_before_a_row_is_read() {
    Check check = ORDERS.asking("pattern", pattern("status", "^(open"), new Measure.Rows());
    assertThat(ASKED.runner.explain(ASKED.database, List.of(check)).get(check.id()))
        .isInstanceOfSatisfying(
            Explanation.Refused.class,
            refused -> {
              assertThat(refused.why().reason()).isEqualTo(Reason.QUERY);
              assertThat(refused.why().text())
                  .isEqualTo(
                      "the pattern is none that PostgreSQL reads: invalid regular expression:"
                          + " parentheses () not balanced");
            });
  }

  @Test
  void forms_are_counted_and_null_has_every_form() {
    assertThat(
            count(
                new Measure.Unmatched(column("status"), new TextForm.Known(TextForm.Format.EMAIL))))
        .isEqualTo(4);
  }

  private static long ahead(String column, Duration tolerate) {
    return ASKED.value(
        Draft.on("clocks").zone("Europe/Rome"), new Measure.Ahead(column(column), tolerate, ROME));
  }

  @Test
  void times_ahead_of_the_clock_are_counted_and_infinity_is_one() {
    for (String column : List.of("at", "wall")) {
      assertThat(ahead(column, Duration.ZERO)).as(column).isEqualTo(3);
      assertThat(ahead(column, Duration.ofMinutes(10))).as(column).isEqualTo(2);
      assertThat(ahead(column, Duration.ofHours(11))).as(column).isEqualTo(1);
    }
    assertThat(ahead("day", Duration.ZERO)).isEqualTo(3);
    assertThat(ahead("day", Duration.ofDays(100))).isEqualTo(2);
  }

  @Test
  void only_times_can_be_ahead_of_the_clock() {
    for (String column : List.of("status", "clock", "id", "payload", "total", "paid")) {
      assertThat(
              ASKED.trouble(ORDERS, new Measure.Ahead(column(column), Duration.ZERO, ROME)).text())
          .as(column)
          .isEqualTo(Trouble.NOT_A_TIME);
    }
  }

  @Test
  void an_empty_table_has_no_row_that_fails() {
    Draft none = ORDERS.where("false");
    assertThat(ASKED.value(none, outside("id", "1"))).isZero();
    assertThat(ASKED.value(none, range("id", "1", ""))).isZero();
    assertThat(ASKED.value(none, pattern("status", "x"))).isZero();
    assertThat(ASKED.value(none, new Measure.Ahead(column("at"), Duration.ZERO, ROME))).isZero();
  }

  @Test
  void a_window_leaves_older_rows_out() {
    POSTGRES.execute(
        """
        CREATE TABLE windowed AS
        SELECT now() - n * interval '1 h' AS at, n AS id, 'x' AS status,
          now() + interval '1 day' AS due
        FROM generate_series(0, 9) n\
        """);
    Draft last =
        Draft.on("windowed").window(new Filter.Window(column("at"), Duration.ofMinutes(210)));
    assertThat(ASKED.value(last, outside("status", "y"))).isEqualTo(4);
    assertThat(ASKED.value(last, range("id", "2", ""))).isEqualTo(2);
    assertThat(ASKED.value(last, pattern("status", "y"))).isEqualTo(4);
    assertThat(ASKED.value(last, new Measure.Ahead(column("due"), Duration.ZERO, ROME)))
        .isEqualTo(4);
  }
}
