package io.assay.check.kind;

import static io.assay.check.kind.Judging.atMost;
import static io.assay.check.kind.Judging.breached;
import static io.assay.check.kind.Judging.judge;
import static io.assay.check.kind.Judging.passed;
import static io.assay.check.kind.Judging.severity;
import static io.assay.check.kind.Judging.unknown;
import static io.assay.check.kind.Judging.written;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.assay.check.Bound;
import io.assay.check.Column;
import io.assay.check.Compared;
import io.assay.check.Compared.Aggregate;
import io.assay.check.Kind;
import io.assay.check.Limit;
import io.assay.check.Limits;
import io.assay.check.Measure;
import io.assay.check.OtherTable;
import io.assay.check.Severity;
import io.assay.check.Sides;
import io.assay.check.TableName;
import io.assay.check.Unit;
import io.assay.check.Verdict;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SameTest {
  private static final OtherTable WAREHOUSE =
      new OtherTable(Optional.of("warehouse"), Optional.empty());
  private static final Limits NONE = atMost(Unit.COUNT, "0");
  private static final Compared SUM = new Compared.Figure(Aggregate.SUM, new Column.Name("total"));
  private static final Instant TEN = Instant.parse("2026-11-20T10:00:00Z");

  private static Verdict verdict(Limits tolerate, Sides.Found found) {
    return verdict(tolerate, found, Optional.empty());
  }

  private static Verdict verdict(
      Limits tolerate, Sides.Found found, Optional<Sides.Behind> behind) {
    Compared compared =
        switch (found) {
          case Sides.Counted _ -> new Compared.Rows();
          case Sides.Figures _ -> SUM;
          case Sides.Rows _ -> new Compared.Content();
        };
    Measure.BothSides measure = new Measure.BothSides(WAREHOUSE, compared, List.of(), List.of());
    return judge(
        new Same(measure, tolerate), Map.of(measure, new Sides("warehouse", found, behind)));
  }

  private static Sides.Figures numbers(String here, String there) {
    return new Sides.Figures(
        Optional.of(new Sides.Number(new BigDecimal(here))),
        Optional.of(new Sides.Number(new BigDecimal(there))));
  }

  private static Sides.Figures times(Instant here, Instant there) {
    return new Sides.Figures(Optional.of(new Sides.Time(here)), Optional.of(new Sides.Time(there)));
  }

  @Test
  void equal_counts_pass_and_others_say_how_far_they_are_apart() {
    assertThat(passed(verdict(NONE, new Sides.Counted(4000, 4000))).sentence())
        .isEqualTo("4,000 rows on both sides");
    assertThat(passed(verdict(NONE, new Sides.Counted(0, 0))).sentence())
        .isEqualTo("no rows on both sides");
    var seen = breached(verdict(NONE, new Sides.Counted(4000, 3990)));
    assertThat(seen.sentence())
        .isEqualTo(
            "4,000 rows here and 3,990 rows in warehouse, 10 apart (0.25%), none is tolerated");
    assertThat(seen.value()).hasValueSatisfying(value -> assertThat(value).isEqualTo("10"));
    assertThat(seen.observed()).isEqualTo("10 rows");
  }

  @Test
  void a_count_and_a_share_are_tolerated_to_the_last_row() {
    assertThat(passed(verdict(atMost(Unit.COUNT, "10"), new Sides.Counted(90, 100))).sentence())
        .isEqualTo("90 rows here and 100 rows in warehouse, 10 apart (10%)");
    breached(verdict(atMost(Unit.COUNT, "9"), new Sides.Counted(90, 100)));
    passed(verdict(atMost(Unit.SHARE, "0.1"), new Sides.Counted(90, 100)));
    assertThat(breached(verdict(atMost(Unit.SHARE, "0.1"), new Sides.Counted(0, 1))).sentence())
        .isEqualTo("0 rows here and 1 row in warehouse, 1 apart (100%), at most 10% is tolerated");
    passed(verdict(atMost(Unit.SHARE, "0.1"), new Sides.Counted(0, 0)));
  }

  @Test
  void the_worst_broken_tolerance_is_the_severity() {
    Limits graded =
        new Limits(
            List.of(
                new Limit(Severity.INFO, Unit.SHARE, new Bound.AtMost(BigDecimal.ZERO)),
                new Limit(
                    Severity.CRITICAL, Unit.SHARE, new Bound.AtMost(new BigDecimal("0.05")))));
    assertThat(severity(verdict(graded, new Sides.Counted(99, 100)))).isEqualTo(Severity.INFO);
    assertThat(severity(verdict(graded, new Sides.Counted(90, 100)))).isEqualTo(Severity.CRITICAL);
    assertThat(
            severity(
                verdict(
                    graded,
                    new Sides.Figures(
                        Optional.of(new Sides.Number(BigDecimal.ONE)), Optional.empty()))))
        .isEqualTo(Severity.CRITICAL);
  }

  @Test
  void rows_are_told_by_how_they_differ() {
    assertThat(passed(verdict(NONE, rows(4000, 0, 0, 0))).sentence())
        .isEqualTo("4,000 rows are the same here and in warehouse");
    assertThat(passed(verdict(NONE, rows(0, 0, 0, 0))).sentence())
        .isEqualTo("there are no rows on either side");
    var seen = breached(verdict(NONE, rows(4000, 3, 1, 2)));
    assertThat(seen.sentence())
        .isEqualTo(
            "3 differ, 2 are missing in warehouse, 1 is missing here of 4,000 rows, none is"
                + " tolerated");
    assertThat(seen.observed()).isEqualTo("6 rows");
    passed(verdict(atMost(Unit.SHARE, "0.0015"), rows(4000, 3, 1, 2)));
    breached(verdict(atMost(Unit.SHARE, "0.0014"), rows(4000, 3, 1, 2)));
  }

  @Test
  void an_estimate_and_columns_of_one_side_are_told() {
    Sides.Rows estimated =
        new Sides.Rows(90_000, 80_000, new Sides.Differences(1, 0, 50_000, false), 2);
    assertThat(breached(verdict(NONE, estimated)).sentence())
        .isEqualTo(
            "about 1 differs, 50,000 are missing in warehouse of 90,000 rows; 2 columns on one side"
                + " only, none is tolerated");
  }

  private static Sides.Rows rows(long all, long differing, long missingHere, long missingThere) {
    return new Sides.Rows(
        all, all - 7, new Sides.Differences(differing, missingHere, missingThere, true), 0);
  }

  @Test
  void figures_are_numbers() {
    assertThat(passed(verdict(NONE, numbers("12.5", "12.5"))).sentence())
        .isEqualTo("sum(total) is 12.5 on both sides");
    assertThat(breached(verdict(NONE, numbers("12.5", "-12.5"))).sentence())
        .isEqualTo(
            "sum(total) is 12.5 here and -12.5 in warehouse, 25 apart (200%), none is tolerated");
    passed(verdict(atMost(Unit.SHARE, "0.01"), numbers("100", "101")));
    passed(verdict(atMost(Unit.COUNT, "0.5"), numbers("100", "100.5")));
    assertThat(verdict(atMost(Unit.SECONDS, "5"), numbers("1", "2")).word()).isEqualTo("error");
  }

  @Test
  void figures_are_times() {
    assertThat(passed(verdict(NONE, times(TEN, TEN))).sentence())
        .isEqualTo("sum(total) is 2026-11-20T10:00:00Z on both sides");
    assertThat(
            breached(verdict(atMost(Unit.SECONDS, "60"), times(TEN, TEN.minusSeconds(600))))
                .sentence())
        .isEqualTo(
            "sum(total) is 2026-11-20T10:00:00Z here and 2026-11-20T09:50:00Z in warehouse, 10 min"
                + " apart, at most 1 min is tolerated");
    passed(verdict(atMost(Unit.SECONDS, "600"), times(TEN, TEN.minusSeconds(600))));
    breached(verdict(NONE, times(TEN, TEN.plusSeconds(1))));
    assertThat(verdict(atMost(Unit.SHARE, "0.1"), times(TEN, TEN)).word()).isEqualTo("error");
    assertThat(
            verdict(
                    NONE,
                    new Sides.Figures(
                        Optional.of(new Sides.Time(TEN)),
                        Optional.of(new Sides.Number(BigDecimal.ONE))))
                .word())
        .isEqualTo("error");
  }

  @Test
  void a_figure_of_no_rows_is_the_same_as_another_of_no_rows_and_as_nothing_else() {
    assertThat(
            passed(verdict(NONE, new Sides.Figures(Optional.empty(), Optional.empty()))).sentence())
        .isEqualTo("sum(total) is NULL on both sides");
    assertThat(
            breached(
                    verdict(
                        atMost(Unit.SHARE, "1"),
                        new Sides.Figures(
                            Optional.empty(), Optional.of(new Sides.Number(BigDecimal.ZERO)))))
                .sentence())
        .isEqualTo("sum(total) is NULL here and 0 in warehouse");
  }

  @Test
  void a_difference_that_a_standby_may_not_have_replayed_says_nothing() {
    Optional<Sides.Behind> behind =
        Optional.of(new Sides.Behind("warehouse", Duration.ofMinutes(4)));
    assertThat(unknown(verdict(NONE, new Sides.Counted(2, 1), behind)))
        .isEqualTo(
            "the sides differ, but warehouse is a standby that was 4 min behind and may not have"
                + " replayed it yet");
    passed(verdict(atMost(Unit.COUNT, "1"), new Sides.Counted(2, 1), behind));
  }

  private static Kind read(Map<String, Object> values) {
    return written(Same.LANGUAGE, values).getFirst();
  }

  @Test
  void it_is_named_by_what_is_compared_and_with_what() {
    assertThat(read(Map.of("same", WAREHOUSE)).subject()).isEqualTo("rows as in warehouse");
    OtherTable copy = new OtherTable(Optional.empty(), Optional.of(new TableName("public", "b")));
    assertThat(read(Map.of("same", copy, "compare", SUM)).subject())
        .isEqualTo("sum(total) as in public.b");
  }

  @Test
  void parameters_that_do_nothing_are_refused() {
    List<Column> id = List.of(new Column.Name("id"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(Map.of("same", WAREHOUSE, "key", id)))
        .withMessage(
            "'key' does nothing for 'compare: rows'; write 'compare: content', or remove it");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(Map.of("same", WAREHOUSE, "tolerate", atMost(Unit.COUNT, "-1"))))
        .withMessage("'tolerate' must not be negative");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(Map.of("same", WAREHOUSE, "tolerate", atMost(Unit.SECONDS, "1"))))
        .withMessage("'tolerate' is a number of rows or a share of them here, as 10 or 1%");
    read(Map.of("same", WAREHOUSE, "compare", new Compared.Content(), "key", id, "columns", id));
    read(Map.of("same", WAREHOUSE, "compare", SUM, "tolerate", atMost(Unit.SECONDS, "1")));
  }
}
