package io.assay.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.CheckId;
import io.assay.check.Severity;
import io.assay.incident.Change;
import io.assay.incident.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// How incidents share messages: against a real state database and a receiver that can be broken.
@Timeout(120)
class MessagesTest {
  @RegisterExtension private static final TestCourier bench = new TestCourier();

  private Board board = new Board();

  @BeforeEach
  void empty() {
    bench.reset("data");
    board = new Board();
    bench.channels = _ -> board;
  }

  @Test
  void what_is_wrong_with_one_table_is_one_message() {
    want(SampleIncidents.stale("orders", "created_at"));
    want(SampleIncidents.stale("orders", "total"));
    want(SampleIncidents.stale("customers", "id"));
    deliver();
    assertThat(board.all())
        .extracting(post -> post.entries().size())
        .containsExactlyInAnyOrder(1, 2);
    bench.assertNothingIsOwed();
  }

  @Test
  void checks_without_a_table_have_messages_of_their_own() {
    want(SampleIncidents.stale(withoutTable("shop/answers")));
    want(SampleIncidents.stale(withoutTable("shop/slow/all")));
    deliver();
    assertThat(board.all()).hasSize(2);
  }

  @Test
  void a_change_updates_the_message_and_is_told_in_its_thread() {
    SampleIncidents.Story story = want(SampleIncidents.stale("orders", "created_at"));
    deliver();
    want(story.critical(Duration.ofMinutes(5)));
    deliver();
    assertThat(board.calls).containsExactly("post", "update", "reply");
    assertThat(board.only().reply(1).loud()).isTrue();
    assertThat(board.only().entries().getFirst().incident().severity())
        .isEqualTo(Severity.CRITICAL);
    bench.assertNothingIsOwed();
  }

  @Test
  void another_incident_of_the_table_joins_the_open_message_quietly_when_it_is_no_worse() {
    want(SampleIncidents.stale("orders", "created_at"));
    deliver();
    want(SampleIncidents.stale("orders", "total"));
    deliver();
    want(worse(SampleIncidents.stale("orders", "id")));
    deliver();
    assertThat(board.only().entries()).hasSize(3);
    assertThat(board.only().entries().getFirst().incident().severity())
        .isEqualTo(Severity.CRITICAL);
    assertThat(board.only().reply(1).loud()).isFalse();
    assertThat(board.only().reply(2).loud()).isTrue();
    bench.assertNothingIsOwed();
  }

  @Test
  void after_all_is_resolved_the_next_incident_begins_a_new_message() {
    SampleIncidents.Story first = want(SampleIncidents.stale("orders", "created_at"));
    SampleIncidents.Story second = want(SampleIncidents.stale("orders", "total"));
    deliver();
    want(first.resolved(Duration.ofMinutes(5)));
    deliver();
    want(SampleIncidents.stale("orders", "id"));
    deliver();
    assertThat(board.posts).hasSize(1);
    want(second.resolved(Duration.ofMinutes(6)));
    bench.stories.values().stream()
        .filter(story -> story.incident().open())
        .toList()
        .forEach(story -> want(story.resolved(Duration.ofMinutes(7))));
    deliver();
    assertThat(board.only().entries()).noneMatch(entry -> entry.incident().open());
    want(SampleIncidents.stale("orders", "created_at"));
    deliver();
    assertThat(board.posts).hasSize(2);
    bench.assertNothingIsOwed();
  }

  @Test
  void what_opened_and_ended_while_the_receiver_was_away_is_one_message_that_knows_both() {
    SampleIncidents.Story story = want(SampleIncidents.stale("orders", "created_at"));
    board.answers.add(Board.Answer.DOWN);
    deliver();
    want(story.critical(Duration.ofMinutes(5)));
    want(story.resolved(Duration.ofMinutes(9)));
    bench.pass(Duration.ofMinutes(10));
    deliver();
    Entry entry = board.only().entries().getFirst();
    assertThat(entry.incident().open()).isFalse();
    assertThat(entry.news()).isTrue();
    assertThat(entry.was())
        .as("as bad as it was in the end")
        .isEqualTo("newest row is 1 h 20 min old, expected every 10 min");
    assertThat(board.only().replies).isEmpty();
    bench.assertNothingIsOwed();
  }

  @Test
  void a_message_whose_answer_was_lost_is_found_and_not_posted_again() {
    SampleIncidents.Story story = want(SampleIncidents.stale("orders", "created_at"));
    board.answers.add(Board.Answer.LOST);
    deliver();
    want(story.critical(Duration.ofMinutes(5)));
    bench.pass(Duration.ofMinutes(1));
    deliver();
    assertThat(board.calls).containsExactly("post", "find", "update", "reply");
    assertThat(board.only().replies).hasSize(1);
    bench.assertNothingIsOwed();
  }

