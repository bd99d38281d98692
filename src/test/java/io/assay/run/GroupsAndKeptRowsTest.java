package io.assay.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Bound;
import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Column;
import io.assay.check.Filter;
import io.assay.check.Guard;
import io.assay.check.Kept;
import io.assay.check.KeptRows;
import io.assay.check.Kind;
import io.assay.check.Limit;
import io.assay.check.Limits;
import io.assay.check.Severity;
import io.assay.check.TableName;
import io.assay.check.Target;
import io.assay.check.Unit;
import io.assay.check.Verdict;
import io.assay.check.kind.Drop;
import io.assay.check.kind.Grouped;
import io.assay.check.kind.Nulls;
import io.assay.history.Events;
import io.assay.history.History;
import io.assay.history.KeptFigures;
import io.assay.history.PartitionTables;
import io.assay.history.Partitions;
import io.assay.history.Result;
import io.assay.history.Results;
import io.assay.incident.CheckStates;
import io.assay.incident.Incident;
import io.assay.incident.Incidents;
import io.assay.incident.LoggedChange;
import io.assay.scan.DatabaseSettings;
import io.assay.scan.MonitoredDatabase;
import io.assay.scan.ScanRunner;
import io.assay.scan.StatementLog;
import io.assay.scan.Taken;
import io.assay.testing.SampleChecks;
import io.assay.testing.StateStore;
import io.assay.testing.TestPostgres;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// From the monitored rows to the stored incident.
class GroupsAndKeptRowsTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final Column COUNTRY = new Column.Name("country");

  private final StateStore state = StateStore.create();
  private final TestPostgres shop = TestPostgres.create();
  private final Incidents incidents = state.bean(Incidents.class);
  private final List<CheckId> asked = new ArrayList<>();
  private final MonitoredDatabase database =
      new MonitoredDatabase(
          new DatabaseSettings(
              "shop",
              shop.url(),
              new DatabaseSettings.Login(
                  Optional.of(shop.username()), Optional.of(shop.password())),
              2,
              Duration.ofSeconds(30),
              Optional.empty()));
  private final ScanRunner runner = new ScanRunner(StatementLog.NONE, name -> Optional.empty());
  private int minute;

  private final Measuring measuring =
      new Measuring() {
        @Override
        public Taken measure(String name, List<Check> checks, Kept kept) {
          return runner.measure(database, checks, kept);
        }

        @Override
        public Optional<KeptRows> failing(Check check, List<Optional<String>> group) {
          asked.add(check.id());
          return runner.failing(database, check, group);
        }
      };

  @BeforeEach
  void fill() {
    shop.execute(
        "CREATE TABLE orders (id int, country text, email text)",
        """
        INSERT INTO orders SELECT i, CASE WHEN i <= 200 THEN 'IT' ELSE 'FR' END, 'a@b'
        FROM generate_series(1, 400) i\
        """);
  }

  @AfterEach
  void close() {
    database.close();
    state.close();
  }

  private static Check check(Kind kind, Column... keep) {
    Check sample = SampleChecks.check("emails", "orders");
    return new Check(
        sample.id(),
        kind,
        new Target(
            "shop",
            Optional.of(new TableName("public", "orders")),
            Filter.ALL_ROWS,
            Guard.OF_DATABASE,
            ZoneOffset.UTC,
            List.of(keep)),
        sample.terms(),
        sample.about());
  }

  private static Kind noNulls() {
    return new Nulls(
        new Column.Name("email"),
        new Limits(
            List.of(
                new Limit(Severity.WARNING, Unit.COUNT, new Bound.AtMost(BigDecimal.ZERO)),
                new Limit(Severity.CRITICAL, Unit.COUNT, new Bound.AtMost(BigDecimal.TWO)))));
  }

  @Test
  void the_worst_group_opens_one_incident_with_its_failing_rows() {
    shop.execute(
        "UPDATE orders SET email = NULL WHERE id IN (7, 8)",
        "UPDATE orders SET email = NULL, country = '<!channel>' WHERE id = 300");
    Check check = check(new Grouped(noNulls(), List.of(COUNTRY)), new Column.Name("id"), COUNTRY);

    Verdict verdict = run(check);

    assertThat(verdict).isInstanceOf(Verdict.Breach.class);
    Incident incident = incidents.open().getFirst();
    assertThat(incidents.open()).hasSize(1);
    assertThat(incident.seen().sentence())
        .isEqualTo(
            "2 of 3 groups: country=IT: 2 of 200 rows have no value (1%), none is allowed;"
                + " country=<!channel>: 1 of 1 row has no value (100%), none is allowed");
    assertThat(incident.seen().details().groups()).hasSize(2);
    assertThat(incident.seen().details().rows().orElseThrow().lines())
        .containsExactlyInAnyOrder("id=7, country=IT", "id=8, country=IT");
    assertThat(incidents.find(incident.id())).contains(incident);
    assertThat(state.rows("SELECT value FROM assay.result")).containsExactly("2");
  }

  @Test
  void rows_are_asked_for_when_it_opens_and_when_it_gets_worse_and_never_else() {
    Check check = check(noNulls(), new Column.Name("id"), new Column.Name("email"));
    run(check);
    assertThat(asked).isEmpty();

    shop.execute("UPDATE orders SET email = NULL WHERE id = 7");
    run(check);
    assertThat(lines()).containsExactly("id=7, email=NULL");

    shop.execute("UPDATE orders SET email = NULL WHERE id = 8");
    run(check);
    assertThat(asked).hasSize(1);
    assertThat(lines()).containsExactly("id=7, email=NULL");

    shop.execute("UPDATE orders SET email = NULL WHERE id = 9");
    run(check);
    assertThat(asked).hasSize(2);
    assertThat(lines()).hasSize(3);

    shop.execute("UPDATE orders SET email = 'a@b' WHERE id = 9");
    run(check);
    shop.execute("UPDATE orders SET email = 'a@b'");
    run(check);
    assertThat(asked).hasSize(2);
    assertThat(incidents.open()).isEmpty();
  }

  @Test
  void without_columns_to_keep_no_row_is_asked_for_or_stored() {
    shop.execute("UPDATE orders SET email = NULL WHERE id = 7");

    run(check(noNulls()));

    assertThat(asked).isEmpty();
    assertThat(state.rows("SELECT kept_rows IS NULL FROM assay.incident")).containsExactly("t");
  }

  @Test
  void rows_that_cannot_be_read_keep_no_incident_from_opening() {
    shop.execute("UPDATE orders SET email = NULL WHERE id = 7");

    run(check(noNulls(), new Column.Name("gone")));

    assertThat(incidents.open()).hasSize(1);
    assertThat(incidents.open().getFirst().seen().details().rows()).isEmpty();
  }

  @Test
  void what_an_incident_holds_of_the_data_goes_with_the_retention() {
    shop.execute("UPDATE orders SET email = NULL WHERE id = 7");
    Check check = check(new Grouped(noNulls(), List.of(COUNTRY)), new Column.Name("id"));
    run(check);
    incidents.forgetDetails(NOON.plus(Duration.ofDays(365)));
    assertThat(lines()).containsExactly("id=7");

    shop.execute("UPDATE orders SET email = 'a@b'");
    run(check);
    incidents.forgetDetails(NOON);
    assertThat(incidents.latest(1).getFirst().seen().details().rows()).isPresent();
    incidents.forgetDetails(NOON.plus(Duration.ofDays(365)));

    assertThat(incidents.latest(1).getFirst().seen().details()).isEqualTo(Incident.Details.NONE);
  }

  @Test
  void a_fall_in_one_group_is_found_against_what_the_state_remembers_of_it() {
    Check check =
        check(
            new Grouped(
                new Drop(
                    Limits.of(
                        Severity.WARNING, Unit.SHARE, new Bound.AtMost(new BigDecimal("0.5"))),
                    5,
                    100),
                List.of(COUNTRY)));
    for (int i = 0; i < 4; i++) {
      run(check);
    }
    shop.execute("DELETE FROM orders WHERE id BETWEEN 301 AND 400");
    shop.execute("INSERT INTO orders SELECT i, 'IT', 'x' FROM generate_series(401, 600) i");
    assertThat(run(check)).isInstanceOf(Verdict.Pass.class);

    shop.execute("DELETE FROM orders WHERE id BETWEEN 250 AND 300");

    assertThat(run(check))
        .isInstanceOfSatisfying(
            Verdict.Breach.class,
            breach ->
                assertThat(breach.seen().sentence())
                    .startsWith("1 of 2 groups: country=FR: 49 rows, 75.5% fewer than the usual"));
    assertThat(state.rows("SELECT DISTINCT grp = '' FROM assay.result")).containsExactly("t");
  }

  private List<String> lines() {
    return incidents.open().getFirst().seen().details().rows().orElseThrow().lines();
  }

  private Verdict run(Check check) {
    CheckStates states = state.bean(CheckStates.class);
    states.declare(List.of(check));
    Instant slot = NOON.plus(Duration.ofMinutes(minute++));
    Store store =
        new Store(
            state.transactions(),
            new History(
                new Partitions(
                    state.bean(PartitionTables.class),
                    Duration.ofDays(90),
                    InstantSource.fixed(NOON)),
                state.bean(Results.class),
                state.bean(KeptFigures.class),
                state.bean(Events.class)),
            states,
            incidents);
    Run run =
        new Run(
            measuring,
            store,
            (incident, now) -> {},
            SILENT,
            InstantSource.fixed(slot.plusSeconds(1)));
    return Optional.ofNullable(
            run.run(CheckGroup.of(List.of(check)).values().iterator().next(), slot).get(check.id()))
        .orElseThrow();
  }

  private static final RunLog SILENT =
      new RunLog() {
        @Override
        public void judged(Check check, Verdict verdict, Instant slot, Result.Taking taking) {}

        @Override
        public void changed(Incident incident, List<LoggedChange> changes) {}

        @Override
        public void ran(CheckGroup group, Duration lag, Duration took) {}

        @Override
        public void missed(CheckGroup group, Gap gap, Gap.Reason reason) {}
      };
}
