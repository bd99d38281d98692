package io.assay.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.CheckId;
import io.assay.check.Severity;
import io.assay.incident.Change;
import io.assay.incident.Decision.Update;
import io.assay.incident.Incident;
import io.assay.incident.Incidents;
import io.assay.incident.LoggedChange;
import io.assay.incident.Subject;
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
  private int others;

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
    database.execute(
        "DELETE FROM assay.delivery", "DELETE FROM assay.told", "TRUNCATE assay.incident CASCADE");
  }

  @Test
  void a_receiver_may_be_called_as_it_likes() {
    Incident letter =
        new Letter(1, new Letter.Worst(Severity.WARNING, "x"), "why")
            .opened(UUID.randomUUID(), "team/a", "http_403", SampleIncidents.OPENED);
    assertThat(Letter.receiver(letter)).isEqualTo("team/a");
  }

  @Test
  void a_letter_says_what_to_look_at() {
    assertThat(advice("http_404")).startsWith("Look at its address. Mend the receiver, then: ");
    assertThat(advice("http_401")).startsWith("Look at its token, secret or password. ");
    assertThat(advice("http_400")).startsWith("Look at its key or token, and its address. ");
    assertThat(advice("invalid_auth")).startsWith("Mend the receiver, then: ");
  }

  private static String advice(String reason) {
    return new Letter(1, new Letter.Worst(Severity.WARNING, "x"), "why")
        .opened(UUID.randomUUID(), "a", reason, SampleIncidents.OPENED)
        .subject()
        .about()
        .description()
        .orElseThrow();
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
    assertThat(letter.subject().about().description().orElseThrow())
        .startsWith("Look at its address. Mend the receiver, then: assay alert retry oncall.");
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
  void a_second_death_of_the_same_delivery_is_heard_of_when_it_is_worse() {
    SampleIncidents.Story story = want(SampleIncidents.stale(), "oncall");
    dies(story, "oncall");
    letters.write(OPS, now);
    Incident first = told("ops");
    assertThat(letters.retry(letters.latest(1).getFirst().delivery(), now)).isTrue();
    dies(story, "oncall");
    letters.write(OPS, now);
    assertThat(changes(first)).hasSize(1);
    want(story.critical(Duration.ofMinutes(5)), "oncall");
    dies(story, "oncall");
    letters.write(OPS, now);
    Incident again = told("ops");
    assertThat(again.id()).isEqualTo(first.id());
    assertThat(again.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(changes(first)).hasSize(2).last().isInstanceOf(Change.SeverityChanged.class);
  }

  @Test
  void a_dead_token_in_a_storm_is_one_letter_that_says_how_many() {
    for (int i = 1; i <= 500; i++) {
      refused(want(another(), "data"));
      if (i % 5 == 0) {
        letters.write(OPS, now);
      }
    }
    Incident letter = told("ops");
    assertThat(incidents.openOfKind(DeadLetters.KIND)).hasSize(1);
    assertThat(letter.subject().title() + ": " + letter.seen().sentence())
        .isEqualTo(
            "Receiver data was not told: 500 notices; Slack refused the message: invalid_auth; give"
                + " the receiver a valid bot token. The worst: orders.created_at: newest row is 47"
                + " min old, expected every 10 min");
    assertThat(changes(letter)).hasSizeLessThan(10).first().isInstanceOf(Change.Opened.class);
    assertThat(changes(letter).subList(1, changes(letter).size()))
        .as("what PagerDuty hears nothing of")
        .allMatch(Change.Reminded.class::isInstance);
    now = now.plus(Letter.CALM);
    letters.write(OPS, now);
    assertThat(changes(letter).getLast())
        .isInstanceOfSatisfying(
            Change.Reminded.class, last -> assertThat(last.sentence()).startsWith("500 notices"));
    letters.write(OPS, now);
    assertThat(changes(letter)).hasSizeLessThan(11);
  }

  @Test
  void where_somebody_takes_care_of_it_more_of_the_same_is_no_news() {
    refused(want(another(), "data"));
    letters.write(OPS, now);
    Incident letter = told("ops");
    Incident.Care care =
        new Incident.Care(
            Optional.of(new Incident.Acknowledgement(now, "anna", "a new token is on its way")),
            false);
    incidents.write(
        List.of(
            new Update(
                new Incident(
                    letter.id(),
                    letter.subject(),
                    letter.severity(),
                    letter.span(),
                    letter.seen(),
                    letter.sequence(),
                    care),
                List.of())));
    for (int i = 0; i < 3; i++) {
      refused(want(another(), "data"));
    }
    letters.write(OPS, now);
    assertThat(changes(letter)).hasSize(1);
    assertThat(incidents.find(letter.id()).orElseThrow().seen().sentence()).startsWith("4 notices");
    refused(want(another().critical(Duration.ZERO), "data"));
    letters.write(OPS, now);
    assertThat(changes(letter)).hasSize(2).last().isInstanceOf(Change.SeverityChanged.class);
    assertThat(incidents.find(letter.id()).orElseThrow().care()).isEqualTo(Incident.Care.NONE);
  }

  @Test
  void each_cause_has_its_letter() {
    refused(want(another(), "data"));
    dies(want(another(), "data"), "data");
    assertThat(letters.write(OPS, now)).isEqualTo(2);
    assertThat(incidents.openOfKind(DeadLetters.KIND))
        .extracting(letter -> letter.subject().check().value())
        .containsExactlyInAnyOrder("dead-letter/data/invalid_auth", "dead-letter/data/http_404");
  }

  @Test
  void what_was_refused_is_tried_again_when_the_receiver_takes_something() {
    for (int i = 0; i < 3; i++) {
      refused(want(another(), "data"));
    }
    letters.write(OPS, now);
    told("ops");
    assertThat(deliveries.pending()).isEmpty();
    want(another(), "data");
    told("data");
    letters.write(OPS, now);
    assertThat(deliveries.pending()).extracting(Pending::count).containsExactly(3L);
    for (int i = 0; i < 3; i++) {
      told("data");
    }
    letters.write(OPS, now);
    assertThat(told("ops").seen().sentence()).isEqualTo("data was told after all");
  }

  @Test
  void what_is_over_is_tried_again_only_when_the_receiver_thinks_it_open() {
    SampleIncidents.Story heard = want(another(), "data");
    told("data");
    want(heard.resolved(Duration.ofMinutes(9)), "data");
    refused(heard);
    SampleIncidents.Story unheard = want(another(), "data");
    want(unheard.resolved(Duration.ofMinutes(9)), "data");
    refused(unheard);
    want(another(), "data");
    told("data");
    letters.write(OPS, now);
    assertThat(told("data").id()).isEqualTo(heard.incident().id());
    assertThat(deliveries.pending()).extracting(Pending::receiver).doesNotContain("data");
  }

  @Test
  void what_is_refused_by_itself_is_not_tried_again_for_ever() {
    SampleIncidents.Story bad = want(another(), "data");
    refused(bad);
    letters.write(OPS, now);
    told("ops");
    want(another(), "data");
    told("data");
    letters.write(OPS, now);
    refused(bad);
    letters.write(OPS, now);
    want(another(), "data");
    told("data");
    letters.write(OPS, now);
    assertThat(deliveries.pending()).isEmpty();
    assertThat(letters.latest(10)).hasSize(1);
    assertThat(incidents.openOfKind(DeadLetters.KIND)).hasSize(1);
  }

  @Test
  void all_that_a_receiver_was_not_told_can_be_tried_again_at_once() {
    refused(want(another(), "data"));
    refused(want(another(), "data"));
    dies(want(another(), "oncall"), "oncall");
    assertThat(letters.retryAll("data", now)).isEqualTo(2);
    assertThat(letters.retryAll("data", now)).isZero();
    assertThat(letters.latest(10)).extracting(DeadLetter::receiver).containsExactly("oncall");
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
    assertThat(letter.seen().sentence()).isEqualTo("what oncall was not told is over by now");
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

  private void refused(SampleIncidents.Story story) {
    now = now.plusSeconds(1);
    Deliveries.Claim claim = deliveries.claim("data", now, Courier.LEASE).orElseThrow();
    assertThat(claim.row().incident()).isEqualTo(story.incident().id());
    deliveries.bury(
        claim,
        now,
        "invalid_auth",
        "Slack refused the message: invalid_auth; give the receiver a valid bot token");
  }

  private SampleIncidents.Story another() {
    Subject like = SampleIncidents.SUBJECT;
    return SampleIncidents.stale(
        new Subject(
            new CheckId(like.check().value() + "/" + ++others),
            "",
            like.sort(),
            like.title(),
            like.place(),
            like.about()));
  }

  private static List<Change> changes(Incident letter) {
    return incidents.changesAfter(letter.id(), 0).stream().map(LoggedChange::change).toList();
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
