package io.assay.check.kind;

import static io.assay.check.kind.Judging.NOW;
import static io.assay.check.kind.Judging.atMost;
import static io.assay.check.kind.Judging.breached;
import static io.assay.check.kind.Judging.judge;
import static io.assay.check.kind.Judging.passed;
import static io.assay.check.kind.Judging.unknown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assay.check.Judgement;
import io.assay.check.Measure;
import io.assay.check.Memory;
import io.assay.check.Unit;
import io.assay.check.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SizeTest {
  private static final long MB = 1024 * 1024;
  private static final Duration DAY = Duration.ofDays(1);
  private static final Size CEILING =
      new Size(Optional.of(atMost(Unit.BYTES, "524288000")), Optional.empty());
  private static final Size GROWTH =
      new Size(Optional.empty(), Optional.of(new Size.Growth(atMost(Unit.SHARE, "0.2"), DAY)));

  private static Judgement judged(Size size, long bytes, Instant at, Memory memory) {
    return judge(size, new Measure.Size(), bytes, at, memory);
  }

  private static Verdict afterADay(Size size, long before, long now) {
    return judged(size, now, NOW.plus(DAY), judged(size, before, NOW, Memory.NONE).memory())
        .verdict();
  }

  @Test
  void the_limit_itself_is_inside() {
    assertThat(passed(judged(CEILING, 500 * MB, NOW, Memory.NONE).verdict()).sentence())
        .isEqualTo("it takes 500 MB");
    assertThat(breached(judged(CEILING, 600 * MB, NOW, Memory.NONE).verdict()).sentence())
        .isEqualTo("it takes 600 MB, at most 500 MB is allowed");
  }

  @Test
  void growth_is_unknown_until_there_is_a_size_from_long_enough_ago() {
    Judgement first = judged(GROWTH, 100 * MB, NOW, Memory.NONE);
    assertThat(unknown(first.verdict()))
        .isEqualTo("its growth is not known yet: the first size was measured less than 24 h ago");
    Judgement later = judged(GROWTH, 900 * MB, NOW.plus(Duration.ofHours(23)), first.memory());
    unknown(later.verdict());
    assertThat(
            breached(judged(GROWTH, 900 * MB, NOW.plus(DAY), later.memory()).verdict()).sentence())
        .isEqualTo(
            "it takes 900 MB, 800% more than 24 h ago, a growth of at most 20% in 24 h is allowed");
  }

  @Test
  void growth_up_to_the_limit_and_shrinking_pass() {
    assertThat(passed(afterADay(GROWTH, 100 * MB, 120 * MB)).sentence())
        .isEqualTo("it takes 120 MB, 20% more than 24 h ago");
    assertThat(passed(afterADay(GROWTH, 100 * MB, 50 * MB)).sentence())
        .isEqualTo("it takes 50 MB, 50% less than 24 h ago");
    assertThat(passed(afterADay(GROWTH, 100 * MB, 100 * MB)).sentence())
        .isEqualTo("it takes 100 MB, as much as 24 h ago");
  }

  @Test
  void growth_over_a_longer_time_counts_in_proportion() {
    Memory start = judged(GROWTH, 100 * MB, NOW, Memory.NONE).memory();
    Instant threeDays = NOW.plus(DAY.multipliedBy(3));
    passed(judged(GROWTH, 160 * MB, threeDays, start).verdict());
    breached(judged(GROWTH, 170 * MB, threeDays, start).verdict());
  }

  @Test
  void less_than_a_megabyte_is_too_little_to_be_a_growth() {
    passed(afterADay(GROWTH, 8192, MB));
    breached(afterADay(GROWTH, 8192, 2 * MB));
    breached(afterADay(GROWTH, 0, 2 * MB));
    passed(afterADay(GROWTH, 0, 0));
  }

  @Test
  void a_table_that_grows_day_by_day_is_compared_with_yesterday_and_remembers_little() {
    Memory memory = Memory.NONE;
    Verdict last = new Verdict.Unknown("");
    long bytes = 100 * MB;
    for (int minutes = 0; minutes <= 10 * 24 * 60; minutes += 5) {
      Judgement judgement = judged(GROWTH, bytes, NOW.plus(Duration.ofMinutes(minutes)), memory);
      memory = judgement.memory();
      last = judgement.verdict();
      bytes += bytes / 2000;
    }
    assertThat(passed(last).sentence()).endsWith("15.4% more than 24 h ago");
    assertThat(memory.entries().values().iterator().next().split(" ")).hasSizeLessThan(27);
  }

  @Test
  void with_a_ceiling_too_an_unknown_growth_does_not_hide_the_size() {
    Size both = new Size(CEILING.atMost(), GROWTH.growth());
    assertThat(passed(judged(both, 10 * MB, NOW, Memory.NONE).verdict()).sentence())
        .isEqualTo("it takes 10 MB, its growth is not known yet");
    breached(judged(both, 600 * MB, NOW, Memory.NONE).verdict());
    assertThat(breached(afterADay(both, 300 * MB, 600 * MB)).sentence())
        .isEqualTo(
            "it takes 600 MB, at most 500 MB is allowed; 100% more than 24 h ago, a growth of at"
                + " most 20% in 24 h is allowed");
  }

  @Test
  void a_clock_that_went_back_leaves_no_sample_in_the_future() {
    Memory future = judged(GROWTH, 100 * MB, NOW.plus(DAY), Memory.NONE).memory();
    unknown(judged(GROWTH, 900 * MB, NOW, future).verdict());
  }

  @Test
  void a_size_without_a_limit_is_refused() {
    assertThatThrownBy(() -> Judging.written(Size.LANGUAGE, Map.of()))
        .hasMessage("'size' needs a limit: write at_most or growth");
  }
}
