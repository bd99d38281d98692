package io.assay.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.alert.OpenMessage.Flight;
import io.assay.alert.OpenMessage.Form;
import io.assay.check.CheckId;
import io.assay.check.TableName;
import io.assay.incident.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlanTest {
  private static final Instant NOW = SampleIncidents.OPENED.plus(Duration.ofHours(1));
  private static final UUID MESSAGE = new UUID(0, 1);

  @Test
  void nothing_is_due() {
    assertThat(plan(List.of())).isEqualTo(new Step.Nothing());
  }

  @Test
  void a_new_group_is_a_new_message_and_the_critical_one_comes_first() {
    Due warning = fresh(SampleIncidents.stale(table("orders")), 0);
    Due critical = fresh(SampleIncidents.stale(table("carts")).critical(Duration.ZERO), 1);
    assertThat(plan(List.of(warning, critical)))
        .isEqualTo(new Step.Post(Optional.of(critical.group()), List.of(critical)));
  }

  @Test
  void the_twenty_first_new_group_makes_a_digest() {
    List<Due> storm =
        IntStream.range(0, 21)
            .mapToObj(i -> fresh(SampleIncidents.stale(table("t" + i)), i))
            .toList();
    assertThat(plan(storm.subList(0, 20)))
        .isInstanceOfSatisfying(Step.Post.class, post -> assertThat(post.group()).isPresent());
    assertThat(plan(storm)).isEqualTo(new Step.Post(Optional.empty(), storm));
  }

  @Test
  void groups_that_were_posted_within_the_last_minute_count_too() {
    Due due = fresh(SampleIncidents.stale(), 0);
    Desk desk =
        new Desk(
            true,
            List.of(due),
            Map.of(),
            Map.of(),
            new Desk.Lately(20, Optional.empty(), Optional.empty()));
    assertThat(Plan.next(desk, NOW)).isEqualTo(new Step.Post(Optional.empty(), List.of(due)));
  }

  @Test
  void a_new_incident_of_a_group_that_has_an_open_message_joins_it() {
    Due due = fresh(SampleIncidents.stale(), 0);
    OpenMessage message = message(Form.GROUP, true, 0);
    Desk desk =
        new Desk(
            true,
            List.of(due),
            Map.of(MESSAGE, message),
            Map.of(due.group().key(), MESSAGE),
            Desk.Lately.QUIET);
    assertThat(Plan.next(desk, NOW)).isEqualTo(new Step.Update(message, List.of(due)));
  }

  @Test
  void a_message_is_brought_up_to_date_before_its_thread_is_told() {
    OpenMessage message = message(Form.GROUP, true, 0);
    SampleIncidents.Story story = SampleIncidents.stale().critical(Duration.ofMinutes(5));
    Due behind = in(story, 1);
    assertThat(plan(List.of(behind), message)).isEqualTo(new Step.Update(message, List.of(behind)));
    Due shown = in(story, 2);
    assertThat(plan(List.of(shown), message)).isEqualTo(new Step.Answer(message, List.of(shown)));
  }

  @Test
  void what_may_have_been_sent_is_looked_for_before_anything_else() {
    Due due = in(SampleIncidents.stale(), 0);
    Due critical = fresh(SampleIncidents.stale(table("carts")).critical(Duration.ZERO), 0);
    OpenMessage posting = message(Form.GROUP, false, 1);
    assertThat(plan(List.of(critical, due), posting))
        .isEqualTo(new Step.Find(posting, List.of(due)));
    OpenMessage answering = message(Form.GROUP, true, 1);
    assertThat(plan(List.of(critical, due), answering))
        .isEqualTo(new Step.FindReply(answering, List.of(due)));
  }

  @Test
  void a_digest_says_something_at_most_every_half_minute() {
    Due due = in(SampleIncidents.stale().critical(Duration.ofMinutes(5)), 1);
    OpenMessage message = message(Form.DIGEST, true, 0);
    Desk desk = new Desk(true, List.of(due), Map.of(MESSAGE, message), Map.of(), Desk.Lately.QUIET);
    Instant soon = message.refreshed().plusSeconds(29);
    assertThat(Plan.next(desk, soon))
        .isEqualTo(
            new Step.Wait(
                List.of(due),
                message.refreshed().plusSeconds(30),
                "collected until 2026-11-20 03:12:30 UTC"));
    assertThat(Plan.next(desk, soon.plusSeconds(1)))
        .isEqualTo(new Step.Update(message, List.of(due)));
  }

  @Test
  void a_digest_that_collects_takes_in_new_groups() {
    Due due = fresh(SampleIncidents.stale(), 0);
    OpenMessage digest = message(Form.DIGEST, true, 0);
    Desk desk =
        new Desk(
            true,
            List.of(due),
            Map.of(MESSAGE, digest),
            Map.of(),
            new Desk.Lately(0, Optional.of(digest.created()), Optional.of(MESSAGE)));
    assertThat(Plan.next(desk, NOW)).isEqualTo(new Step.Update(digest, List.of(due)));
  }

  @Test
  void every_order_of_what_is_due_gives_the_same_step() {
    List<Due> due =
        Stream.of("a", "b", "c", "d")
            .map(name -> fresh(SampleIncidents.stale(table(name)), name.charAt(0)))
            .toList();
    assertThat(plan(due)).isEqualTo(plan(due.reversed()));
  }

  private static Step plan(List<Due> due, OpenMessage... messages) {
    Map<UUID, OpenMessage> open = new HashMap<>();
    for (OpenMessage message : messages) {
      open.put(message.id(), message);
    }
    return Plan.next(new Desk(true, due, open, Map.of(), Desk.Lately.QUIET), NOW);
  }

  private static Due fresh(SampleIncidents.Story story, int waiting) {
    return due(story, null, 0, waiting);
  }

  private static Due in(SampleIncidents.Story story, long shown) {
    return due(story, MESSAGE, shown, 0);
  }

  private static Due due(
      SampleIncidents.Story story, @Nullable UUID message, long shown, int waiting) {
    long told = Math.min(shown, 1);
    return new Due(
        new DueRow(
            UUID.randomUUID(),
            story.incident().id(),
            message,
            told,
            shown,
            SampleIncidents.OPENED.plusSeconds(waiting),
            0,
            null,
            null),
        story.incident(),
        story.log().stream().filter(change -> change.sequence() > told).toList());
  }

  private static OpenMessage message(Form form, boolean posted, int attempts) {
    return new OpenMessage(
        MESSAGE,
        form,
        posted,
        Map.of(),
        new Flight(attempts, SampleIncidents.OPENED, SampleIncidents.OPENED.plusSeconds(30)),
        SampleIncidents.OPENED,
        SampleIncidents.OPENED,
        Optional.empty(),
        0);
  }

  private static Subject table(String name) {
    return new Subject(
        new CheckId("shop/public." + name + "/fresh/at"),
        "",
        Subject.Sort.BREACH,
        name + ".at",
        new Subject.Place("shop", Optional.of(new TableName("public", name)), "fresh"),
        SampleIncidents.SUBJECT.about());
  }
}
