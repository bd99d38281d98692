package io.assay.check.kind;

import static io.assay.check.kind.Judging.EMAIL;
import static io.assay.check.kind.Judging.atLeast;
import static io.assay.check.kind.Judging.atMost;
import static io.assay.check.kind.Judging.breached;
import static io.assay.check.kind.Judging.judge;
import static io.assay.check.kind.Judging.passed;
import static io.assay.check.kind.Judging.severity;
import static io.assay.check.kind.Judging.written;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assay.check.Bound;
import io.assay.check.Column;
import io.assay.check.Kind;
import io.assay.check.Limit;
import io.assay.check.Limits;
import io.assay.check.Measure;
import io.assay.check.Observation;
import io.assay.check.Severity;
import io.assay.check.Unit;
import io.assay.check.ValueType;
import io.assay.check.Verdict;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// `nulls`, `blank`, `type` and `unique`: counted rows against limits.
class CountingKindsTest {
  private static final Column TENANT = new Column.Name("tenant_id");
  private static final Limits NONE = atMost(Unit.COUNT, "0");

  private static Verdict nulls(Limits limits, long nulls, long rows) {
    return judge(
        new Nulls(EMAIL, limits),
        Map.of(new Measure.Nulls(EMAIL), nulls, new Measure.Rows(), rows));
  }

  static Stream<Arguments> kinds() {
    return Stream.of(
        Arguments.of(new Nulls(EMAIL, NONE), "have no value", "has no value"),
        Arguments.of(new Blank(EMAIL, NONE), "have blank text", "has blank text"),
        Arguments.of(
            new Type(EMAIL, ValueType.NUMERIC, NONE),
            "do not read as numeric",
            "does not read as numeric"),
        Arguments.of(
            new Unique(List.of(TENANT, EMAIL), NONE),
            "repeat an earlier key",
            "repeats an earlier key"));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void a_breach_says_how_many_of_how_many(Kind kind, String several, String one) {
    assertThat(breached(judge(kind, counts(kind, 12, 4000))).sentence())
        .isEqualTo("12 of 4,000 rows " + several + " (0.3%), none is allowed");
    assertThat(breached(judge(kind, counts(kind, 1, 1))).sentence())
        .isEqualTo("1 of 1 row " + one + " (100%), none is allowed");
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void an_empty_table_has_nothing_to_count_and_a_share_of_zero(Kind kind) {
    assertThat(passed(judge(kind, counts(kind, 0, 0))))
        .isEqualTo(
            new Observation(
                "there are no rows, so the share is 0",
                Optional.of(BigDecimal.ZERO),
                Unit.COUNT,
                "0 rows",
                "none"));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void rows_without_fault_pass(Kind kind) {
    assertThat(passed(judge(kind, counts(kind, 0, 4000))).sentence()).contains("4,000 rows");
  }

  private static Map<Measure<?>, Object> counts(Kind kind, long counted, long rows) {
    return Map.of(kind.measures().getFirst(), counted, new Measure.Rows(), rows);
  }

  @Test
  void a_share_on_the_bound_is_inside_and_one_row_more_is_not() {
    assertThat(passed(nulls(atMost(Unit.SHARE, "0.01"), 40, 4000)).observed()).isEqualTo("1%");
    assertThat(breached(nulls(atMost(Unit.SHARE, "0.01"), 41, 4000)))
        .isEqualTo(
            new Observation(
                "41 of 4,000 rows have no value (1.02%), at most 1% is allowed",
                Optional.of(new BigDecimal("0.01025")), Unit.SHARE, "1.02%", "at most 1%"));
  }

  @Test
  void each_severity_has_a_limit_of_its_own() {
    Limits limits =
        new Limits(
            List.of(
                new Limit(Severity.WARNING, Unit.SHARE, new Bound.AtMost(new BigDecimal("0.01"))),
                new Limit(
                    Severity.CRITICAL, Unit.SHARE, new Bound.AtMost(new BigDecimal("0.05")))));
    assertThat(severity(nulls(limits, 30, 1000))).isEqualTo(Severity.WARNING);
    assertThat(severity(nulls(limits, 51, 1000))).isEqualTo(Severity.CRITICAL);
    assertThat(breached(nulls(limits, 51, 1000)).expected()).isEqualTo("at most 5%");
  }

  @Test
  void the_charted_value_keeps_its_unit_when_limits_of_both_units_stand_together() {
    Limits limits =
        new Limits(
            List.of(
                new Limit(Severity.WARNING, Unit.COUNT, new Bound.AtMost(BigDecimal.ONE)),
                new Limit(Severity.CRITICAL, Unit.SHARE, new Bound.AtMost(new BigDecimal("0.5")))));
    Observation worse = breached(nulls(limits, 6, 10));
    assertThat(worse.value()).contains(new BigDecimal("6"));
    assertThat(worse.unit()).isEqualTo(Unit.COUNT);
    assertThat(worse.observed()).isEqualTo("60%");
  }

  @Test
  void a_floor_can_ask_for_rows_to_be_there() {
    assertThat(breached(nulls(atLeast(Unit.COUNT, "5"), 0, 0)).sentence())
        .isEqualTo("there are no rows, so the share is 0, expected at least 5");
  }

  @Test
  void a_list_is_one_check_for_each_column_and_tolerates_none_by_default() {
    List<Kind> kinds = written(Nulls.LANGUAGE, Map.of("nulls", List.of(EMAIL, TENANT)));
    assertThat(kinds).containsExactly(new Nulls(EMAIL, NONE), new Nulls(TENANT, NONE));
    assertThat(kinds).extracting(Kind::subject).containsExactly("email", "tenant_id");
    assertThat(written(Blank.LANGUAGE, Map.of("blank", List.of(EMAIL, TENANT)))).hasSize(2);
  }

  @Test
  void a_list_under_unique_is_one_composite_key() {
    List<Kind> kinds = written(Unique.LANGUAGE, Map.of("unique", List.of(TENANT, EMAIL)));
    assertThat(kinds).containsExactly(new Unique(List.of(TENANT, EMAIL), NONE));
    assertThat(kinds.getFirst().subject()).isEqualTo("tenant_id,email");
  }

  @Test
  void a_key_that_names_a_column_twice_is_refused() {
    assertThatThrownBy(() -> written(Unique.LANGUAGE, Map.of("unique", List.of(EMAIL, EMAIL))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'unique' names the same column twice");
  }

  @Test
  void type_reads_the_word_under_is() {
    assertThat(
            written(
                Type.LANGUAGE,
                Map.of("type", EMAIL, "is", ValueType.DATE, "limit", atMost(Unit.SHARE, "0.1"))))
        .containsExactly(new Type(EMAIL, ValueType.DATE, atMost(Unit.SHARE, "0.1")));
  }
}
