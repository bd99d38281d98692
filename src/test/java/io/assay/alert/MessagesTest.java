package io.assay.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.CheckId;
import io.assay.check.Severity;
import io.assay.check.TableName;
import io.assay.incident.Change;
import io.assay.incident.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How incidents share messages: against a real state database and a receiver that can be broken.
@Timeout(120)
class MessagesTest {
  private static TestCourier bench;
  private Board board = new Board();

  @BeforeAll
  static void start() {
    bench = new TestCourier();
  }

  @AfterAll
  static void stop() {
    bench.close();
  }

  @BeforeEach
  void empty() {
    bench.reset("data");
    board = new Board();
    bench.channels = _ -> board;
  }

  @Test
  void what_is_wrong_with_one_table_is_one_message() {
    want(stale("orders", "created_at"));
    want(stale("orders", "total"));
    want(stale("customers", "id"));
    deliver();
    assertThat(board.all())
        .extracting(post -> post.entries().size())
        .containsExactlyInAnyOrder(1, 2);
    assertNothingIsOwed();
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
    SampleIncidents.Story story = want(stale("orders", "created_at"));
    deliver();
    want(story.critical(Duration.ofMinutes(5)));
    deliver();
    assertThat(board.calls).containsExactly("post", "update", "reply");
    assertThat(board.only().reply(1).loud()).isTrue();
    assertThat(board.only().entries().getFirst().incident().severity())
        .isEqualTo(Severity.CRITICAL);
    assertNothingIsOwed();
  }

  @Test
  void another_incident_of_the_table_joins_the_open_message_quietly_when_it_is_no_worse() {
    want(stale("orders", "created_at"));
    deliver();
    want(stale("orders", "total"));
    deliver();
    want(worse(stale("orders", "id")));
    deliver();
    assertThat(board.only().entries()).hasSize(3);
    assertThat(board.only().entries().getFirst().incident().severity())
        .isEqualTo(Severity.CRITICAL);
    assertThat(board.only().reply(1).loud()).isFalse();
    assertThat(board.only().reply(2).loud()).isTrue();
    assertNothingIsOwed();
  }

  @Test
  void after_all_is_resolved_the_next_incident_begins_a_new_message() {
    SampleIncidents.Story first = want(stale("orders", "created_at"));
    SampleIncidents.Story second = want(stale("orders", "total"));
    deliver();
    want(first.resolved(Duration.ofMinutes(5)));
    deliver();
    want(stale("orders", "id"));
    deliver();
    assertThat(board.posts).hasSize(1);
    want(second.resolved(Duration.ofMinutes(6)));
    bench.stories.values().stream()
        .filter(story -> story.incident().open())
        .toList()
        .forEach(story -> want(story.resolved(Duration.ofMinutes(7))));
    deliver();
    assertThat(board.only().entries()).noneMatch(entry -> entry.incident().open());
    want(stale("orders", "created_at"));
    deliver();
    assertThat(board.posts).hasSize(2);
    assertNothingIsOwed();
  }

  @Test
  void what_opened_and_ended_while_the_receiver_was_away_is_one_message_that_knows_both() {
    SampleIncidents.Story story = want(stale("orders", "created_at"));
    board.answers.add(Board.Answer.DOWN);
    deliver();
    want(story.critical(Duration.ofMinutes(5)));
    want(story.resolved(Duration.ofMinutes(9)));
    bench.pass(Duration.ofMinutes(10));
    deliver();
    Entry entry = board.only().entries().getFirst();
    assertThat(entry.incident().open()).isFalse();
    assertThat(entry.news()).isTrue();
    assertThat(entry.was()).isEqualTo("newest row is 47 min old, expected every 10 min");
    assertThat(board.only().replies).isEmpty();
    assertNothingIsOwed();
  }

