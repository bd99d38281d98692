package io.assay.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.alert.Receiver.Address;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A receiver that an earlier call would make open again what has ended: it hears of the end when
/// no such call can be under way.
@Timeout(60)
class CourierLastWordTest {
  private static final Duration UNSETTLED = Duration.ofSeconds(90);

  @RegisterExtension private static final TestCourier bench = new TestCourier();

  private Phone phone = new Phone();
  private SampleIncidents.Story story = SampleIncidents.stale();
  private Instant begun = bench.now;

  /// Hears that it began before it hears that it ended.
  private record Ending(Phone phone) implements Channel {
    @Override
    public Outcome tell(Notice notice) {
      return phone.call("data", notice);
    }

    @Override
    public boolean isLastWord(Notice notice) {
      return notice.known().sequence() > 0 && !notice.incident().open();
    }
  }

  @BeforeEach
  void empty() {
    bench.reset("data");
    phone = new Phone();
    phone.always =
        notice ->
            new Outcome.Accepted(
                notice.known().sequence() == 0 ? 1 : notice.incident().sequence(), Map.of());
    bench.channels = _ -> new Ending(phone);
    story = bench.want(SampleIncidents.stale(), "data");
    begun = bench.now;
  }

  @Test
  void the_end_waits_for_a_call_whose_process_never_said_what_became_of_it() {
    assertThat(bench.deliveries.claim("data", bench.now, Courier.LEASE)).isPresent();
    bench.pass(Courier.LEASE);
    assertThat(bench.courier().deliverDue()).isEqualTo(1);
    ended();

    assertThat(bench.courier().deliverDue()).isZero();
    assertThat(bench.column("note"))
        .isEqualTo("held until 2026-11-20T03:13:30Z: an earlier call may still be under way");
    assertThat(bench.column("attempts || ' ' || failures")).isEqualTo("0 0");
    assertThat(bench.courier().receiversDue()).isEmpty();
    bench.now = begun.plus(UNSETTLED).minusMillis(1);
    assertThat(bench.courier().deliverDue()).isZero();
    bench.now = begun.plus(UNSETTLED);
    assertThat(bench.courier().deliverDue()).isEqualTo(1);

    assertThat(phone.sequencesTold()).containsExactly(List.of(1L), List.of(2L));
    assertThat(bench.column("note IS NULL")).isEqualTo("t");
    assertThat(bench.counts.failed).isEmpty();
    bench.assertNothingIsOwed();
  }

  @Test
  void the_end_waits_for_a_call_that_was_not_answered_although_a_later_one_was() {
    phone.answers.add(_ -> failed(Outcome.Fate.UNKNOWN));
    bench.courier().deliverDue();
    bench.pass(Duration.ofSeconds(2));
    assertThat(bench.courier().deliverDue()).isEqualTo(1);
    ended();

    assertThat(bench.courier().deliverDue()).isZero();
    bench.now = begun.plus(UNSETTLED);
    assertThat(bench.courier().deliverDue()).isEqualTo(1);

    assertThat(phone.sequencesTold()).containsExactly(List.of(1L), List.of(1L), List.of(2L));
  }

  @Test
  void the_end_does_not_wait_for_a_call_that_never_left() {
    phone.answers.add(_ -> failed(Outcome.Fate.SETTLED));
    bench.courier().deliverDue();
    bench.pass(Duration.ofSeconds(2));
    ended();

    assertThat(bench.courier().deliverDue()).isEqualTo(2);
  }

  @Test
  void an_end_that_was_not_answered_is_repeated_at_once() {
    bench.courier().deliverDue();
    ended();
    phone.answers.add(_ -> failed(Outcome.Fate.UNKNOWN));
    bench.courier().deliverDue();
    bench.pass(Duration.ofSeconds(2));

    assertThat(bench.courier().deliverDue()).isEqualTo(1);
  }

  @Test
  void all_but_the_end_is_told_at_once() {
    phone.answers.add(_ -> failed(Outcome.Fate.UNKNOWN));
    bench.courier().deliverDue();
    bench.pass(Duration.ofSeconds(2));
    assertThat(bench.courier().deliverDue()).isEqualTo(1);
    bench.want(story.critical(Duration.ofSeconds(2)), "data");
    assertThat(bench.courier().deliverDue()).isEqualTo(1);
    bench.want(story.acknowledged(Duration.ofSeconds(2), "ann"), "data");
    assertThat(bench.courier().deliverDue()).isEqualTo(1);
  }

  @Test
  void the_end_waits_for_a_call_of_which_the_answer_does_not_count_any_more() {
    Deliveries.Claim frozen =
        bench.deliveries.claim("data", bench.now, Courier.LEASE).orElseThrow();
    bench.pass(Courier.LEASE);
    Deliveries.Claim later = bench.deliveries.claim("data", bench.now, Courier.LEASE).orElseThrow();
    assertThat(bench.deliveries.tellAgain(frozen, 1, bench.now)).isTrue();
    assertThat(bench.deliveries.accept(later, new Outcome.Accepted(1, Map.of()), bench.now))
        .isFalse();
    ended();
    bench.pass(Courier.LEASE);
    assertThat(bench.courier().deliverDue()).as("that it began").isEqualTo(1);

    bench.now = begun.plus(UNSETTLED);
    assertThat(bench.courier().deliverDue()).isZero();
    bench.now = later.taken().plus(UNSETTLED);
    assertThat(bench.courier().deliverDue()).isEqualTo(1);
  }

  @Test
  void after_a_restore_the_end_waits_as_well() {
    bench.routing =
        new Routing(
            Map.of(
                "data", new Receiver("data", new Address.PagerDuty(new Secret("key"), "http://x"))),
            List.of(),
            List.of());
    assertThat(bench.deliveries.claim("data", bench.now, Courier.LEASE)).isPresent();
    bench.pass(Courier.LEASE);
    ended();
    bench.deliveries.restored(bench.now);

    assertThat(bench.courier().deliverDue()).isZero();
    bench.now = begun.plus(UNSETTLED);
    assertThat(bench.courier().deliverDue()).isEqualTo(1);

    assertThat(phone.calls).extracting(call -> call.notice().known().sequence()).containsOnly(1L);
    bench.assertNothingIsOwed();
  }

  private void ended() {
    story.resolvedAt(bench.now);
    bench.want(story, "data");
  }

  private static Outcome failed(Outcome.Fate fate) {
    return new Outcome.Retry("network", "the connection broke", Optional.empty(), fate);
  }
}
