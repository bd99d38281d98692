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
import io.assay.check.Edge;
import io.assay.check.Kind;
import io.assay.check.Limit;
import io.assay.check.Limits;
import io.assay.check.Measure;
import io.assay.check.Observation;
import io.assay.check.Reference;
import io.assay.check.Severity;
import io.assay.check.TableName;
import io.assay.check.TextForm;
import io.assay.check.Unit;
import io.assay.check.ValueType;
import io.assay.check.Verdict;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The kinds that hold counted rows against limits.
class CountingKindsTest {
  private static final Column TENANT = new Column.Name("tenant_id");
  private static final Limits NONE = atMost(Unit.COUNT, "0");
  private static final ZoneId ROME = ZoneId.of("Europe/Rome");
  private static final Optional<Edge> ZERO = Optional.of(figure("0"));

  private static Edge figure(String number) {
    return new Edge.Figure(new BigDecimal(number));
  }

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
            new Values(EMAIL, List.of("a"), false, NONE),
            "have a value outside the list",
            "has a value outside the list"),
        Arguments.of(
            new Values(EMAIL, List.of("a"), true, NONE),
            "have a value of the list",
            "has a value of the list"),
        Arguments.of(
            new Range(EMAIL, ZERO, Optional.empty(), ROME, NONE), "are below 0", "is below 0"),
        Arguments.of(
            new Range(EMAIL, ZERO, Optional.of(figure("0.5")), ROME, NONE),
            "are outside 0 to 0.5",
            "is outside 0 to 0.5"),
        Arguments.of(
            new Match(EMAIL, new TextForm.Matching("%s"), NONE),
            "do not match the pattern",
            "does not match the pattern"),
        Arguments.of(
            new Match(EMAIL, new TextForm.Known(TextForm.Format.EMAIL), NONE),
            "do not look like an email address",
            "does not look like an email address"),
        Arguments.of(
            new Future(EMAIL, Duration.ZERO, ROME, NONE),
            "are ahead of the database's clock",
            "is ahead of the database's clock"),
        Arguments.of(
            new Future(EMAIL, Duration.ofMinutes(5), ROME, NONE),
            "are more than 5 min ahead of the database's clock",
            "is more than 5 min ahead of the database's clock"),
        Arguments.of(
            new Refs(
                List.of(EMAIL),
                new Reference(new TableName("sales", "people"), List.of("id")),
                NONE),
            "refer to no row in sales.people",
            "refers to no row in sales.people"),
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

  @Test
  void values_needs_one_list_of_good_or_of_bad_ones() {
    assertThat(written(Values.LANGUAGE, Map.of("values", EMAIL, "in", List.of("a", ""))))
        .containsExactly(new Values(EMAIL, List.of("a", ""), false, NONE));
    assertThat(written(Values.LANGUAGE, Map.of("values", EMAIL, "not_in", List.of("a"))))
        .containsExactly(new Values(EMAIL, List.of("a"), true, NONE));
    for (Map<String, Object> wrong :
        List.<Map<String, Object>>of(
            Map.of("values", EMAIL),
            Map.of("values", EMAIL, "in", List.of("a"), "not_in", List.of("b")))) {
      assertThatThrownBy(() -> written(Values.LANGUAGE, wrong))
          .hasMessageContaining("either 'in' or 'not_in'");
    }
  }

  @Test
  void the_edges_of_a_range_are_of_one_sort_and_in_order() {
    Edge day = new Edge.Moment(LocalDate.of(2026, 1, 31).atStartOfDay(), Optional.empty());
    Edge noon = new Edge.Moment(LocalDate.of(2026, 1, 31).atTime(12, 0), Optional.empty());
    assertThat(
            written(
                Range.LANGUAGE,
                Map.of(
                    "range",
                    EMAIL,
                    "at_least",
                    day,
                    "at_most",
                    noon,
                    "tolerate",
                    atMost(Unit.SHARE, "0.01"))))
        .containsExactly(
            new Range(
                EMAIL, Optional.of(day), Optional.of(noon), ROME, atMost(Unit.SHARE, "0.01")));
    assertThat(day.words() + ", " + noon.words()).isEqualTo("2026-01-31, 2026-01-31 12:00");
    assertThatThrownBy(() -> written(Range.LANGUAGE, Map.of("range", EMAIL)))
        .hasMessage("'range' needs 'at_least', 'at_most' or both");
    assertThatThrownBy(
            () -> written(Range.LANGUAGE, Map.of("range", EMAIL, "at_least", noon, "at_most", day)))
        .hasMessageContaining("swap the two");
    assertThatThrownBy(() ->
            written(
                Range.LANGUAGE, Map.of("range", EMAIL, "at_least", figure("1"), "at_most", day)))
        .hasMessageContaining("two of one sort");
  }

  @Test
  void match_needs_a_pattern_or_a_format() {
    assertThat(written(Match.LANGUAGE, Map.of("match", EMAIL, "format", TextForm.Format.ENCRYPTED)))
        .containsExactly(new Match(EMAIL, new TextForm.Known(TextForm.Format.ENCRYPTED), NONE));
    assertThat(written(Match.LANGUAGE, Map.of("match", EMAIL, "pattern", "^a")))
        .containsExactly(new Match(EMAIL, new TextForm.Matching("^a"), NONE));
    assertThatThrownBy(() -> written(Match.LANGUAGE, Map.of("match", EMAIL)))
        .hasMessageContaining("either 'pattern' or 'format'");
  }

  @Test
  void future_looks_at_the_time_of_the_table_unless_it_names_one() {
    assertThat(written(Future.LANGUAGE, Map.of()))
        .containsExactly(new Future(new Column.Name("created_at"), Duration.ZERO, ROME, NONE));
    assertThatThrownBy(() -> written(Future.LANGUAGE, Map.of(), Optional.empty()))
        .hasMessageContaining("needs a time column");
  }

  @Test
  void refs_is_one_key_of_as_many_columns_as_it_refers_to() {
    Reference to =
        new Reference(new TableName("public", "clients"), List.of("tenant", "client_no"));
    List<Kind> kinds = written(Refs.LANGUAGE, Map.of("refs", List.of(TENANT, EMAIL), "to", to));
    assertThat(kinds).containsExactly(new Refs(List.of(TENANT, EMAIL), to, NONE));
    assertThat(kinds.getFirst().subject()).isEqualTo("tenant_id,email");
    assertThatThrownBy(() -> written(Refs.LANGUAGE, Map.of("refs", List.of(EMAIL), "to", to)))
        .hasMessage("'refs' and 'to' must name equally many columns, not 1 and 2");
  }
}
