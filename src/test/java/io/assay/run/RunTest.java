package io.assay.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Kept;
import io.assay.check.Measurement;
import io.assay.check.Schedule;
import io.assay.check.Severity;
import io.assay.check.Unmeasurable;
import io.assay.check.Verdict;
import io.assay.history.Events;
import io.assay.history.History;
import io.assay.history.KeptFigures;
import io.assay.history.PartitionTables;
import io.assay.history.Partitions;
import io.assay.history.Result;
import io.assay.history.Results;
import io.assay.incident.Change;
import io.assay.incident.CheckState;
import io.assay.incident.CheckStates;
import io.assay.incident.Incident;
import io.assay.incident.Incidents;
import io.assay.incident.LoggedChange;
import io.assay.incident.Standing;
import io.assay.incident.Subject;
import io.assay.scan.Taken;
import io.assay.testing.SampleChecks;
import io.assay.testing.StateStore;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RunTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  private final StateStore state = StateStore.create();
  private final Results results = state.bean(Results.class);
  private final CheckStates states = state.bean(CheckStates.class);
  private final Incidents incidents = state.bean(Incidents.class);
  private final Map<CheckId, Measurement> answers = new HashMap<>();
  private final List<Incident> wanted = new ArrayList<>();
  private final List<String> logged = new ArrayList<>();
  private final Check orders = SampleChecks.check("orders", "orders");
  private final Check nulls = SampleChecks.check("nulls", "orders");
  private Telling telling = (incident, now) -> wanted.add(incident);

  @BeforeEach
  void declare() {
    states.declare(List.of(orders, nulls));
    answers.put(orders.id(), SampleChecks.rows(5));
    answers.put(nulls.id(), SampleChecks.rows(5));
  }

  @AfterEach
  void close() {
    state.close();
  }

  @Test
  @Tag("versions")
  void stores_results_states_incident_and_what_is_to_be_told() {
    answers.put(orders.id(), SampleChecks.rows(50));

    Map<CheckId, Verdict> verdicts = run(NOON, orders, nulls);

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
    assertThat(wanted).containsExactly(incident);
    assertThat(incidents.find(incident.id())).contains(incident);
    assertThat(incidents.changesAfter(incident.id(), 0))
        .containsExactly(
            new LoggedChange(
                incident.id(),
                1,
                incident.span().opened(),
                new Change.Opened(Severity.WARNING, "50 rows")));
    assertThat(standing(orders).open()).contains(incident);
    assertThat(logged).containsExactlyInAnyOrder("orders breach", "opened orders", "nulls pass");
  }

  @Test
  void stores_nothing_when_the_deliveries_cannot_be_written() {
    answers.put(orders.id(), SampleChecks.rows(50));
    telling =
        (incident, now) -> {
          throw new IllegalStateException("no deliveries today");
        };

    assertThatThrownBy(() -> run(NOON, orders, nulls)).hasMessageContaining("no deliveries today");

    assertThat(results.latest(orders.id(), 10)).isEmpty();
    assertThat(results.latest(nulls.id(), 10)).isEmpty();
    assertThat(incidents.latest(10)).isEmpty();
    assertThat(standing(nulls).state().last().slot()).isEmpty();
    assertThat(logged).isEmpty();
  }

  @Test
  void refuses_a_second_result_for_a_slot_and_an_older_slot_without_any_effect() {
    run(NOON, orders);
    answers.put(orders.id(), SampleChecks.rows(50));

    assertThat(run(NOON, orders)).isEmpty();
    assertThat(run(NOON.minusSeconds(60), orders)).isEmpty();

    assertThat(results.latest(orders.id(), 10)).hasSize(1);
    assertThat(incidents.latest(10)).isEmpty();
    assertThat(wanted).isEmpty();
  }

  @Test
  void refuses_what_a_replica_that_was_frozen_writes_too_late() {
    Run frozen =
        new Run(
            (database, asked, kept) -> {
              // meanwhile others took over, for the next slot
              run(NOON.plusSeconds(60), orders);
              return new Taken(
                  Map.of(orders.id(), SampleChecks.rows(50), nulls.id(), SampleChecks.rows(50)),
                  Kept.NOTHING);
            },
            store(),
            telling,
            log(),
            InstantSource.fixed(NOON));

    assertThat(frozen.run(group(orders, nulls), NOON)).containsOnlyKeys(nulls.id());

    assertThat(results.latest(orders.id(), 10))
        .extracting(Result::slot)
        .containsExactly(NOON.plusSeconds(60));
    assertThat(incidents.open())
        .extracting(incident -> incident.subject().check())
        .containsExactly(nulls.id());
  }

  @Test
  void measures_nothing_again_that_was_accepted() {
    run(NOON, orders);
    List<Check> measured = new ArrayList<>();
    Run again =
        new Run(
            (database, asked, kept) -> {
              measured.addAll(asked);
              return new Taken(answers, Kept.NOTHING);
            },
            store(),
            telling,
            log(),
            InstantSource.fixed(NOON));

    again.run(group(orders, nulls), NOON);

    assertThat(measured).containsExactly(nulls);
  }

  @Test
  void writes_nothing_for_a_check_that_is_not_declared() {
    Check gone = SampleChecks.check("gone", "orders");
    answers.put(gone.id(), SampleChecks.rows(50));

    assertThat(run(NOON, gone)).isEmpty();

    assertThat(results.latest(gone.id(), 10)).isEmpty();
    assertThat(incidents.latest(10)).isEmpty();
  }

  @Test
  @Tag("versions")
  void resolves_the_incident_when_the_data_is_good_again() {
    answers.put(orders.id(), SampleChecks.rows(50));
    run(NOON, orders);
    answers.put(orders.id(), SampleChecks.rows(4));

    run(NOON.plusSeconds(60), orders);

    assertThat(incidents.open()).isEmpty();
    Incident resolved = incidents.latest(1).getFirst();
    assertThat(resolved.span().resolved()).isPresent();
    assertThat(resolved.seen().recent())
        .containsExactly(BigDecimal.valueOf(50), BigDecimal.valueOf(4));
    assertThat(wanted.getLast()).isEqualTo(resolved);
    assertThat(incidents.changesAfter(resolved.id(), 1))
        .extracting(LoggedChange::change)
        .containsExactly(new Change.Resolved(Change.Reason.PASSED, "4 rows"));
  }

  @Test
  @Tag("versions")
  void opens_an_incident_of_errors_after_three_in_a_row() {
    answers.put(
        orders.id(), new Unmeasurable(Unmeasurable.Reason.PERMISSION, "the role may not read it"));

    run(NOON, orders);
    run(NOON.plusSeconds(60), orders);
    assertThat(incidents.open()).isEmpty();
    run(NOON.plusSeconds(120), orders);

    Incident incident = incidents.open().getFirst();
    assertThat(incident.subject().sort()).isEqualTo(Subject.Sort.ERROR);
    assertThat(incident.seen().sentence())
        .isEqualTo("cannot be measured: the role may not read it");
    assertThat(incidents.openBySeverity()).containsEntry(Severity.WARNING, 1L);
  }

  @Test
  void gives_the_kind_its_memory_and_the_last_passing_values() {
    run(NOON, orders);
    answers.put(orders.id(), SampleChecks.rows(6));
    run(NOON.plusSeconds(60), orders);
    answers.put(orders.id(), SampleChecks.rows(60));
    run(NOON.plusSeconds(120), orders);
    answers.put(orders.id(), SampleChecks.rows(7));
    run(NOON.plusSeconds(180), orders);

    assertThat(standing(orders).state().memory().entries())
        .containsEntry("before", "60")
        .containsEntry("passes", "[6, 5]");
  }

  @Test
  void keeps_the_last_passing_values_when_their_results_are_gone() {
    run(NOON, orders);
    answers.put(orders.id(), SampleChecks.rows(6));
    run(NOON.plusSeconds(60), orders);
    state.postgres().execute("DELETE FROM assay.result");

    run(NOON.plusSeconds(120), orders);

    assertThat(standing(orders).state().memory().entries()).containsEntry("passes", "[6, 5]");
    assertThat(standing(orders).state().remembered().baseline().values())
        .containsExactly(BigDecimal.valueOf(6), BigDecimal.valueOf(6), BigDecimal.valueOf(5));
  }

  @Test
  void looks_once_among_the_results_for_passing_values_that_are_not_kept_yet() {
    for (int i = 1; i <= 5; i++) {
      answers.put(orders.id(), SampleChecks.rows(i == 4 ? 50 : i));
      run(NOON.plusSeconds(60 * i), orders);
    }
    state.postgres().execute("UPDATE assay.check_state SET baseline = '{}', baseline_of = 0");

    run(NOON.plusSeconds(360), orders);

    assertThat(standing(orders).state().memory().entries()).containsEntry("passes", "[5, 3, 2]");

    state.postgres().execute("UPDATE assay.result SET value = 9");
    run(NOON.plusSeconds(420), orders);

    assertThat(standing(orders).state().memory().entries()).containsEntry("passes", "[5, 5, 3]");
  }

  @Test
  void looks_again_when_a_check_wants_more_passing_values_than_are_kept() {
    for (int i = 1; i <= 5; i++) {
      answers.put(orders.id(), SampleChecks.rows(i));
      run(NOON.plusSeconds(60 * i), orders);
    }
    Check more =
        SampleChecks.check(
            "orders",
            "orders",
            SampleChecks.EVERY_MINUTE,
            new SampleChecks.AtMost("rows", 10, Severity.WARNING, 5));

    run(NOON.plusSeconds(360), more);

    assertThat(standing(orders).state().memory().entries())
        .containsEntry("passes", "[5, 4, 3, 2, 1]");
  }

  @Test
  void a_check_that_is_declared_again_finds_its_passing_values() {
    run(NOON, orders);
    states.forget(List.of(orders.id()));
    states.declare(List.of(orders));

    run(NOON.plusSeconds(60), orders);

    assertThat(standing(orders).state().memory().entries()).containsEntry("passes", "[5]");
  }

  @Test
  void asks_for_no_results_while_values_and_incident_are_there() {
    state.postgres().execute("CREATE EXTENSION pg_stat_statements");
    answers.put(nulls.id(), SampleChecks.rows(50));
    run(NOON, orders, nulls);
    state.postgres().execute("SELECT pg_stat_statements_reset()");

    run(NOON.plusSeconds(60), orders, nulls);

    assertThat(
            state.rows(
                """
                SELECT query FROM pg_stat_statements
                WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
                  AND query ~ 'FROM assay.result'
                """))
        .isEmpty();
    assertThat(incidents.open().getFirst().seen().recent())
        .containsExactly(BigDecimal.valueOf(50), BigDecimal.valueOf(50));
  }

  @Test
  void the_last_run_of_each_declared_check_is_told_without_all_that_is_known_of_it() {
    run(NOON, orders);

    assertThat(states.last())
        .containsOnly(
            Map.entry(orders.id(), standing(orders).state().last()),
            Map.entry(nulls.id(), CheckState.Last.NEVER));
  }

  @Test
  void takes_measuring_that_fails_for_an_error_of_every_check() {
    Run broken =
        new Run(
            (database, checks, kept) -> {
              throw new IllegalArgumentException("a bug");
            },
            store(),
            telling,
            log(),
            InstantSource.fixed(NOON));

    Map<CheckId, Verdict> verdicts = broken.run(group(orders, nulls), NOON);

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
            store(),
            telling,
            log(),
            InstantSource.fixed(NOON));
    run.run(group(many.toArray(Check[]::new)), NOON);
    state.postgres().execute("SELECT pg_stat_statements_reset()");

    run.run(group(many.toArray(Check[]::new)), NOON.plusSeconds(60));

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

  private Map<CheckId, Verdict> run(Instant slot, Check... checks) {
    Run run =
        new Run(
            (database, asked, kept) -> new Taken(answers, Kept.NOTHING),
            store(),
            (incident, now) -> telling.want(incident, now),
            log(),
            InstantSource.fixed(slot.plusSeconds(1)));
    return run.run(group(checks), slot);
  }

  private Store store() {
    return new Store(
        state.transactions(),
        new History(
            new Partitions(
                state.bean(PartitionTables.class), Duration.ofDays(90), InstantSource.fixed(NOON)),
            results,
            state.bean(KeptFigures.class),
            state.bean(Events.class)),
        states,
        incidents);
  }

  private Standing standing(Check check) {
    return states.standings(List.of(check.id())).values().iterator().next();
  }

  private static CheckGroup group(Check... checks) {
    return new CheckGroup(
        "shop/orders", "shop", new Schedule.Every(Duration.ofMinutes(1)), List.of(checks));
  }

  private RunLog log() {
    return new RunLog() {
      @Override
      public void judged(Check check, Verdict verdict, Instant slot, Result.Taking taking) {
        logged.add(check.id() + " " + verdict.word());
      }

      @Override
      public void changed(Incident incident, List<LoggedChange> changes) {
        logged.add((incident.open() ? "opened " : "resolved ") + incident.subject().check());
      }

      @Override
      public void ran(CheckGroup group, Duration lag, Duration took) {}

      @Override
      public void missed(CheckGroup group, Gap gap, Gap.Reason reason) {}
    };
  }
}
