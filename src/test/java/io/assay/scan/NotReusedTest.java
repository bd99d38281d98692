package io.assay.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Buckets;
import io.assay.check.Check;
import io.assay.check.Column;
import io.assay.check.Filter;
import io.assay.check.Kept;
import io.assay.check.Measure;
import io.assay.check.Measured;
import io.assay.check.TextForm;
import io.assay.scan.Asked.Draft;
import io.assay.testing.OnPostgres;
import io.assay.testing.TestPostgres;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Figures that may change although no row does are read each time.
@Tag("versions")
@OnPostgres(from = 15)
class NotReusedTest {
  private static final TestPostgres POSTGRES = TestPostgres.create();
  private static final Asked ASKED = Asked.superuser(POSTGRES);
  private static final Measure.Rows ROWS = new Measure.Rows();
  private static final Column AT = new Column.Name("at");

  @BeforeAll
  static void orders() {
    POSTGRES.execute(
        "CREATE DOMAIN mail AS text",
        // PL/pgSQL, because the planner looks into functions of SQL
        "CREATE FUNCTION lower(mail) RETURNS text IMMUTABLE LANGUAGE plpgsql"
            + " AS 'BEGIN RETURN $1; END'",
        "CREATE FUNCTION twice(numeric) RETURNS numeric IMMUTABLE LANGUAGE plpgsql"
            + " AS 'BEGIN RETURN $1 * 2; END'",
        "CREATE FUNCTION above(numeric, numeric) RETURNS boolean IMMUTABLE LANGUAGE plpgsql"
            + " AS 'BEGIN RETURN $1 > $2; END'",
        "CREATE OPERATOR public.>>> (FUNCTION = above, LEFTARG = numeric, RIGHTARG = numeric)",
        "CREATE TABLE orders (id bigint, email mail, total numeric, at timestamptz)",
        "INSERT INTO orders SELECT n, 'm' || n, n, now() FROM generate_series(1, 9) n");
  }

  @AfterAll
  static void close() {
    ASKED.close();
  }

  @Test
  void what_only_the_rows_decide_is_taken_from_the_last_run() {
    assertThat(again(Draft.on("orders").where("total > 5").asking("rows", ROWS)))
        .isEqualTo(Measured.How.REUSED);
    assertThat(again(Draft.on("orders").asking("newest", new Measure.Newest(AT))))
        .isEqualTo(Measured.How.REUSED);
    for (TextForm.Format format : TextForm.Format.values()) {
      Measure.Unmatched form =
          new Measure.Unmatched(new Column.Name("email"), new TextForm.Known(format));
      assertThat(again(Draft.on("orders").asking("form", form)))
          .as("%s", format)
          .isEqualTo(Measured.How.REUSED);
    }
  }

  @Test
  void a_constant_of_any_length_is_understood() {
    String many = "'%s'".formatted("it''s a \"constant\" ".repeat(10_000));
    assertThat(again(Draft.on("orders").where("email <> " + many).asking("rows", ROWS)))
        .isEqualTo(Measured.How.REUSED);
  }

  @Test
  void what_moves_with_the_clock_is_read_again_and_not_even_stored() {
    Draft orders = Draft.on("orders");
    Measure.Gaps gaps =
        new Measure.Gaps(
            AT, new Buckets.Grid(Duration.ofHours(1), ZoneOffset.UTC), Duration.ofDays(1));
    Filter.Window day = new Filter.Window(AT, Duration.ofDays(1));
    List<Check> checks =
        List.of(
            orders.asking("ahead", new Measure.Ahead(AT, Duration.ZERO, ZoneOffset.UTC)),
            orders.asking("gaps", gaps),
            orders.window(day).asking("window", ROWS));
    assertThat(checks).extracting(NotReusedTest::again).doesNotContain(Measured.How.REUSED);
    assertThat(ASKED.runner.measure(ASKED.database, checks, Kept.NOTHING).kept().parts())
        .allSatisfy((name, part) -> {
          if (!name.startsWith("shape/")) {
            assertThat(part.figures()).as(name).isEmpty();
          }
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "twice(total) > 5",
        "public.twice(total) > 5",
        "total OPERATOR(public.>>>) 5",
        "lower(email) <> 'x'",
        "email < 'x' COLLATE \"ucs_basic\"",
        "xmin::text <> '0'",
        "tableoid > 0",
        "random() < 2",
        "to_char(at, 'DD') > '0'",
        "current_user <> 'x'",
      })
  void what_can_change_behind_a_condition_is_read_again(String where) {
    assertThat(again(Draft.on("orders").where(where).asking("rows", ROWS)))
        .isNotEqualTo(Measured.How.REUSED);
  }

  private static Measured.How again(Check check) {
    Taken first = ASKED.runner.measure(ASKED.database, List.of(check), Kept.NOTHING);
    Taken second = ASKED.runner.measure(ASKED.database, List.of(check), first.kept());
    return ((Measured) Optional.ofNullable(second.measurements().get(check.id())).orElseThrow())
        .cost()
        .how();
  }
}
