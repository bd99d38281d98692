package io.assay.check.kind;

import static io.assay.check.kind.Judging.atLeast;
import static io.assay.check.kind.Judging.atMost;
import static io.assay.check.kind.Judging.breached;
import static io.assay.check.kind.Judging.judge;
import static io.assay.check.kind.Judging.passed;
import static io.assay.check.kind.Judging.written;
import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Measure;
import io.assay.check.Observation;
import io.assay.check.Unit;
import io.assay.check.Verdict;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RowsTest {
  private static final Rows AT_LEAST_ONE = new Rows(atLeast(Unit.COUNT, "1"));

  private static Verdict count(Rows kind, long rows) {
    return judge(kind, Map.of(new Measure.Rows(), rows));
  }

  @Test
  void an_empty_table_has_zero_rows() {
    assertThat(breached(count(AT_LEAST_ONE, 0)))
        .isEqualTo(
            new Observation(
                "there are no rows, expected at least 1",
                Optional.of(BigDecimal.ZERO),
                Unit.COUNT,
                "0 rows",
                "at least 1"));
    assertThat(passed(count(new Rows(atMost(Unit.COUNT, "0")), 0)).sentence())
        .isEqualTo("there are no rows");
  }

  @Test
  void a_count_on_the_bound_is_inside() {
    assertThat(passed(count(AT_LEAST_ONE, 1)).sentence()).isEqualTo("1 row");
    assertThat(breached(count(new Rows(atMost(Unit.COUNT, "1000")), 1204)).sentence())
        .isEqualTo("1,204 rows, expected at most 1,000");
  }

  @Test
  void the_limit_is_the_subject_and_stays_out_of_the_id() {
    assertThat(written(Rows.LANGUAGE, Map.of("rows", atLeast(Unit.COUNT, "1"))))
        .containsExactly(AT_LEAST_ONE);
    assertThat(AT_LEAST_ONE.subject()).isEmpty();
  }
}
