package io.assay.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Check;
import io.assay.check.Severity;
import io.assay.testing.SampleChecks;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a run gives a check to compare with: its memory and the values of its last passing runs.
class RunBaselinesTest {
  private static final Instant NOON = RunBench.NOON;

  private final RunBench bench = new RunBench();

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void gives_the_kind_its_memory_and_the_last_passing_values() {
    bench.run(NOON, bench.orders);
    bench.answers.put(bench.orders.id(), SampleChecks.rows(6));
    bench.run(NOON.plusSeconds(60), bench.orders);
    bench.answers.put(bench.orders.id(), SampleChecks.rows(60));
    bench.run(NOON.plusSeconds(120), bench.orders);
    bench.answers.put(bench.orders.id(), SampleChecks.rows(7));
    bench.run(NOON.plusSeconds(180), bench.orders);

    assertThat(bench.standing(bench.orders).state().memory().entries())
        .containsEntry("before", "60")
        .containsEntry("passes", "[6, 5]");
  }

  @Test
  void keeps_the_last_passing_values_when_their_results_are_gone() {
    bench.run(NOON, bench.orders);
    bench.answers.put(bench.orders.id(), SampleChecks.rows(6));
    bench.run(NOON.plusSeconds(60), bench.orders);
    bench.state.postgres().execute("DELETE FROM assay.result");

    bench.run(NOON.plusSeconds(120), bench.orders);

    assertThat(bench.standing(bench.orders).state().memory().entries())
        .containsEntry("passes", "[6, 5]");
    assertThat(bench.standing(bench.orders).state().remembered().baseline().values())
        .containsExactly(BigDecimal.valueOf(6), BigDecimal.valueOf(6), BigDecimal.valueOf(5));
  }

  @Test
  void looks_once_among_the_results_for_passing_values_that_are_not_kept_yet() {
    for (int i = 1; i <= 5; i++) {
      bench.answers.put(bench.orders.id(), SampleChecks.rows(i == 4 ? 50 : i));
      bench.run(NOON.plusSeconds(60 * i), bench.orders);
    }
    bench.state.postgres().execute("UPDATE assay.check_state SET baseline = '{}', baseline_of = 0");

    bench.run(NOON.plusSeconds(360), bench.orders);

    assertThat(bench.standing(bench.orders).state().memory().entries())
        .containsEntry("passes", "[5, 3, 2]");

    bench.state.postgres().execute("UPDATE assay.result SET value = 9");
    bench.run(NOON.plusSeconds(420), bench.orders);

    assertThat(bench.standing(bench.orders).state().memory().entries())
        .containsEntry("passes", "[5, 5, 3]");
  }

  @Test
  void looks_again_when_a_check_wants_more_passing_values_than_are_kept() {
    for (int i = 1; i <= 5; i++) {
      bench.answers.put(bench.orders.id(), SampleChecks.rows(i));
      bench.run(NOON.plusSeconds(60 * i), bench.orders);
    }
    Check more =
        SampleChecks.check(
            "orders",
            "orders",
            SampleChecks.EVERY_MINUTE,
            new SampleChecks.AtMost("rows", 10, Severity.WARNING, 5));

    bench.run(NOON.plusSeconds(360), more);

    assertThat(bench.standing(bench.orders).state().memory().entries())
        .containsEntry("passes", "[5, 4, 3, 2, 1]");
  }

  @Test
  void a_check_that_is_declared_again_finds_its_passing_values() {
    bench.run(NOON, bench.orders);
    bench.states.forget(List.of(bench.orders.id()));
    bench.states.declare(List.of(bench.orders));

    bench.run(NOON.plusSeconds(60), bench.orders);

    assertThat(bench.standing(bench.orders).state().memory().entries())
        .containsEntry("passes", "[5]");
  }

  @Test
  void asks_for_no_results_while_values_and_incident_are_there() {
    bench.state.postgres().execute("CREATE EXTENSION pg_stat_statements");
    bench.answers.put(bench.nulls.id(), SampleChecks.rows(50));
    bench.run(NOON, bench.orders, bench.nulls);
    bench.state.postgres().execute("SELECT pg_stat_statements_reset()");

    bench.run(NOON.plusSeconds(60), bench.orders, bench.nulls);

    assertThat(
            bench.state.rows(
                """
                SELECT query FROM pg_stat_statements
                WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
                  AND query ~ 'FROM assay.result'
                """))
        .isEmpty();
    assertThat(bench.incidents.open().getFirst().seen().recent())
        .containsExactly(BigDecimal.valueOf(50), BigDecimal.valueOf(50));
  }
}