  @Test
  void a_message_whose_answer_was_lost_is_found_and_not_posted_again() {
    SampleIncidents.Story story = want(stale("orders", "created_at"));
    board.answers.add(Board.Answer.LOST);
    deliver();
    want(story.critical(Duration.ofMinutes(5)));
    bench.pass(Duration.ofMinutes(1));
    deliver();
    assertThat(board.calls).containsExactly("post", "find", "update", "reply");
    assertThat(board.only().replies).hasSize(1);
    assertNothingIsOwed();
  }

  @Test
  void a_reply_whose_answer_was_lost_is_found_and_not_sent_again() {
    SampleIncidents.Story story = want(stale("orders", "created_at"));
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
    assertNothingIsOwed();
  }

  @Test
  void a_reply_that_never_arrived_is_sent_again_with_what_came_since() {
    SampleIncidents.Story story = want(stale("orders", "created_at"));
    deliver();
    board.answers.addAll(List.of(Board.Answer.YES, Board.Answer.DOWN));
    want(story.critical(Duration.ofMinutes(5)));
    deliver();
    want(story.resolved(Duration.ofMinutes(9)));
    bench.pass(Duration.ofMinutes(1));
    deliver();
    assertThat(board.only().replies).hasSize(1);
    assertThat(board.only().reply(1).lines()).hasSize(2);
    assertNothingIsOwed();
  }

  @Test
  void a_message_that_somebody_deleted_is_posted_anew_with_all_that_is_open() {
    SampleIncidents.Story first = want(stale("orders", "created_at"));
    want(stale("orders", "total"));
    deliver();
    board.posts.clear();
    want(first.critical(Duration.ofMinutes(5)));
    deliver();
    assertThat(board.only().entries()).hasSize(2);
    assertNothingIsOwed();
  }

  @Test
  void a_refused_message_is_a_dead_letter_and_holds_up_nobody() {
    SampleIncidents.Story refused = want(stale("orders", "created_at"));
    bench.pass(Duration.ofSeconds(1));
    want(stale("customers", "id"));
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
    assertNothingIsOwed();
  }

  @Test
  void a_receiver_that_is_away_for_a_day_leaves_dead_letters_and_not_before() {
    want(stale("orders", "created_at"));
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
  void more_than_twenty_groups_at_once_are_one_digest() {
    for (int i = 0; i < 37; i++) {
      want(stale("t" + i, "created_at"));
    }
    deliver();
    assertThat(board.only().now())
        .isInstanceOfSatisfying(
            Bulletin.Digest.class,
            digest -> {
              assertThat(digest.tally().open()).containsExactly(Map.entry(Severity.WARNING, 37));
              assertThat(digest.tally().groups()).isEqualTo(37);
              assertThat(digest.worst()).hasSize(10);
              assertThat(digest.rest()).isEqualTo("the page");
            });
    assertNothingIsOwed();
  }

  @Test
  void twenty_groups_at_once_are_twenty_messages() {
    for (int i = 0; i < 20; i++) {
      want(stale("t" + i, "created_at"));
    }
    deliver();
    assertThat(board.posts).hasSize(20);
    assertNothingIsOwed();
  }

  @Test
  void a_digest_takes_in_what_follows_and_says_something_now_and_then() {
    List<SampleIncidents.Story> storm = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      storm.add(want(stale("t" + i, "created_at")));
    }
    deliver();
    for (int i = 30; i < 60; i++) {
      bench.pass(Duration.ofSeconds(2));
      storm.add(want(stale("t" + i, "created_at")));
      want(storm.get(i - 30).resolved(Duration.ofMinutes(2)));
      deliver();
    }
    bench.pass(Plan.CALM);
    deliver();
    assertThat(board.posts).hasSize(1);
    assertThat(board.only().said).hasSizeLessThanOrEqualTo(5);
    assertThat(board.only().replies).hasSizeLessThanOrEqualTo(4);
    for (int i = 30; i < 60; i++) {
      want(storm.get(i).resolved(Duration.ofMinutes(5)));
    }
    bench.pass(Plan.CALM);
    deliver();
    assertThat(((Bulletin.Digest) board.only().now()).tally().resolved()).isEqualTo(60);
    assertThat(bench.query("SELECT count(*) FROM assay.message WHERE closed_at IS NULL"))
        .containsExactly("0");
    assertNothingIsOwed();
  }

