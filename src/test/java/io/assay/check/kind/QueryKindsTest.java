package io.assay.check.kind;

import static io.assay.check.kind.Judging.atMost;
import static io.assay.check.kind.Judging.breached;
import static io.assay.check.kind.Judging.judge;
import static io.assay.check.kind.Judging.passed;
import static io.assay.check.kind.Judging.severity;
import static io.assay.check.kind.Judging.written;
import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Bound;
import io.assay.check.Kind;
import io.assay.check.Limit;
import io.assay.check.Limits;
import io.assay.check.Measure;
import io.assay.check.Severity;
import io.assay.check.Unit;
import io.assay.check.Unmeasurable;
import io.assay.check.Verdict;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `sql`, `query_time`, and the probe of the database.
class QueryKindsTest {
  private static final String QUERY = "SELECT 1";
  private static final Sql NONE =
      new Sql(QUERY, Optional.of(atMost(Unit.COUNT, "0")), Severity.WARNING);
  private static final Sql NO_ROWS = new Sql(QUERY, Optional.empty(), Severity.CRITICAL);

  private static Verdict answer(Sql kind, long rows, boolean single, Optional<String> number) {
    return judge(
        kind,
        Map.of(
            new Measure.Query(QUERY),
            new Measure.QueryAnswer(rows, single, number.map(BigDecimal::new))));
  }

  @Test
  void a_number_is_held_against_the_limit() {
    assertThat(passed(answer(NONE, 1, true, Optional.of("0"))).sentence())
        .isEqualTo("the query returned 0");
    assertThat(breached(answer(NONE, 1, true, Optional.of("3"))).sentence())
        .isEqualTo("the query returned 3, expected none");
    assertThat(passed(answer(NONE, 1, true, Optional.of("-2.5"))).observed()).isEqualTo("-2.5");
  }

  @Test
  void null_is_inside_no_limit_and_takes_the_worst_severity() {
    Limits limits =
        new Limits(
            List.of(
                new Limit(Severity.CRITICAL, Unit.COUNT, new Bound.AtMost(BigDecimal.TEN)),
                new Limit(Severity.WARNING, Unit.COUNT, new Bound.AtMost(BigDecimal.ONE))));
    Verdict verdict =
        answer(new Sql(QUERY, Optional.of(limits), Severity.WARNING), 1, true, Optional.empty());
    assertThat(breached(verdict).sentence())
        .isEqualTo("the query returned NULL, expected at most 1");
    assertThat(breached(verdict).value()).isEmpty();
    assertThat(severity(verdict)).isEqualTo(Severity.CRITICAL);
  }

  @ParameterizedTest
  @CsvSource({"0,0 rows", "2,2 rows", "1,something else"})
  void anything_but_one_number_is_an_error_under_a_limit(long rows, String returned) {
    assertThat(answer(NONE, rows, false, Optional.empty()))
        .isEqualTo(
            new Verdict.Errored(
                new Unmeasurable(
                    Unmeasurable.Reason.QUERY,
                    "a query with a limit must return one row of one number, and this one returned "
                        + returned)));
  }

  @Test
  void without_a_limit_each_row_is_a_failure() {
    assertThat(passed(answer(NO_ROWS, 0, false, Optional.empty())).sentence())
        .isEqualTo("the query returned no rows");
    Verdict verdict = answer(NO_ROWS, 3, false, Optional.empty());
    assertThat(breached(verdict).sentence())
        .isEqualTo("the query returned 3 rows, none is allowed");
    assertThat(severity(verdict)).isEqualTo(Severity.CRITICAL);
    assertThat(answer(NO_ROWS, 1, true, Optional.of("0"))).isInstanceOf(Verdict.Breach.class);
  }

  @Test
  void long_queries_that_begin_alike_have_subjects_of_their_own() {
    String begin = "SELECT\n  " + "a".repeat(100);
    String one = new Sql(begin + " WHERE 1", Optional.empty(), Severity.WARNING).subject();
    String other = new Sql(begin + " WHERE 2", Optional.empty(), Severity.WARNING).subject();
    assertThat(one).isNotEqualTo(other).startsWith("SELECT aaa").hasSizeLessThan(90);
    assertThat(NONE.subject()).isEqualTo(QUERY);
  }

  @Test
  void a_query_may_take_as_long_as_the_ceiling() {
    QueryTime kind = new QueryTime(QUERY, atMost(Unit.SECONDS, "3"));
    assertThat(passed(took(kind, Duration.ofSeconds(3))).sentence()).isEqualTo("took 3 s");
    assertThat(breached(took(kind, Duration.ofMillis(4200))).sentence())
        .isEqualTo("took 4.2 s, at most 3 s is allowed");
    assertThat(passed(took(kind, Duration.ZERO)).value())
        .hasValueSatisfying(value -> assertThat(value).isZero());
  }

  private static Verdict took(QueryTime kind, Duration duration) {
    return judge(kind, Map.of(new Measure.QueryTime(QUERY), duration));
  }

  @Test
  void both_are_written_with_the_query_as_subject() {
    List<Kind> sql = written(Sql.LANGUAGE, Map.of("sql", QUERY, "limit", atMost(Unit.COUNT, "0")));
    assertThat(sql).containsExactly(NONE);
    assertThat(
            written(
                QueryTime.LANGUAGE,
                Map.of("query_time", QUERY, "at_most", atMost(Unit.SECONDS, "3"))))
        .containsExactly(new QueryTime(QUERY, atMost(Unit.SECONDS, "3")));
  }

  @Test
  void a_database_that_answers_passes() {
    assertThat(passed(judge(new Reachable(), Map.of(new Measure.Answers(), true))).sentence())
        .isEqualTo("the database answers");
    assertThat(judge(new Reachable(), Map.of(new Measure.Answers(), false)))
        .isInstanceOf(Verdict.Errored.class);
    assertThat(Kinds.named("answers")).isEmpty();
  }
}
