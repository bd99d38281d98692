package io.assay.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Kept;
import io.assay.check.Measurement;
import io.assay.check.Severity;
import io.assay.check.Unmeasurable;
import io.assay.check.Verdict;
import io.assay.history.Result;
import io.assay.history.Results;
import io.assay.incident.Change;
import io.assay.incident.CheckState;
import io.assay.incident.CheckStates;
import io.assay.incident.Incident;
import io.assay.incident.Incidents;
import io.assay.incident.LoggedChange;
import io.assay.incident.Subject;
import io.assay.scan.Taken;
import io.assay.testing.SampleChecks;
import io.assay.testing.StateStore;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RunTest {
  private static final Instant NOON = RunBench.NOON;

  private final RunBench bench = new RunBench();
  private final StateStore state = bench.state;
  private final Results results = bench.results;
  private final CheckStates states = bench.states;
  private final Incidents incidents = bench.incidents;
  private final Map<CheckId, Measurement> answers = bench.answers;
  private final Check orders = bench.orders;
  private final Check nulls = bench.nulls;

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  @Tag("versions")
  void stores_results_states_incident_and_what_is_to_be_told() {
    answers.put(orders.id(), SampleChecks.rows(50));

    Map<CheckId, Verdict> verdicts = bench.run(NOON, orders, nulls);

    assertThat(verdicts.get(orders.id())).isInstanceOf(Verdict.Breach.class);
    assertThat(verdicts.get(nulls.id())).isInstanceOf(Verdict.Pass.class);
    Result result = results.latest(orders.id(), 10).getFirst();
    assertThat(result.slot()).isEqualTo(NOON);
    assertThat(result.verdict())
        .isEqualTo(new Verdict.Breach(Severity.WARNING, SampleChecks.seen(50)));
    assertThat(result.taking().took()).isEqualTo(Duration.ofMillis(7));
    Incident incident = incidents.open().getFirst();
    assertThat(incident.subject().title()).isEqualTo("orders");
    assertThat(incident.subject().about()).isEqualTo(orders.about());
    assertThat(incident.subject().place().table()).isEqualTo(orders.target().table());
    assertThat(incident.seen().recent()).containsExactly(BigDecimal.valueOf(50));
    assertThat(bench.wanted).containsExactly(incident);
    assertThat(incidents.find(incident.id())).contains(incident);
    assertThat(incidents.changesAfter(incident.id(), 0))
        .containsExactly(
            new LoggedChange(
                incident.id(),
                1,
                incident.span().opened(),
                new Change.Opened(Severity.WARNING, "50 rows")));
    assertThat(bench.standing(orders).open()).contains(incident);
    assertThat(bench.logged)
        .containsExactlyInAnyOrder("orders breach", "opened orders", "nulls pass");
  }

  @Test
  void stores_nothing_when_the_deliveries_cannot_be_written() {
    answers.put(orders.id(), SampleChecks.rows(50));
    bench.telling =
        (incident, now) -> {
          throw new IllegalStateException("no deliveries today");
        };

    assertThatThrownBy(() -> bench.run(NOON, orders, nulls))
        .hasMessageContaining("no deliveries today");

    assertThat(results.latest(orders.id(), 10)).isEmpty();
    assertThat(results.latest(nulls.id(), 10)).isEmpty();
    assertThat(incidents.latest(10)).isEmpty();
    assertThat(bench.standing(nulls).state().last().slot()).isEmpty();
    assertThat(bench.logged).isEmpty();
  }

  @Test
  void refuses_a_second_result_for_a_slot_and_an_older_slot_without_any_effect() {
    bench.run(NOON, orders);
    answers.put(orders.id(), SampleChecks.rows(50));

    assertThat(bench.run(NOON, orders)).isEmpty();
    assertThat(bench.run(NOON.minusSeconds(60), orders)).isEmpty();

    assertThat(results.latest(orders.id(), 10)).hasSize(1);
    assertThat(incidents.latest(10)).isEmpty();
    assertThat(bench.wanted).isEmpty();
  }

  @Test
  void refuses_what_a_replica_that_was_frozen_writes_too_late() {
    Run frozen =
        new Run(
            (database, asked, kept) -> {
              // meanwhile others took over, for the next slot
              bench.run(NOON.plusSeconds(60), orders);
              return new Taken(
                  Map.of(orders.id(), SampleChecks.rows(50), nulls.id(), SampleChecks.rows(50)),
                  Kept.NOTHING);
            },
            bench.store(),
            bench.telling,
            bench.log(),
            InstantSource.fixed(NOON));

    assertThat(frozen.run(RunBench.group(orders, nulls), NOON)).containsOnlyKeys(nulls.id());

    assertThat(results.latest(orders.id(), 10))
        .extracting(Result::slot)
        .containsExactly(NOON.plusSeconds(60));
    assertThat(incidents.open())
        .extracting(incident -> incident.subject().check())
        .containsExactly(nulls.id());
  }

  @Test
  void measures_nothing_again_that_was_accepted() {
    bench.run(NOON, orders);
    List<Check> measured = new ArrayList<>();
    Run again =
        new Run(
            (database, asked, kept) -> {
              measured.addAll(asked);
              return new Taken(answers, Kept.NOTHING);
            },
            bench.store(),
            bench.telling,
            bench.log(),
            InstantSource.fixed(NOON));

    again.run(RunBench.group(orders, nulls), NOON);

    assertThat(measured).containsExactly(nulls);
  }

  @Test
  void writes_nothing_for_a_check_that_is_not_declared() {
    Check gone = SampleChecks.check("gone", "orders");
    answers.put(gone.id(), SampleChecks.rows(50));

    assertThat(bench.run(NOON, gone)).isEmpty();

    assertThat(results.latest(gone.id(), 10)).isEmpty();
    assertThat(incidents.latest(10)).isEmpty();
  }

  @Test
  @Tag("versions")
  void resolves_the_incident_when_the_data_is_good_again() {
    answers.put(orders.id(), SampleChecks.rows(50));
    bench.run(NOON, orders);
    answers.put(orders.id(), SampleChecks.rows(4));

    bench.run(NOON.plusSeconds(60), orders);

    assertThat(incidents.open()).isEmpty();
    Incident resolved = incidents.latest(1).getFirst();
    assertThat(resolved.span().resolved()).isPresent();
    assertThat(resolved.seen().recent())
        .containsExactly(BigDecimal.valueOf(50), BigDecimal.valueOf(4));
    assertThat(bench.wanted.getLast()).isEqualTo(resolved);
    assertThat(incidents.changesAfter(resolved.id(), 1))
        .extracting(LoggedChange::change)
        .containsExactly(new Change.Resolved(Change.Reason.PASSED, "4 rows"));
  }

  @Test
  void how_it_is_known_is_in_the_result_and_people_hear_of_it_only_that_a_guarantee_was_lost() {
    answers.put(orders.id(), SampleChecks.rows(50).because("unchanged since 12:00, measured then"));
    answers.put(
        nulls.id(),
        SampleChecks.rows(60)
            .because("3 of 24 partitions measured")
            .because("guarantee lost: constraint orders_pkey"));

    bench.run(NOON, orders, nulls);

    assertThat(results.latest(orders.id(), 1).getFirst().verdict().toString())
        .contains("50 rows; unchanged since 12:00, measured then");
    assertThat(incidents.open())
        .extracting(incident -> incident.seen().sentence())
        .containsExactlyInAnyOrder("50 rows", "60 rows; guarantee lost: constraint orders_pkey");
  }

  @Test
  @Tag("versions")
  void opens_an_incident_of_errors_after_three_in_a_row() {
    answers.put(
        orders.id(), new Unmeasurable(Unmeasurable.Reason.PERMISSION, "the role may not read it"));

    bench.run(NOON, orders);
    bench.run(NOON.plusSeconds(60), orders);
    assertThat(incidents.open()).isEmpty();
    bench.run(NOON.plusSeconds(120), orders);

    Incident incident = incidents.open().getFirst();
    assertThat(incident.subject().sort()).isEqualTo(Subject.Sort.ERROR);
    assertThat(incident.seen().sentence())
        .isEqualTo("cannot be measured: the role may not read it");
    assertThat(incidents.openBySeverity()).containsEntry(Severity.WARNING, 1L);
  }

  @Test
  void the_last_run_of_each_declared_check_is_told_without_all_that_is_known_of_it() {
    bench.run(NOON, orders);

    assertThat(states.last())
        .containsOnly(
            Map.entry(orders.id(), bench.standing(orders).state().last()),
            Map.entry(nulls.id(), CheckState.Last.NEVER));
  }

  @Test
  void takes_measuring_that_fails_for_an_error_of_every_check() {
    Run broken =
        new Run(
            (database, checks, kept) -> {
              throw new IllegalArgumentException("a bug");
            },
            bench.store(),
            bench.telling,
            bench.log(),
            InstantSource.fixed(NOON));

    Map<CheckId, Verdict> verdicts = broken.run(RunBench.group(orders, nulls), NOON);

    assertThat(verdicts.values()).hasOnlyElementsOfType(Verdict.Errored.class).hasSize(2);
  }

  @Test
  void takes_as_few_statements_for_a_hundred_checks_as_for_one() {
    state.postgres().execute("CREATE EXTENSION pg_stat_statements");
    List<Check> many = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Check check =
          SampleChecks.check(
              "c" + i,
              "orders",
              SampleChecks.EVERY_MINUTE,
              new SampleChecks.AtMost("rows", 10, Severity.WARNING, 0));
      answers.put(check.id(), SampleChecks.rows(5));
      many.add(check);
    }
    states.declare(many);
    Run run =
        new Run(
            (database, asked, kept) -> new Taken(answers, Kept.NOTHING),
            bench.store(),
            bench.telling,
            bench.log(),
            InstantSource.fixed(NOON));
    run.run(RunBench.group(many.toArray(Check[]::new)), NOON);
    state.postgres().execute("SELECT pg_stat_statements_reset()");

    run.run(RunBench.group(many.toArray(Check[]::new)), NOON.plusSeconds(60));

    // where they stand, what was kept; lock, results, states; both transactions begin and end
    assertThat(
            state.rows(
                """
                SELECT sum(calls) <= 9 FROM pg_stat_statements
                WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
                  AND query !~ 'pg_stat_'
                """))
        .containsExactly("t");
    assertThat(results.latest(many.getLast().id(), 5)).hasSize(2);
  }
}