  @Test
  void ten_thousand_breaches_are_a_few_messages_in_which_all_are_accounted_for() {
    List<SampleIncidents.Story> storm = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      storm.add(SampleIncidents.stale(subject("t" + i, "created_at")));
      bench.stories.put(storm.get(i).incident().id(), storm.get(i));
    }
    wanted(1);
    deliver();
    Tally tally = ((Bulletin.Digest) board.only().now()).tally();
    assertThat(tally.open()).containsEntry(Severity.WARNING, 10_000);
    assertNothingIsOwed();

    storm.forEach(story -> story.resolved(Duration.ofMinutes(9)));
    bench.database.execute("UPDATE assay.delivery SET ended_at = now()");
    wanted(2);
    bench.pass(Plan.CALM);
    deliver();
    assertThat(((Bulletin.Digest) board.only().now()).tally().resolved()).isEqualTo(10_000);
    assertThat(board.calls).containsExactly("post", "update", "reply");
    assertNothingIsOwed();
  }

  @Test
  void an_incident_of_a_table_in_a_digest_is_told_there() {
    for (int i = 0; i < 30; i++) {
      want(stale("t" + i, "created_at"));
    }
    deliver();
    bench.pass(Plan.COLLECTS.plusSeconds(1));
    want(stale("t7", "id"));
    want(stale("other", "id"));
    deliver();
    assertThat(board.posts).hasSize(2);
    assertThat(board.all().getLast().entries()).hasSize(1);
    assertNothingIsOwed();
  }

  @Test
  void a_webhook_gets_a_message_for_opened_and_one_for_resolved_grouped_when_they_come_together() {
    board.threads = false;
    SampleIncidents.Story first = want(stale("orders", "created_at"));
    SampleIncidents.Story second = want(stale("orders", "total"));
    deliver();
    want(first.resolved(Duration.ofMinutes(5)));
    want(second.resolved(Duration.ofMinutes(5)));
    deliver();
    assertThat(board.calls).containsExactly("post", "post");
    assertThat(board.all()).allMatch(post -> post.entries().size() == 2);
    assertNothingIsOwed();
  }

  @Test
  void a_webhook_hears_nothing_of_what_is_not_worth_a_message() {
    board.threads = false;
    SampleIncidents.Story story = want(worse(stale("orders", "created_at")));
    deliver();
    want(
        story.change(
            bench.now, from -> new Change.SeverityChanged(from, Severity.WARNING, "better")));
    deliver();
    assertThat(board.calls).containsExactly("post");
    assertNothingIsOwed();
  }

  @Test
  void a_webhook_gets_a_digest_too_and_the_next_a_minute_later() {
    board.threads = false;
    for (int i = 0; i < 30; i++) {
      want(stale("t" + i, "created_at"));
    }
    deliver();
    for (int i = 30; i < 60; i++) {
      want(stale("t" + i, "created_at"));
    }
    deliver();
    assertThat(board.posts).hasSize(1);
    bench.pass(Plan.AT_ONCE);
    deliver();
    assertThat(board.posts).hasSize(2);
    assertNothingIsOwed();
  }

  @Test
  void a_courier_that_stood_still_before_it_spoke_leaves_the_telling_to_others() {
    want(stale("orders", "created_at"));
    Courier frozen =
        bench.courier(_ -> {
          bench.pass(Courier.LEASE);
          return "";
        });
    frozen.deliverDue();
    assertThat(board.posts).isEmpty();
    deliver();
    assertThat(board.posts).hasSize(1);
  }

  @Test
  void a_receiver_that_another_courier_serves_is_left_alone() {
    want(stale("orders", "created_at"));
    MessageChanges.Lease other = new MessageChanges.Lease("data", UUID.randomUUID());
    assertThat(bench.deliveries.changes().take(other, Courier.LEASE)).isTrue();
    deliver();
    assertThat(board.calls).isEmpty();
    bench.deliveries.changes().giveBack(other);
    deliver();
    assertThat(board.posts).hasSize(1);
  }

  @Test
  void what_came_of_a_lost_lease_is_not_written() {
    MessageChanges changes = bench.deliveries.changes();
    MessageChanges.Lease first = new MessageChanges.Lease("data", UUID.randomUUID());
    assertThat(changes.take(first, Duration.ZERO)).isTrue();
    MessageChanges.Lease second = new MessageChanges.Lease("data", UUID.randomUUID());
    assertThat(changes.take(second, Courier.LEASE)).isTrue();
    assertThat(
            changes.posting(
                first,
                UUID.randomUUID(),
                OpenMessage.Form.GROUP,
                "shop public.orders",
                List.of(),
                bench.now))
        .isFalse();
    assertThat(bench.query("SELECT id FROM assay.message")).isEmpty();
  }

  @Test
  void slack_is_spoken_to_about_once_a_second_after_a_short_burst() {
    Receiver slack =
        new Receiver(
            "data", new Receiver.Address.SlackBot("#data", new Secret("xoxb-1"), Optional.empty()));
    bench.routing = new Routing(Map.of("data", slack), List.of(), List.of());
    for (int i = 0; i < 10; i++) {
      want(stale("t" + i, "created_at"));
    }
    assertThat(bench.courier().deliverDue()).isEqualTo(4);
    assertThat(bench.courier().deliverDue()).isZero();
    for (int second = 1; second <= 6; second++) {
      bench.pass(Duration.ofSeconds(1));
      assertThat(bench.courier().deliverDue()).isEqualTo(1);
    }
    assertNothingIsOwed();
  }

  @Test
  void couriers_at_once_tell_everything_once() throws InterruptedException {
    for (int i = 0; i < 15; i++) {
      want(stale("t" + i, "created_at"));
      want(stale("t" + i, "id"));
    }
    CountDownLatch start = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  start.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                for (int turn = 0; turn < 20; turn++) {
                  bench.courier().deliverDue();
                }
              }));
    }
    start.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    deliver();
    assertThat(board.posts).hasSize(15);
    assertThat(board.all()).allMatch(post -> post.entries().size() == 2);
    assertNothingIsOwed();
  }

  @Test
  void closed_messages_are_forgotten_with_their_deliveries() {
    SampleIncidents.Story story = want(stale("orders", "created_at"));
    want(stale("customers", "id"));
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

  private void wanted(int sequence) {
    if (sequence == 1) {
      bench.database.execute(
          """
          INSERT INTO assay.delivery (id, incident, receiver, wanted, wanted_at, next_attempt_at)
          SELECT gen_random_uuid(), id, 'data', 1, '%1$s', '%1$s' FROM unnest('{%2$s}'::uuid[]) id
          """
              .formatted(
                  bench.now,
                  String.join(
                      ",", bench.stories.keySet().stream().map(Object::toString).toList())));
    } else {
      bench.database.execute("UPDATE assay.delivery SET wanted = " + sequence);
    }
  }

  private static void assertNothingIsOwed() {
    assertThat(bench.query("SELECT id FROM assay.delivery WHERE told < wanted AND dead_at IS NULL"))
        .isEmpty();
    assertThat(bench.query("SELECT id FROM assay.message WHERE attempts > 0")).isEmpty();
  }

  private static SampleIncidents.Story worse(SampleIncidents.Story story) {
    return story.critical(Duration.ZERO);
  }

  private static SampleIncidents.Story stale(String table, String column) {
    return SampleIncidents.stale(subject(table, column));
  }

  private static Subject subject(String table, String column) {
    return new Subject(
        new CheckId("shop/public." + table + "/fresh/" + column),
        "",
        Subject.Sort.BREACH,
        table + "." + column,
        new Subject.Place("shop", Optional.of(new TableName("public", table)), "fresh"),
        SampleIncidents.SUBJECT.about());
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
