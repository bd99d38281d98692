package io.assay.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.incident.Change;
import io.assay.incident.Decision.Update;
import io.assay.incident.Incident;
import io.assay.incident.Incidents;
import io.assay.incident.LoggedChange;
import io.assay.testing.TestPostgres;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeadLettersTest {
  private static final Optional<String> OPS = Optional.of("ops");

  private static TestPostgres database;
  private static ApplicationContext context;
  private static DeadLetters letters;
  private static Deliveries deliveries;
  private static Incidents incidents;

  private Instant now = SampleIncidents.OPENED;

  @BeforeAll
  static void start() {
    database = TestPostgres.create();
    Flyway.configure()
        .dataSource(database.url(), database.username(), database.password())
        .schemas("assay")
        .load()
        .migrate();
    context =
        ApplicationContext.run(
            Map.of(
                "datasources.default.url", database.url(),
                "datasources.default.username", database.username(),
                "datasources.default.password", database.password()));
    letters = context.getBean(DeadLetters.class);
    deliveries = context.getBean(Deliveries.class);
    incidents = context.getBean(Incidents.class);
  }

  @AfterAll
  static void stop() {
    context.close();
  }

  @BeforeEach
  void empty() {
    database.execute("DELETE FROM assay.delivery", "TRUNCATE assay.incident CASCADE");
  }

  @Test
  void the_fallback_hears_once_of_what_a_receiver_was_not_told() {
    dies(want(SampleIncidents.stale(), "oncall"), "oncall");
    assertThat(letters.write(OPS, now)).isEqualTo(1);
    assertThat(letters.write(OPS, now)).isZero();
    Incident letter = told("ops");
    assertThat(letter.subject().title() + ": " + letter.seen().sentence())
        .isEqualTo(
            "Receiver oncall was not told: orders.created_at: newest row is 47 min old, expected"
                + " every 10 min; it answered with HTTP status 404");
    assertThat(letter.open()).isTrue();
    assertThat(letter.subject().place().database()).isEqualTo("shop");
    assertThat(letters.latest(10))
        .singleElement()
        .satisfies(dead -> {
          assertThat(dead.receiver()).isEqualTo("oncall");
          assertThat(dead.reason()).isEqualTo("http_404");
          assertThat(dead.summary()).startsWith("orders.created_at: newest row");
        });
  }

  @Test
  void the_letter_ends_when_the_receiver_was_told_after_all() {
    dies(want(SampleIncidents.stale(), "oncall"), "oncall");
    letters.write(OPS, now);
    Incident letter = told("ops");
    assertThat(letters.retry(letters.latest(1).getFirst().delivery(), now)).isTrue();
    assertThat(letters.latest(1)).isEmpty();
    letters.write(OPS, now);
    assertThat(incidents.find(letter.id()).orElseThrow().open()).isTrue();
    told("oncall");
    letters.write(OPS, now);
    Incident ended = told("ops");
    assertThat(ended.id()).isEqualTo(letter.id());
    assertThat(ended.open()).isFalse();
    assertThat(ended.seen().sentence()).isEqualTo("oncall was told after all");
  }

  @Test
  void a_second_death_of_the_same_delivery_makes_no_second_letter() {
    SampleIncidents.Story story = want(SampleIncidents.stale(), "oncall");
    dies(story, "oncall");
    letters.write(OPS, now);
    Incident first = told("ops");
    want(story.critical(Duration.ofMinutes(5)), "oncall");
    dies(story, "oncall");
    letters.write(OPS, now);
    Incident again = told("ops");
    assertThat(again.id()).isEqualTo(first.id());
    assertThat(again.open()).isTrue();
    assertThat(incidents.changesAfter(first.id(), 1))
        .extracting(LoggedChange::change)
        .singleElement()
        .isInstanceOf(Change.Reminded.class);
  }

  @Test
  void what_is_over_by_then_is_heard_of_and_leaves_nothing_open() {
    SampleIncidents.Story story = want(SampleIncidents.stale(), "oncall");
    want(story.resolved(Duration.ofMinutes(9)), "oncall");
    dies(story, "oncall");
    letters.write(OPS, now);
    Incident letter = told("ops");
    assertThat(letter.sequence()).isEqualTo(2);
    assertThat(letter.open()).isFalse();
    assertThat(letter.seen().sentence()).isEqualTo("it is over, which oncall does not know");
  }

  @Test
  void what_the_fallback_itself_is_not_told_makes_no_letter() {
    SampleIncidents.Story story = want(SampleIncidents.stale(), "oncall", "ops");
    dies(story, "ops");
    letters.write(OPS, now);
    assertThat(incidents.open()).hasSize(1);
    dies(story, "oncall");
    letters.write(OPS, now);
    assertThat(incidents.open()).hasSize(2);
    bury("ops");
    letters.write(OPS, now);
    assertThat(incidents.open()).hasSize(2);
    assertThat(letters.latest(10)).hasSize(3);
  }

  @Test
  void without_a_fallback_it_is_kept_and_not_told_to_one_that_is_named_later() {
    dies(want(SampleIncidents.stale(), "oncall"), "oncall");
    letters.write(Optional.empty(), now);
    letters.write(OPS, now);
    assertThat(incidents.open()).hasSize(1);
    assertThat(letters.latest(10)).hasSize(1);
  }

  @Test
  void what_is_not_dead_cannot_be_tried_again() {
    want(SampleIncidents.stale(), "oncall");
    assertThat(letters.retry(UUID.randomUUID(), now)).isFalse();
  }

  private SampleIncidents.Story want(SampleIncidents.Story story, String... receivers) {
    List<LoggedChange> last = List.of(story.log().getLast());
    incidents.write(List.of(new Update(story.incident(), last)));
    deliveries.want(story.incident(), List.of(receivers), now);
    return story;
  }

  private void dies(SampleIncidents.Story story, String receiver) {
    assertThat(bury(receiver).row().incident()).isEqualTo(story.incident().id());
  }

  private Deliveries.Claim bury(String receiver) {
    now = now.plusSeconds(1);
    Deliveries.Claim claim = deliveries.claim(receiver, now, Courier.LEASE).orElseThrow();
    deliveries.bury(claim, now, "http_404", "it answered with HTTP status 404");
    return claim;
  }

  /// Has the receiver take the one thing that is due, and returns it.
  private Incident told(String receiver) {
    now = now.plusSeconds(1);
    Deliveries.Claim claim = deliveries.claim(receiver, now, Courier.LEASE).orElseThrow();
    Incident incident = incidents.find(claim.row().incident()).orElseThrow();
    deliveries.accept(claim, new Outcome.Accepted(incident.sequence(), Map.of()), now);
    return incident;
  }
}
