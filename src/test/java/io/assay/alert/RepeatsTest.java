package io.assay.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.alert.Receiver.Address;
import io.assay.testing.TestPostgres;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RepeatsTest {
  private static final String NAME = "prometheus";
  private static final Duration AFTER = Duration.ofMinutes(15);

  private static TestPostgres database;
  private static ApplicationContext context;

  private final List<Map<String, String>> repeated = new ArrayList<>();
  private final Deque<Outcome> answers = new ArrayDeque<>();
  private final SampleIncidents.Story story = SampleIncidents.stale();
  private Runnable meanwhile = () -> {};
  private Runnable afterwards = () -> {};
  private Instant now = SampleIncidents.OPENED;
  private Routing routing =
      new Routing(
          Map.of(NAME, new Receiver(NAME, new Address.Console("slack", ""))), List.of(), List.of());

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
  }

  @AfterAll
  static void stop() {
    context.close();
  }

  @BeforeEach
  void told() {
    database.execute("DELETE FROM assay.delivery");
    told(story, NAME, "told");
  }

  @Test
  void what_would_be_forgotten_is_told_again_when_it_is_due() {
    repeat();
    assertThat(repeated).isEmpty();
    now = now.plus(AFTER);
    repeat();
    repeat();
    assertThat(repeated).extracting(reference -> reference.get("alert")).containsExactly("told");
    now = now.plus(AFTER);
    repeat();
    assertThat(repeated)
        .extracting(reference -> reference.get("alert"))
        .containsExactly("told", "again");
  }

  @Test
  void one_that_fails_is_tried_again_within_a_minute_and_keeps_what_it_knows() {
    answers.add(new Outcome.Retry("http_503", "busy", Optional.empty()));
    answers.add(new Outcome.Rejected("http_400", "no"));
    now = now.plus(AFTER);
    repeat();
    repeat();
    now = now.plus(Duration.ofMinutes(1));
    repeat();
    now = now.plus(Duration.ofMinutes(1));
    repeat();
    assertThat(repeated)
        .extracting(reference -> reference.get("alert"))
        .containsExactly("told", "told", "told");
  }

  @Test
  void a_receiver_that_is_down_keeps_no_other_from_its_repetitions() {
    routing =
        new Routing(
            Map.of(
                NAME,
                new Receiver(NAME, new Address.Console("slack", "")),
                "other",
                new Receiver("other", new Address.Console("slack", ""))),
            List.of(),
            List.of());
    told(SampleIncidents.stale(), NAME, "told too");
    now = now.plusSeconds(1);
    told(story, "other", "the other");
    answers.add(new Outcome.Retry("http_503", "busy", Optional.empty()));
    now = now.plus(AFTER);
    repeat();
    assertThat(repeated)
        .extracting(reference -> reference.get("alert"))
        .as("one is tried, and what else is down is not")
        .hasSize(2)
        .contains("the other");
  }

  private void told(SampleIncidents.Story about, String receiver, String alert) {
    deliveries().want(about.incident(), List.of(receiver), now);
    Deliveries.Claim claim = deliveries().claim(receiver, now, Courier.LEASE).orElseThrow();
    deliveries().accept(claim, new Outcome.Accepted(1, reference(alert)), now);
  }

  @Test
  void a_repetition_that_was_not_answered_may_come_later() {
    answers.add(new Outcome.Retry("timeout", "no answer", Optional.empty(), Outcome.Fate.UNKNOWN));
    now = now.plus(AFTER);
    repeat();
    assertThat(deliveries().pending()).isEmpty();
    database.execute("UPDATE assay.delivery SET wanted = wanted + 1");
    assertThat(deliveries().claim(NAME, now, Courier.LEASE))
        .hasValueSatisfying(claim ->
            assertThat(claim.row().unsettledUntil())
                .isEqualTo(now.plus(Courier.LEASE).plus(Courier.LINGERS)));
  }

  @Test
  void a_process_that_stood_still_repeats_nothing() {
    now = now.plus(AFTER);
    meanwhile = () -> now = now.plus(Courier.LATEST).plusSeconds(1);
    repeat();
    assertThat(repeated).isEmpty();
    meanwhile = () -> {};
    now = now.plus(Duration.ofMinutes(1));
    repeat();
    assertThat(repeated).hasSize(1);
  }

  @Test
  void an_end_that_another_one_told_meanwhile_is_told_once_more() {
    now = now.plus(AFTER);
    afterwards = this::endedByAnother;
    repeat();
    assertThat(repeated).hasSize(1);
    assertThat(deliveries().pending()).extracting(Pending::receiver).containsExactly(NAME);
    afterwards = () -> {};
    assertThat(deliveries().claim(NAME, now, Courier.LEASE))
        .hasValueSatisfying(claim -> assertThat(claim.row().told()).isEqualTo(1));
  }

  @Test
  void an_end_that_was_told_before_a_repetition_that_never_left_stays_told() {
    now = now.plus(AFTER);
    meanwhile = this::endedByAnother;
    repeat();
    assertThat(repeated).isEmpty();
    assertThat(deliveries().pending()).isEmpty();
  }

  private void endedByAnother() {
    now = now.plus(Courier.LEASE).plusSeconds(1);
    deliveries().want(story.resolvedAt(now).incident(), List.of(NAME), now);
    Deliveries.Claim other = deliveries().claim(NAME, now, Courier.LEASE).orElseThrow();
    deliveries().accept(other, new Outcome.Accepted(2, Map.of()), now);
  }

  @Test
  void what_another_one_is_telling_is_not_repeated_at_the_same_time() {
    now = now.plus(AFTER);
    deliveries().want(SampleIncidents.stale().incident(), List.of(NAME), now);
    database.execute(
        "UPDATE assay.delivery SET claimed_by = gen_random_uuid(), claimed_until = '%s'"
            .formatted(now.plusSeconds(5)));
    repeat();
    assertThat(repeated).isEmpty();
    now = now.plusSeconds(5);
    repeat();
    assertThat(repeated).hasSize(1);
  }

  @Test
  void a_receiver_that_is_gone_is_not_looked_at_again() {
    routing = Routing.NONE;
    now = now.plus(AFTER);
    repeat();
    routing =
        new Routing(
            Map.of(NAME, new Receiver(NAME, new Address.Console("slack", ""))),
            List.of(),
            List.of());
    repeat();
    assertThat(repeated).isEmpty();
  }

  private void repeat() {
    new Repeats(
            context.getBean(RepeatRows.class),
            () -> routing,
            _ -> new Forgetful(),
            DeliveryLog.NONE,
            () -> now)
        .repeatDue();
  }

  private Map<String, String> reference(String alert) {
    return Map.of("alert", alert, RepeatingChannel.AGAIN, now.plus(AFTER).toString());
  }

  private static Deliveries deliveries() {
    return context.getBean(Deliveries.class);
  }

  /// A receiver that forgets.
  private final class Forgetful implements RepeatingChannel {
    @Override
    public Outcome tell(Notice notice) {
      throw new IllegalStateException("there is nothing new");
    }

    @Override
    public Outcome repeat(Map<String, String> reference, BooleanSupplier over) {
      meanwhile.run();
      if (over.getAsBoolean()) {
        return new Outcome.Retry("timeout", "stood still", Optional.empty());
      }
      repeated.add(reference);
      afterwards.run();
      return answers.isEmpty()
          ? new Outcome.Accepted(0, reference("again"))
          : answers.removeFirst();
    }
  }
}
