package io.assay.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assay.alert.Board.Answer;
import io.assay.incident.Incident;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Several couriers to a receiver of messages: one of them tells, and one that stood still
/// meanwhile, so that what it sent arrived after what others sent, leaves it to them to mend that.
@Timeout(60)
class MessagesFrozenTest {
  @RegisterExtension private static final TestCourier bench = new TestCourier();

  private Board board = new Board();

  @BeforeEach
  void empty() {
    bench.reset("data");
    board = new Board();
    bench.channels = _ -> board;
  }

  @Test
  void a_message_that_an_old_state_reached_last_is_brought_up_to_date_at_once() {
    SampleIncidents.Story story = gotWorse();
    late(Answer.LATE, () -> resolvedByAnother(story));

    deliver();

    assertThat(shows().incident().open()).isFalse();
    assertThat(board.calls)
        .as("another one's update and reply, the late one, and the one that mends it")
        .containsExactly("post", "update", "reply", "update", "update");
    deliver();
    assertThat(board.calls).hasSize(5);
    assertThat(bench.query("SELECT id FROM assay.message WHERE closed_at IS NULL")).isEmpty();
  }

  @Test
  void a_late_call_without_an_answer_counts_as_one_that_arrived() {
    SampleIncidents.Story story = gotWorse();
    late(Answer.LATE_AND_LOST, () -> resolvedByAnother(story));

    deliver();

    assertThat(shows().incident().open()).isFalse();
  }

  @Test
  void what_cannot_be_noted_is_noted_as_soon_as_it_can_be() {
    SampleIncidents.Story story = gotWorse();
    late(
        Answer.LATE,
        () -> {
          resolvedByAnother(story);
          bench.database.execute("ALTER TABLE assay.receiver_pace RENAME TO away");
        });
    Courier frozen = bench.courier();

    assertThatThrownBy(frozen::deliverDue).isInstanceOf(RuntimeException.class);
    bench.database.execute("ALTER TABLE assay.away RENAME TO receiver_pace");
    assertThat(shows().incident().open()).isTrue();
    leaseIsOver();
    frozen.deliverDue();

    assertThat(shows().incident().open()).isFalse();
  }

  @Test
  void what_is_mended_while_another_one_is_in_the_middle_of_a_call_is_mended_after_it() {
    SampleIncidents.Story story = gotWorse();
    deliver();
    want(story.resolved(Duration.ofMinutes(9)));
    String message = bench.query("SELECT id FROM assay.message").getFirst();
    late(
        Answer.LATE,
        () -> bench.deliveries.corrections().outdated(UUID.fromString(message), bench.now));
    board.calls.clear();

    deliver();

    assertThat(board.calls).containsExactlyInAnyOrder("update", "update", "reply");
    assertThat(shows().incident().open()).isFalse();
  }

  @Test
  void what_cannot_be_mended_now_is_mended_later() {
    SampleIncidents.Story story = gotWorse();
    late(Answer.LATE, () -> resolvedByAnother(story));
    board.answers.addAll(List.of(Answer.YES, Answer.YES, Answer.DOWN));

    deliver();
    deliver();
    assertThat(shows().incident().open()).isTrue();
    assertThat(board.calls).hasSize(5);
    bench.pass(Corrections.AGAIN);
    deliver();

    assertThat(shows().incident().open()).isFalse();
  }

  @Test
  void a_message_that_was_deleted_since_needs_no_mending() {
    SampleIncidents.Story story = gotWorse();
    late(
        Answer.LATE_AND_LOST,
        () -> {
          resolvedByAnother(story);
          board.posts.clear();
        });

    deliver();
    deliver();

    assertThat(board.posts).isEmpty();
    assertThat(bench.query("SELECT id FROM assay.message WHERE stale_at IS NOT NULL")).isEmpty();
  }

  @Test
  void a_message_that_was_posted_again_meanwhile_is_taken_back_when_it_comes_late() {
    want(SampleIncidents.stale());
    late(
        Answer.LATE,
        () -> {
          leaseIsOver();
          bench.courier().deliverDue();
        });

    deliver();

    assertThat(board.calls).containsExactly("find", "post", "post", "retract");
    assertThat(board.posts).hasSize(1);
  }

  @Test
  void a_late_message_of_which_no_answer_came_is_looked_for_and_taken_back() {
    want(SampleIncidents.stale());
    late(
        Answer.LATE_AND_LOST,
        () -> {
          leaseIsOver();
          bench.courier().deliverDue();
        });

    deliver();

    assertThat(board.calls).containsExactly("find", "post", "post", "find", "retract");
    assertThat(board.posts).hasSize(1);
  }

  @Test
  void a_late_message_that_others_still_look_for_is_left_to_them() {
    want(SampleIncidents.stale());
    MessageChanges.Lease other = new MessageChanges.Lease("data", UUID.randomUUID());
    late(
        Answer.LATE,
        () -> {
          leaseIsOver();
          assertThat(bench.deliveries.changes().take(other, Courier.LEASE)).isTrue();
        });

    deliver();
    bench.deliveries.changes().giveBack(other);
    deliver();

    assertThat(board.calls).containsExactly("post", "find");
    assertThat(board.posts).hasSize(1);
  }

  @Test
  void a_courier_that_stood_still_before_it_spoke_leaves_the_telling_to_others() {
    want(SampleIncidents.stale("orders", "created_at"));
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
    want(SampleIncidents.stale("orders", "created_at"));
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
    Incident orders = SampleIncidents.stale().incident();
    Entry entry = new Entry(orders, "", true, "");
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
                new Bulletins.Draft(
                    new Bulletin.OfGroup(Group.of(orders.subject()), List.of(entry), 0),
                    List.of(),
                    Optional.empty()),
                bench.now))
        .isFalse();
    assertThat(bench.query("SELECT id FROM assay.message")).isEmpty();
  }

  @Test
  void couriers_at_once_tell_everything_once() throws InterruptedException {
    for (int i = 0; i < 15; i++) {
      want(SampleIncidents.stale("t" + i, "created_at"));
      want(SampleIncidents.stale("t" + i, "id"));
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
    bench.assertNothingIsOwed();
  }

  /// Told of, and then got worse, which nobody was told.
  private SampleIncidents.Story gotWorse() {
    SampleIncidents.Story story = want(SampleIncidents.stale());
    deliver();
    return want(story.critical(Duration.ofMinutes(5)));
  }

  private void late(Answer answer, Runnable meanwhile) {
    board.answers.add(answer);
    board.meanwhile = meanwhile;
  }

  private void resolvedByAnother(SampleIncidents.Story story) {
    leaseIsOver();
    want(story.resolved(Duration.ofMinutes(9)));
    deliver();
  }

  private static void leaseIsOver() {
    bench.pass(Courier.LEASE);
    bench.database.execute("UPDATE assay.receiver_pace SET leased_until = clock_timestamp()");
  }

  private Entry shows() {
    return board.only().entries().getFirst();
  }

  private void deliver() {
    bench.courier().deliverDue();
    bench.courier().deliverDue();
  }

  private SampleIncidents.Story want(SampleIncidents.Story story) {
    return bench.want(story, "data");
  }
}
