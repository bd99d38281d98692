package io.assay.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.alert.Receiver.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What is owed is told, in order, by one courier at a time.
@Timeout(60)
class CourierTest {
  @RegisterExtension private static final TestCourier bench = new TestCourier();

  private Phone phone = new Phone();

  @BeforeEach
  void empty() {
    bench.reset("data", "oncall");
    phone = new Phone();
    bench.channels = receiver -> notice -> phone.call(receiver.name(), notice);
  }

  @Test
  void what_is_wanted_is_told_once() {
    SampleIncidents.Story story = bench.want(SampleIncidents.stale(), "data", "oncall");
    assertThat(bench.courier().deliverDue()).isEqualTo(2);
    assertThat(bench.courier().deliverDue()).isZero();
    assertThat(phone.calls)
        .extracting(Phone.Call::receiver)
        .containsExactlyInAnyOrder("data", "oncall");
    assertThat(phone.calls).allMatch(call -> call.notice().incident().equals(story.incident()));
    assertThat(bench.counts.told).containsExactlyInAnyOrder("data", "oncall");
    assertThat(bench.deliveries.pending()).isEmpty();
  }

  @Test
  void a_receiver_hears_the_changes_in_their_order() {
    SampleIncidents.Story story = bench.want(SampleIncidents.stale(), "data");
    bench.courier().deliverDue();
    bench.want(story.critical(Duration.ofMinutes(5)), "data");
    bench.courier().deliverDue();
    bench.want(story.resolved(Duration.ofMinutes(9)), "data");
    bench.courier().deliverDue();
    assertThat(phone.sequencesTold()).containsExactly(List.of(1L), List.of(2L), List.of(3L));
    assertThat(phone.calls.get(1).notice().known().reference()).containsEntry("ts", "1");
  }

  @Test
  void a_storm_is_told_as_one() {
    SampleIncidents.Story story = bench.want(SampleIncidents.stale(), "data");
    bench.want(story.critical(Duration.ofMinutes(5)), "data");
    bench.want(story.resolved(Duration.ofMinutes(9)), "data");
    bench.courier().deliverDue();
    assertThat(phone.sequencesTold()).containsExactly(List.of(1L, 2L, 3L));
  }

  @Test
  void a_step_that_leaves_something_untold_is_followed_by_the_next() {
    SampleIncidents.Story story = bench.want(SampleIncidents.stale(), "data");
    bench.want(story.resolved(Duration.ofMinutes(9)), "data");
    phone.answers.add(_ -> new Outcome.Accepted(1, Map.of()));
    assertThat(bench.courier().deliverDue()).isEqualTo(2);
    assertThat(phone.sequencesTold()).containsExactly(List.of(1L, 2L), List.of(2L));
  }

  @Test
  void everyone_who_heard_of_it_hears_that_it_is_over() {
    SampleIncidents.Story story = bench.want(SampleIncidents.stale(), "data");
    bench.want(story.critical(Duration.ofMinutes(5)), "oncall");
    bench.courier().deliverDue();
    bench.want(story.resolved(Duration.ofMinutes(9)), "oncall");
    phone.calls.clear();
    bench.courier().deliverDue();
    assertThat(phone.calls)
        .extracting(Phone.Call::receiver)
        .containsExactlyInAnyOrder("data", "oncall");
  }

  @Test
  void who_never_heard_of_an_incident_is_not_told_that_it_is_over() {
    SampleIncidents.Story story = bench.want(SampleIncidents.stale(), "data");
    bench.want(story.resolved(Duration.ofMinutes(9)), "data", "oncall");
    bench.courier().deliverDue();
    assertThat(phone.calls).extracting(Phone.Call::receiver).containsExactly("data");
  }

  @Test
  void after_a_death_between_claim_and_answer_the_next_courier_knows_that_it_may_have_been_told() {
    bench.want(SampleIncidents.stale(), "data");
    assertThat(bench.deliveries.claim("data", bench.now, Courier.LEASE)).isPresent();
    assertThat(bench.courier().deliverDue()).isZero();
    bench.now = bench.now.plus(Courier.LEASE);
    assertThat(bench.courier().deliverDue()).isEqualTo(1);
    assertThat(phone.calls.getFirst().notice().known().attempts()).isEqualTo(1);
  }

  @Test
  void a_courier_that_stood_still_before_it_spoke_leaves_the_telling_to_others() {
    bench.want(SampleIncidents.stale(), "data");
    Courier frozen =
        bench.courier(_ -> {
          bench.now = bench.now.plus(Courier.LEASE);
          return "";
        });
    assertThat(frozen.deliverDue()).isZero();
    assertThat(phone.calls).isEmpty();
    assertThat(bench.courier().deliverDue()).isEqualTo(1);
    assertThat(phone.calls).hasSize(1);
  }

  @Test
  void two_couriers_at_once_tell_each_delivery_once() throws InterruptedException {
    for (int i = 0; i < 30; i++) {
      bench.want(SampleIncidents.stale(), "data", "oncall");
    }
    CountDownLatch start = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                await(start);
                while (bench.courier().deliverDue() > 0) {
                  Thread.onSpinWait();
                }
              }));
    }
    start.countDown();
    for (Thread thread : threads) {
      thread.join(Duration.ofSeconds(60));
    }
    bench.courier().deliverDue();
    assertThat(phone.calls).hasSize(60);
    assertThat(phone.calls).extracting(call -> call.notice().delivery()).doesNotHaveDuplicates();
  }

  @Test
  void slack_is_spoken_to_about_once_a_second_after_a_short_burst() {
    bench.routing =
        new Routing(
            Map.of(
                "slack",
                new Receiver(
                    "slack",
                    new Address.SlackBot("#data", new Secret("xoxb-1"), Optional.empty()))),
            List.of(),
            List.of());
    for (int i = 0; i < 10; i++) {
      bench.want(SampleIncidents.stale(), "slack");
    }
    assertThat(bench.courier().deliverDue()).isEqualTo(4);
    assertThat(bench.courier().deliverDue()).isZero();
    for (int second = 1; second <= 6; second++) {
      bench.now = bench.now.plusSeconds(1);
      assertThat(bench.courier().deliverDue()).isEqualTo(1);
    }
    assertThat(bench.deliveries.pending()).isEmpty();
  }

  @Test
  void the_loop_tells_what_is_committed_and_ends_when_closed() throws InterruptedException {
    bench.want(SampleIncidents.stale(), "data");
    CourierLoop loop = new CourierLoop(bench.courier(), _ -> false);
    Thread thread = Thread.ofVirtual().start(loop);
    assertThat(phone.first.await(20, TimeUnit.SECONDS)).isTrue();
    loop.close();
    assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
    assertThat(loop.failures()).isZero();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
