package io.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.alert.Deliveries;
import io.assay.alert.Silences;
import io.assay.alert.Tellings;
import io.assay.config.Settings;
import io.assay.history.Events;
import io.assay.history.History;
import io.assay.history.KeptFigures;
import io.assay.history.PartitionTables;
import io.assay.history.Partitions;
import io.assay.history.Results;
import io.assay.incident.Incidents;
import io.assay.metrics.DaemonMeters;
import io.assay.run.MissedRuns;
import io.assay.run.SilenceWatch;
import io.assay.run.StateWatch;
import io.assay.testing.StateStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// How long what is over is kept.
class RetentionTest {
  private static final String INCIDENT =
      """
      INSERT INTO assay.incident (id, check_id, sort, title, database, kind, source_path, source_line, source_column,
        severity, opened, resolved, sentence, observed, expected, sequence)
      SELECT md5('%1$s' || n)::uuid, '%1$s/' || n, 'breach', '%1$s', 'shop', 'rows', 'shop.yaml', 1, 1, 'warning',
        now() - interval '%2$d days', %3$s, 'x', 'x', 'x', 1 FROM generate_series(1, %4$d) n
      """;
  private static final String ABOUT_EACH =
      """
      INSERT INTO assay.incident_change (incident, sequence, at, change, severity, sentence)
        SELECT id, 1, opened, 'opened', 'warning', 'x' FROM assay.incident;
      INSERT INTO assay.told (incident, receiver, sequence, outcome, at)
        SELECT id, 'oncall', 1, 'told', opened FROM assay.incident;
      INSERT INTO assay.event (once_key, at, database, sort, subject, sentence, incident)
        SELECT id::text, opened, 'shop', 'person', 'x', 'x', id FROM assay.incident;
      INSERT INTO assay.delivery (id, incident, receiver, wanted, told, wanted_at, ended_at, next_attempt_at, dead_at)
        SELECT gen_random_uuid(), id, 'oncall', 1, CASE WHEN title IN ('untold', 'dead') THEN 0 ELSE 1 END, opened, resolved,
          opened, CASE title WHEN 'dead' THEN opened END FROM assay.incident;
      INSERT INTO assay.event (once_key, at, database, sort, subject, sentence)
        VALUES ('old', now() - interval '401 days', 'shop', 'schema_changed', 'x', 'x'),
          ('new', now() - interval '399 days', 'shop', 'schema_changed', 'x', 'x');
      INSERT INTO assay.missed_run VALUES ('old', now(), now(), 1, 'overran', now() - interval '401 days'),
        ('new', now(), now(), 1, 'overran', now() - interval '399 days');
      INSERT INTO assay.silence (id, matcher, author, reason, created, starts, ends)
        SELECT gen_random_uuid(), '{}', 'anna', days::text, now() - interval '500 days', now() - interval '500 days',
          now() - days * interval '1 day' FROM (VALUES (401), (399)) s (days);
      """;

  private final StateStore state = StateStore.create();
  private final InstantSource clock = InstantSource.system();
  private final Incidents incidents = state.bean(Incidents.class);
  private final Deliveries deliveries = state.bean(Deliveries.class);

  @BeforeEach
  void a_state_of_more_than_a_year() {
    incident("gone", 402, "now() - interval '401 days'", 2300);
    incident("kept", 402, "now() - interval '399 days'", 1);
    incident("open", 500, "NULL", 1);
    incident("untold", 402, "now() - interval '401 days'", 1);
    incident("dead", 402, "now() - interval '401 days'", 1);
    state.postgres().execute(ABOUT_EACH);
  }

  @AfterEach
  void close() {
    state.close();
  }

  @Test
  void an_incident_that_is_over_goes_after_its_time_with_all_that_is_about_it_and_no_other() {
    housekeeping().tidy();

    List<String> left = List.of("kept", "open", "untold");
    assertThat(state.rows("SELECT title FROM assay.incident ORDER BY 1")).isEqualTo(left);
    for (String table : List.of("incident_change", "told", "delivery", "event")) {
      assertThat(
              state.rows(
                  "SELECT i.title FROM assay.%s t LEFT JOIN assay.incident i ON i.id = t.incident WHERE %s ORDER BY 1"
                      .formatted(table, table.equals("event") ? "t.sort = 'person'" : "true")))
          .as(table)
          .isEqualTo(left);
    }
    assertThat(state.rows("SELECT once_key FROM assay.event WHERE sort <> 'person'"))
        .containsExactly("new");
    assertThat(state.rows("SELECT group_key FROM assay.missed_run")).containsExactly("new");
    assertThat(state.rows("SELECT reason FROM assay.silence")).containsExactly("399");
  }

  @Test
  void it_is_deleted_in_small_batches() {
    Instant before = clock.instant().minus(Duration.ofDays(400));

    assertThat(
            List.of(
                deliveries.forget(before),
                deliveries.forget(before),
                deliveries.forget(before),
                deliveries.forget(before)))
        .containsExactly(1000, 1000, 301, 0);
    assertThat(
            List.of(
                incidents.forget(before),
                incidents.forget(before),
                incidents.forget(before),
                incidents.forget(before)))
        .containsExactly(1000, 1000, 301, 0);
  }

  private void incident(String title, int openedDaysAgo, String resolved, int how) {
    state.postgres().execute(INCIDENT.formatted(title, openedDaysAgo, resolved, how));
  }

  private Housekeeping housekeeping() {
    History history =
        new History(
            new Partitions(
                state.bean(PartitionTables.class), Settings.Keep.DEFAULT.results(), clock),
            state.bean(Results.class),
            state.bean(KeptFigures.class),
            state.bean(Events.class));
    SilenceWatch silences =
        new SilenceWatch(
            new SilenceWatch.Tables(
                state.transactions(), state.bean(Silences.class), incidents, deliveries),
            () -> {
              throw new AssertionError("nobody is told");
            },
            clock);
    return new Housekeeping(
        new Housekeeping.Tables(
            history,
            incidents,
            new Housekeeping.Told(deliveries, state.bean(Tellings.class), silences),
            state.bean(MissedRuns.class),
            Settings.Keep.DEFAULT),
        new DaemonMeters(new SimpleMeterRegistry(), "test"),
        new StateWatch(),
        Collections::emptyList,
        clock);
  }
}
