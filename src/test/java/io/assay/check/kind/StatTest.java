package io.assay.check.kind;

import static io.assay.check.kind.Judging.atLeast;
import static io.assay.check.kind.Judging.atMost;
import static io.assay.check.kind.Judging.breached;
import static io.assay.check.kind.Judging.measured;
import static io.assay.check.kind.Judging.passed;
import static io.assay.check.kind.Judging.unknown;
import static io.assay.check.kind.Judging.written;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assay.check.Aggregate;
import io.assay.check.Aggregate.Function;
import io.assay.check.Column;
import io.assay.check.Evidence;
import io.assay.check.Judgement;
import io.assay.check.Limits;
import io.assay.check.Measure;
import io.assay.check.Memory;
import io.assay.check.Observation;
import io.assay.check.Unit;
import io.assay.check.Verdict;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatTest {
  private static final Column TOTAL = new Column.Name("total");
  private static final Aggregate AVERAGE = new Aggregate(Function.AVG, TOTAL, Optional.empty());
  private static final Aggregate SUM = new Aggregate(Function.SUM, TOTAL, Optional.empty());
  private static final Limits HALF = atMost(Unit.SHARE, "0.5");
  private static final Limits TEN = atLeast(Unit.COUNT, "10");
  private static final Stat MOVING =
      new Stat(AVERAGE, new Stat.Expected.Near(Optional.of(HALF), Optional.of(HALF), 5));

  private static Judgement judge(Stat stat, String figure, Memory memory, String... passes) {
    Optional<BigDecimal> value =
        figure.isEmpty() ? Optional.empty() : Optional.of(new BigDecimal(figure));
    return stat.judge(
        new Evidence(
            measured(Map.of(new Measure.Figure(stat.aggregate()), value)),
            Arrays.stream(passes).map(BigDecimal::new).toList(),
            memory));
  }

  private static Verdict within(Aggregate aggregate, Limits limits, String figure) {
    return judge(new Stat(aggregate, new Stat.Expected.Within(limits)), figure, Memory.NONE)
        .verdict();
  }

  private static Verdict after(String figure, String... passes) {
    return judge(MOVING, figure, Memory.NONE, passes).verdict();
  }

  @Test
  void a_figure_outside_its_limit_is_a_breach() {
    assertThat(breached(within(AVERAGE, TEN, "9.87654")))
        .isEqualTo(
            new Observation(
                "avg(total) is 9.877, expected at least 10",
                Optional.of(new BigDecimal("9.87654")),
                Unit.COUNT,
                "9.877",
                "at least 10"));
    assertThat(passed(within(AVERAGE, TEN, "10")).sentence()).isEqualTo("avg(total) is 10");
  }

  @Test
  void the_sum_of_no_numbers_is_zero_and_of_other_figures_nothing_can_be_said() {
    assertThat(breached(within(SUM, TEN, "")).sentence())
        .isEqualTo("sum(total) is 0, expected at least 10");
    assertThat(unknown(within(AVERAGE, TEN, "")))
        .isEqualTo("there are too few numbers to take avg(total) of");
  }

  @Test
  void a_figure_that_fell_or_rose_too_far_is_a_breach() {
    assertThat(breached(after("12", "30", "31", "29", "9999", "1")))
        .isEqualTo(
            new Observation(
                "avg(total) is 12, 60% less than the usual 30, at most 50% is tolerated",
                Optional.of(new BigDecimal("12")),
                Unit.COUNT,
                "12",
                "at most 50% less, at most 50% more than the usual 30"));
    assertThat(breached(after("45.1", "30", "30", "30")).sentence())
        .startsWith("avg(total) is 45.1, 50.3% more than the usual 30");
    assertThat(passed(after("15", "30", "30", "30")).sentence())
        .isEqualTo("avg(total) is 15, 50% less than the usual 30");
  }

  @Test
  void a_figure_below_zero_moves_by_shares_of_its_size() {
    assertThat(after("-15", "-30", "-30", "-30")).isInstanceOf(Verdict.Pass.class);
    assertThat(breached(after("-46", "-30", "-30", "-30")).sentence())
        .startsWith("avg(total) is -46, 53.3% less than the usual -30");
    assertThat(after("5", "-30", "-30", "-30")).isInstanceOf(Verdict.Breach.class);
  }

  @Test
  void of_a_usual_zero_there_is_no_share() {
    assertThat(passed(after("5", "0", "0", "0")).sentence())
        .isEqualTo("avg(total) is 5, usually it is 0, of which there is no share");
  }

  @Test
  void three_runs_make_a_baseline_and_a_run_without_numbers_does_not_forget_it() {
    Memory memory = Memory.NONE;
    for (int earlier = 0; earlier < 3; earlier++) {
      Judgement first = judge(MOVING, "100", memory);
      assertThat(unknown(first.verdict()))
          .isEqualTo("no baseline yet: " + earlier + " of 3 earlier runs");
      memory = judge(MOVING, "", first.memory()).memory();
    }
    assertThat(judge(MOVING, "10", memory).verdict()).isInstanceOf(Verdict.Breach.class);
    assertThat(judge(MOVING, "90", memory, "1", "1", "1", "1", "1").memory())
        .isEqualTo(Memory.NONE);
    assertThat(MOVING.passesRemembered()).isEqualTo(5);
  }

  @Test
  void it_is_held_against_a_limit_or_against_earlier_runs() {
    assertThat(written(Stat.LANGUAGE, Map.of("stat", AVERAGE, "limit", TEN)))
        .containsExactly(new Stat(AVERAGE, new Stat.Expected.Within(TEN)));
    assertThat(written(Stat.LANGUAGE, Map.of("stat", AVERAGE, "rise", HALF, "over", 3L)))
        .containsExactly(
            new Stat(AVERAGE, new Stat.Expected.Near(Optional.empty(), Optional.of(HALF), 3)));
    for (Map<String, Object> wrong :
        List.<Map<String, Object>>of(
            Map.of("stat", AVERAGE), Map.of("stat", AVERAGE, "limit", TEN, "drop", HALF))) {
      assertThatThrownBy(() -> written(Stat.LANGUAGE, wrong))
          .hasMessageContaining("either a limit");
    }
    assertThatThrownBy(
            () -> written(Stat.LANGUAGE, Map.of("stat", AVERAGE, "drop", HALF, "over", 101L)))
        .hasMessage("'over' is at most 100 runs");
  }

  @Test
  void it_is_named_as_it_is_written() {
    Aggregate percentile =
        new Aggregate(
            Function.PERCENTILE,
            new Column.Expression("a + b"),
            Optional.of(new BigDecimal("0.95")));
    assertThat(new Stat(percentile, new Stat.Expected.Within(TEN)).subject())
        .isEqualTo("percentile((a + b), 0.95)");
    assertThatThrownBy(
            () -> new Aggregate(Function.PERCENTILE, TOTAL, Optional.of(new BigDecimal("95"))))
        .hasMessageContaining("from 0 to 1");
  }
}
