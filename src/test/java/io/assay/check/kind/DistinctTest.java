package io.assay.check.kind;

import static io.assay.check.kind.Judging.EMAIL;
import static io.assay.check.kind.Judging.atLeast;
import static io.assay.check.kind.Judging.breached;
import static io.assay.check.kind.Judging.judge;
import static io.assay.check.kind.Judging.passed;
import static io.assay.check.kind.Judging.written;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assay.check.Column;
import io.assay.check.Measure;
import io.assay.check.Observation;
import io.assay.check.Unit;
import io.assay.check.Verdict;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DistinctTest {
  private static final Column TENANT = new Column.Name("tenant");

  private static Verdict counted(long values, Column... columns) {
    return judge(
        new Distinct(List.of(columns), atLeast(Unit.COUNT, "2")),
        Map.of(new Measure.Distinct(List.of(columns)), values));
  }

  @Test
  void too_few_values_are_a_breach() {
    assertThat(breached(counted(1, EMAIL)))
        .isEqualTo(
            new Observation(
                "1 distinct value, expected at least 2",
                Optional.of(BigDecimal.ONE),
                Unit.COUNT,
                "1 distinct value",
                "at least 2"));
    assertThat(passed(counted(2, EMAIL)).sentence()).isEqualTo("2 distinct values");
  }

  @Test
  void an_empty_table_has_no_value() {
    assertThat(breached(counted(0, EMAIL)).sentence())
        .isEqualTo("0 distinct values, expected at least 2");
  }

  @Test
  void several_columns_are_counted_as_combinations() {
    assertThat(passed(counted(1200, TENANT, EMAIL)).sentence()).isEqualTo("1,200 combinations");
    assertThat(
            written(
                Distinct.LANGUAGE,
                Map.of("distinct", List.of(TENANT, EMAIL), "limit", atLeast(Unit.COUNT, "2"))))
        .containsExactly(new Distinct(List.of(TENANT, EMAIL), atLeast(Unit.COUNT, "2")))
        .extracting(kind -> kind.subject())
        .containsExactly("tenant,email");
  }

  @Test
  void the_same_column_twice_is_refused() {
    assertThatThrownBy(() -> new Distinct(List.of(EMAIL, EMAIL), atLeast(Unit.COUNT, "2")))
        .hasMessage("'distinct' names the same column twice");
  }
}
