package io.assay.check.kind;

import static io.assay.check.kind.Judging.atMost;
import static io.assay.check.kind.Judging.breached;
import static io.assay.check.kind.Judging.measured;
import static io.assay.check.kind.Judging.passed;
import static io.assay.check.kind.Judging.unknown;
import static io.assay.check.kind.Judging.written;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assay.check.Evidence;
import io.assay.check.Judgement;
import io.assay.check.Measure;
import io.assay.check.Memory;
import io.assay.check.Observation;
import io.assay.check.Unit;
import io.assay.check.Verdict;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DropTest {
  private static final Drop HALF = new Drop(atMost(Unit.SHARE, "0.5"), 5, 100);

  private static Judgement judge(Drop drop, long rows, Memory memory, long... passes) {
    List<BigDecimal> values = LongStream.of(passes).mapToObj(BigDecimal::valueOf).toList();
    return drop.judge(new Evidence(measured(Map.of(new Measure.Rows(), rows)), values, memory));
  }

  private static Verdict after(long rows, long... passes) {
    return judge(HALF, rows, Memory.NONE, passes).verdict();
  }

  @Test
  void a_fall_below_the_median_by_more_than_the_share_is_a_breach() {
    assertThat(breached(after(1204, 3000, 3010, 3020, 9999, 1)))
        .isEqualTo(
            new Observation(
                "1,204 rows, 60% fewer than the usual 3,010, at most 50% is tolerated",
                Optional.of(BigDecimal.valueOf(1204)),
                Unit.COUNT,
                "1,204 rows",
                "at most 50% fewer than the usual 3,010"));
  }

  @Test
  void a_fall_by_exactly_the_share_passes_and_so_does_any_rise() {
    assertThat(passed(after(1500, 3000, 3000, 3000)).sentence())
        .isEqualTo("1,500 rows, 50% fewer than the usual 3,000");
    assertThat(passed(after(30_000, 3000, 3000, 3000)).sentence())
        .isEqualTo("30,000 rows, 900% more than the usual 3,000");
    assertThat(passed(after(3000, 3000, 3000, 3000)).sentence()).isEqualTo("3,000 rows, as usual");
  }

  @Test
  void an_emptied_table_fell_by_everything() {
    assertThat(breached(after(0, 3000, 3000, 3000)).sentence())
        .isEqualTo("there are no rows, 100% fewer than the usual 3,000, at most 50% is tolerated");
  }

  @Test
  void three_runs_without_a_baseline_are_unknown_and_make_one() {
    Memory memory = Memory.NONE;
    for (int earlier = 0; earlier < 3; earlier++) {
      Judgement first = judge(HALF, 1000, memory);
      assertThat(unknown(first.verdict()))
          .isEqualTo("no baseline yet: " + earlier + " of 3 earlier runs");
      memory = first.memory();
    }
    assertThat(judge(HALF, 100, memory).verdict()).isInstanceOf(Verdict.Breach.class);
    Judgement good = judge(HALF, 990, memory);
    assertThat(good.verdict()).isInstanceOf(Verdict.Pass.class);
    assertThat(judge(HALF, 100, good.memory(), 990).verdict()).isInstanceOf(Verdict.Breach.class);
  }

  @Test
  void what_was_learned_is_forgotten_once_passing_runs_have_taken_over() {
    Memory learned = new Memory(Map.of("learned", "10 10 10"));
    assertThat(judge(HALF, 1000, learned, 1000, 1000).memory()).isEqualTo(learned);
    assertThat(judge(HALF, 1000, learned, 1000, 1000, 1000, 1000, 1000).memory())
        .isEqualTo(Memory.NONE);
  }

  @Test
  void a_baseline_of_one_run_needs_one_run() {
    Drop one = new Drop(atMost(Unit.SHARE, "0.5"), 1, 100);
    assertThat(unknown(judge(one, 1000, Memory.NONE).verdict()))
        .isEqualTo("no baseline yet: 0 of 1 earlier run");
    assertThat(judge(one, 100, Memory.NONE, 1000).verdict()).isInstanceOf(Verdict.Breach.class);
  }

  @Test
  void below_the_least_rows_a_fall_passes() {
    assertThat(passed(after(1, 99, 99, 99)).sentence())
        .isEqualTo("1 row, the usual 99 are too few to judge a fall");
    assertThat(after(1, 100, 100, 100)).isInstanceOf(Verdict.Breach.class);
  }

  @Test
  void a_table_that_was_always_empty_passes() {
    Drop any = new Drop(atMost(Unit.SHARE, "0.5"), 5, 0);
    assertThat(judge(any, 0, Memory.NONE, 0, 0, 0).verdict()).isInstanceOf(Verdict.Pass.class);
  }

  @Test
  void half_is_the_default_and_a_fall_by_everything_no_limit() {
    assertThat(written(Drop.LANGUAGE, Map.of())).containsExactly(HALF);
    assertThatThrownBy(() -> written(Drop.LANGUAGE, Map.of("drop", atMost(Unit.SHARE, "1"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("below 100%");
    assertThatThrownBy(() -> written(Drop.LANGUAGE, Map.of("over", 101L)))
        .hasMessage("'over' is at most 100 runs");
  }

  @Test
  void it_asks_for_as_many_passing_runs_as_it_takes_the_median_of() {
    assertThat(HALF.passesRemembered()).isEqualTo(5);
  }
}