  @Test
  void what_is_new_in_the_table_waits_until_an_unanswered_message_is_looked_for() {
    want(SampleIncidents.stale("orders", "created_at"));
    board.answers.add(Board.Answer.UNANSWERED);
    deliver();
    bench.pass(Duration.ofSeconds(5));
    SampleIncidents.Story second = want(SampleIncidents.stale("orders", "total"));
    want(SampleIncidents.stale("customers", "id"));
    deliver();
    assertThat(board.calls).as("another table does not wait").containsExactly("post", "post");
    assertThat(
            bench.query(
                "SELECT note FROM assay.delivery WHERE incident = '%s'"
                    .formatted(second.incident().id())))
        .containsExactly(
            "held until 2026-11-20 03:12:30 UTC: an earlier call may still be under way");

    bench.pass(Duration.ofSeconds(25));
    deliver();
    assertThat(board.calls).containsExactly("post", "post", "find", "update", "reply");
    assertThat(board.posts).hasSize(2);
    bench.assertNothingIsOwed();
  }

  @Test
  void what_is_new_in_the_table_does_not_wait_for_what_was_refused_for_now() {
    want(SampleIncidents.stale("orders", "created_at"));
    board.answers.add(Board.Answer.DOWN);
    deliver();
    bench.pass(Duration.ofSeconds(1));
    want(SampleIncidents.stale("orders", "total"));
    deliver();
    assertThat(board.only().entries()).hasSize(2);
  }

  @Test
  void a_reply_that_is_under_way_is_waited_for_too() {
    SampleIncidents.Story story = want(SampleIncidents.stale("orders", "created_at"));
    deliver();
    board.answers.addAll(List.of(Board.Answer.YES, Board.Answer.UNANSWERED));
    want(story.critical(Duration.ofMinutes(5)));
    deliver();
    bench.pass(Duration.ofSeconds(5));
    want(SampleIncidents.stale("orders", "total"));
    deliver();
    assertThat(board.calls).containsExactly("post", "update", "reply");
    bench.pass(Duration.ofSeconds(25));
    deliver();
    assertThat(board.calls).containsExactly("post", "update", "reply", "find", "update", "reply");
    bench.assertNothingIsOwed();
  }

  @Test
  void a_message_whose_update_was_not_answered_is_brought_up_to_date_once_more() {
    SampleIncidents.Story story = want(SampleIncidents.stale("orders", "created_at"));
    deliver();
    board.answers.add(Board.Answer.UNANSWERED);
    want(story.critical(Duration.ofMinutes(5)));
    deliver();
    bench.pass(Duration.ofSeconds(2));
    deliver();
    assertThat(board.calls).containsExactly("post", "update", "update", "reply");
    bench.pass(Duration.ofSeconds(28));
    deliver();
    deliver();
    assertThat(board.calls).containsExactly("post", "update", "update", "reply", "update");
  }

  @Test
  void a_reply_whose_answer_was_lost_is_found_and_not_sent_again() {
    SampleIncidents.Story story = want(SampleIncidents.stale("orders", "created_at"));
    deliver();
    board.answers.addAll(List.of(Board.Answer.YES, Board.Answer.LOST));
    want(story.critical(Duration.ofMinutes(5)));
    deliver();
    want(story.resolved(Duration.ofMinutes(9)));
    bench.pass(Duration.ofMinutes(1));
    deliver();
    assertThat(board.calls).containsExactly("post", "update", "reply", "find", "update", "reply");
    assertThat(board.only().replies).hasSize(2);
    assertThat(board.only().replies.values())
        .flatExtracting(Reply::lines)
        .extracting(line -> line.change().sequence())
        .containsExactly(2L, 3L);
    bench.assertNothingIsOwed();
  }

  @Test
  void a_reply_that_never_arrived_is_sent_again_with_what_came_since() {
    SampleIncidents.Story story = want(SampleIncidents.stale("orders", "created_at"));
    deliver();
    board.answers.addAll(List.of(Board.Answer.YES, Board.Answer.DOWN));
    want(story.critical(Duration.ofMinutes(5)));
    deliver();
    want(story.resolved(Duration.ofMinutes(9)));
    bench.pass(Duration.ofMinutes(1));
    deliver();
    assertThat(board.only().replies).hasSize(1);
    assertThat(board.only().reply(1).lines()).hasSize(2);
    bench.assertNothingIsOwed();
  }

  @Test
  void a_message_that_somebody_deleted_is_posted_anew_with_all_that_is_open() {
    SampleIncidents.Story first = want(SampleIncidents.stale("orders", "created_at"));
    want(SampleIncidents.stale("orders", "total"));
    deliver();
    board.posts.clear();
    want(first.critical(Duration.ofMinutes(5)));
    deliver();
    assertThat(board.only().entries()).hasSize(2);
    bench.assertNothingIsOwed();
  }

