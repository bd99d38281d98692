package io.assay.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.alert.Deliveries;
import io.assay.alert.Match;
import io.assay.alert.Receiver;
import io.assay.alert.Receiver.Address;
import io.assay.alert.Routing;
import io.assay.alert.SampleIncidents;
import io.assay.alert.Secret;
import io.assay.alert.Silence;
import io.assay.alert.Silences;
import io.assay.check.Source;
import io.assay.incident.Change;
import io.assay.incident.Decision.Update;
import io.assay.incident.Incident;
import io.assay.incident.Incidents;
import io.assay.incident.LoggedChange;
import io.assay.testing.StateStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SilenceWatchTest {
  private static final Routing ROUTING =
      new Routing(
          Map.of(
              "data", new Receiver("data", new Address.Console("slack", "#data")),
              "oncall", new Receiver("oncall", new Address.PagerDuty(new Secret("k"), "http://x"))),
          List.of(
              new Routing.Route(
                  Match.EVERYTHING, List.of("oncall", "data"), false, new Source("r.yaml", 1, 1))),
          List.of());

  private final StateStore state = StateStore.create();
  private final Silences silences = state.bean(Silences.class);
  private final Incidents incidents = state.bean(Incidents.class);
  private Instant now = SampleIncidents.OPENED;
  private final SilenceWatch watch =
      new SilenceWatch(
          new SilenceWatch.Tables(
              state.transactions(), silences, incidents, state.bean(Deliveries.class)),
          () -> ROUTING,
          () -> now);
  private final Silence silence =
      new Silence(
          UUID.randomUUID(),
          new Match(Map.of("database", "shop")),
          new Silence.Said("anna", "deploy", now),
          new Silence.Span(now, now.plus(Duration.ofHours(2))),
          Optional.empty(),
          Optional.empty());

  @AfterEach
  void close() {
    state.close();
  }

  @Test
  void the_end_of_a_silence_is_announced_once_to_those_who_are_not_paged() {
    silences.add(silence);
    store(SampleIncidents.stale());
    now = now.plus(Duration.ofMinutes(104));
    watch.look();
    assertThat(incidents.find(silence.id())).isEmpty();

    now = now.plus(Duration.ofMinutes(1));
    watch.look();
    watch.look();

    Incident announced = incidents.find(silence.id()).orElseThrow();
    assertThat(announced.subject().title()).isEqualTo("Silence of database=shop");
    assertThat(announced.seen().sentence())
        .isEqualTo(
            "ends in 15 min, at 05:12 UTC, and what it hides is still wrong: orders.created_at");
    assertThat(announced.subject().about().owner()).contains("anna");
    assertThat(incidents.changesAfter(silence.id(), 0)).hasSize(1);
    assertThat(state.rows("SELECT receiver, wanted FROM assay.delivery")).containsExactly("data 1");
  }

  @Test
  void messages_about_what_it_hides_are_to_say_so_when_it_begins_and_when_it_ends() {
    SampleIncidents.Story hidden = SampleIncidents.stale();
    store(hidden);
    message(hidden, 1);
    SampleIncidents.Story over = SampleIncidents.stale().resolved(Duration.ofMinutes(1));
    store(over);
    message(over, 2);
    now = now.plus(Duration.ofMinutes(5));

    watch.add(silence);
    assertThat(stale()).containsExactly("1 " + silence.span().starts().plusSeconds(1));
    state.execute("UPDATE assay.message SET stale_at = NULL");
    assertThat(watch.end(silence.id(), "bob")).isTrue();
    assertThat(stale()).containsExactly("1 " + now.plusSeconds(1));
    assertThat(watch.end(silence.id(), "bob")).isFalse();
  }

  private void message(SampleIncidents.Story about, int number) {
    state.bean(Deliveries.class).want(about.incident(), List.of("data"), now);
    state.execute(
        "INSERT INTO assay.message (id, receiver, form, group_key, created_at) VALUES ('%s', 'data',"
                .formatted(new UUID(0, number))
            + " 'group', '', now())",
        "INSERT INTO assay.delivery (id, incident, receiver, wanted, wanted_at, next_attempt_at, message)"
            + " VALUES (gen_random_uuid(), '%1$s', 'data', 1, now(), now(), '%2$s')"
                .formatted(about.incident().id(), new UUID(0, number))
            + " ON CONFLICT (incident, receiver) DO UPDATE SET message = excluded.message");
  }

  private List<String> stale() {
    return state.rows(
        "SELECT right(id::text, 1), to_char(stale_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
            + " FROM assay.message WHERE stale_at IS NOT NULL ORDER BY id");
  }

  @Test
  void the_announcement_ends_with_the_silence_and_also_when_somebody_ends_it() {
    silences.add(silence);
    store(SampleIncidents.stale());
    now = now.plus(Duration.ofMinutes(110));
    watch.look();
    assertThat(incidents.openOfKind("silence")).hasSize(1);

    assertThat(silences.end(silence.id(), now, "bob")).isTrue();
    watch.look();
    watch.look();

    assertThat(incidents.openOfKind("silence")).isEmpty();
    assertThat(incidents.changesAfter(silence.id(), 1))
        .extracting(LoggedChange::change)
        .containsExactly(
            new Change.Resolved(
                Change.Reason.PASSED, "it is over, and what is still wrong is told from now on"));
    assertThat(state.rows("SELECT receiver, wanted FROM assay.delivery")).containsExactly("data 2");
  }

  @Test
  void nothing_is_announced_while_nothing_is_hidden() {
    silences.add(silence);
    SampleIncidents.Story story = SampleIncidents.stale();
    store(story.resolved(Duration.ofMinutes(3)));
    now = now.plus(Duration.ofMinutes(110));
    watch.look();
    assertThat(incidents.find(silence.id())).isEmpty();

    store(SampleIncidents.stale());
    watch.look();
    assertThat(incidents.find(silence.id())).isPresent();
  }

  @Test
  void a_silence_is_kept_as_it_was_said() {
    silences.add(silence);
    assertThat(silences.find(silence.id())).contains(silence);
    assertThat(silences.after(silence.span().ends())).isEmpty();
    assertThat(silences.after(silence.span().ends().minusMillis(1))).containsExactly(silence);
    assertThat(silences.end(silence.id(), silence.span().ends(), "bob")).isFalse();
    assertThat(silences.end(silence.id(), now.plusSeconds(9), "bob")).isTrue();
    assertThat(silences.end(silence.id(), now.plusSeconds(10), "carl")).isFalse();
    assertThat(silences.latest(5))
        .singleElement()
        .satisfies(ended -> {
          assertThat(ended.over()).isEqualTo(now.plusSeconds(9));
          assertThat(ended.ended().map(Silence.Ended::by)).contains("bob");
        });
    watch.forget(now.plusSeconds(10));
    assertThat(silences.latest(5)).isEmpty();
  }

  private void store(SampleIncidents.Story story) {
    incidents.write(List.of(new Update(story.incident(), story.log())));
  }
}
