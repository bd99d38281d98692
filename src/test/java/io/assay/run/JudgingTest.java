package io.assay.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Check;
import io.assay.check.Deferred;
import io.assay.check.Evidence;
import io.assay.check.Judgement;
import io.assay.check.Kind;
import io.assay.check.Measure;
import io.assay.check.Memory;
import io.assay.check.Unmeasurable;
import io.assay.check.Verdict;
import io.assay.testing.SampleChecks;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JudgingTest {
  private static final Judging.Past PAST =
      new Judging.Past(
          List.of(
              BigDecimal.valueOf(4),
              BigDecimal.valueOf(3),
              BigDecimal.valueOf(2),
              BigDecimal.valueOf(1)),
          new Memory(Map.of("rows", "4")));

  private final Judging judging = new Judging();

  @Test
  void a_kind_sees_as_many_passing_values_as_it_asked_for() {
    Check check = SampleChecks.check("orders", "orders");

    Judgement judgement = judging.judge(check, SampleChecks.rows(5), PAST);

    assertThat(judgement.memory().entries()).containsEntry("passes", "[4, 3, 2]");
  }

  @Test
  void a_kind_that_throws_is_an_error_that_forgets_nothing() {
    Judgement judgement = judging.judge(broken(), SampleChecks.rows(5), PAST);

    assertThat(judgement)
        .isEqualTo(
            new Judgement(
                new Verdict.Errored(
                    new Unmeasurable(
                        Unmeasurable.Reason.QUERY,
                        "its kind 'broken' failed on what was measured, see the log")),
                PAST.memory()));
  }

  @Test
  void a_check_that_was_put_off_is_unknown_and_forgets_nothing() {
    Judgement judgement =
        judging.judge(
            SampleChecks.check("orders", "orders"),
            new Deferred("not asked: the database is busy (52 active backends, limit 40)"),
            PAST);

    assertThat(judgement)
        .isEqualTo(
            new Judgement(
                new Verdict.Unknown(
                    "not asked: the database is busy (52 active backends, limit 40)"),
                PAST.memory()));
  }

  @Test
  void a_check_that_nobody_measured_is_an_error() {
    Judgement judgement = judging.judge(SampleChecks.check("orders", "orders"), null, PAST);

    assertThat(judgement.verdict()).isInstanceOf(Verdict.Errored.class);
  }

  private static Check broken() {
    record Broken() implements Kind {
      @Override
      public String keyword() {
        return "broken";
      }

      @Override
      public String subject() {
        return "";
      }

      @Override
      public List<Measure<?>> measures() {
        return List.of(new Measure.Rows());
      }

      @Override
      public Judgement judge(Evidence evidence) {
        throw new IllegalStateException("a bug");
      }
    }
    return SampleChecks.check("broken", "orders", SampleChecks.EVERY_MINUTE, new Broken());
  }
}