  @Test
  void a_refused_message_is_a_dead_letter_and_holds_up_nobody() {
    SampleIncidents.Story refused = want(SampleIncidents.stale("orders", "created_at"));
    bench.pass(Duration.ofSeconds(1));
    want(SampleIncidents.stale("customers", "id"));
    board.answers.add(Board.Answer.NEVER);
    deliver();
    assertThat(board.posts).hasSize(1);
    assertThat(bench.counts.dead).containsExactly("data");
    assertThat(bench.counts.failed).containsExactly("data is_archived");
    assertThat(bench.query("SELECT note FROM assay.delivery WHERE dead_at IS NOT NULL"))
        .containsExactly("unarchive the channel");
    want(refused.resolved(Duration.ofMinutes(5)));
    deliver();
    assertThat(board.posts).hasSize(2);
    bench.assertNothingIsOwed();
  }

  @Test
  void a_receiver_that_is_away_for_a_day_leaves_dead_letters_and_not_before() {
    want(SampleIncidents.stale("orders", "created_at"));
    Instant first = bench.now;
    for (int i = 0; i < 300 && bench.counts.dead.isEmpty(); i++) {
      board.answers.add(Board.Answer.DOWN);
      deliver();
      bench.pass(Duration.ofMinutes(10));
    }
    assertThat(bench.now)
        .isBetween(first.plus(Duration.ofHours(24)), first.plus(Duration.ofHours(25)));
    assertThat(bench.query("SELECT dead_reason FROM assay.delivery")).containsExactly("http_503");
    assertThat(board.posts).isEmpty();
  }

  @Test
  void a_webhook_gets_a_message_for_opened_and_one_for_resolved_grouped_when_they_come_together() {
    board.threads = false;
    SampleIncidents.Story first = want(SampleIncidents.stale("orders", "created_at"));
    SampleIncidents.Story second = want(SampleIncidents.stale("orders", "total"));
    deliver();
    want(first.resolved(Duration.ofMinutes(5)));
    want(second.resolved(Duration.ofMinutes(5)));
    deliver();
    assertThat(board.calls).containsExactly("post", "post");
    assertThat(board.all()).allMatch(post -> post.entries().size() == 2);
    bench.assertNothingIsOwed();
  }

  @Test
  void a_webhook_hears_nothing_of_what_is_not_worth_a_message() {
    board.threads = false;
    SampleIncidents.Story story = want(worse(SampleIncidents.stale("orders", "created_at")));
    deliver();
    want(
        story.change(
            bench.now, from -> new Change.SeverityChanged(from, Severity.WARNING, "better")));
    deliver();
    assertThat(board.calls).containsExactly("post");
    bench.assertNothingIsOwed();
  }

  @Test
  void slack_is_spoken_to_about_once_a_second_after_a_short_burst() {
    Receiver slack =
        new Receiver(
            "data", new Receiver.Address.SlackBot("#data", new Secret("xoxb-1"), Optional.empty()));
    bench.routing = new Routing(Map.of("data", slack), List.of(), List.of());
    for (int i = 0; i < 10; i++) {
      want(SampleIncidents.stale("t" + i, "created_at"));
    }
    assertThat(bench.courier().deliverDue()).isEqualTo(4);
    assertThat(bench.courier().deliverDue()).isZero();
    for (int second = 1; second <= 6; second++) {
      bench.pass(Duration.ofSeconds(1));
      assertThat(bench.courier().deliverDue()).isEqualTo(1);
    }
    bench.assertNothingIsOwed();
  }

  @Test
  void closed_messages_are_forgotten_with_their_deliveries() {
    SampleIncidents.Story story = want(SampleIncidents.stale("orders", "created_at"));
    want(SampleIncidents.stale("customers", "id"));
    deliver();
    want(story.resolved(Duration.ofMinutes(5)));
    deliver();
    bench.deliveries.forget(bench.now.plus(Duration.ofDays(90)));
    assertThat(bench.query("SELECT group_key FROM assay.message"))
        .containsExactly("shop public.customers");
  }

  private void deliver() {
    bench.courier().deliverDue();
    bench.courier().deliverDue();
  }

  private SampleIncidents.Story want(SampleIncidents.Story story) {
    return bench.want(story, "data");
  }

  private static SampleIncidents.Story worse(SampleIncidents.Story story) {
    return story.critical(Duration.ZERO);
  }

  private static Subject withoutTable(String check) {
    return new Subject(
        new CheckId(check),
        "",
        Subject.Sort.BREACH,
        check,
        new Subject.Place("shop", Optional.empty(), "sql"),
        SampleIncidents.SUBJECT.about());
  }
}
