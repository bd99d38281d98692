package io.assay.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Couriers that stood still in the middle of a call.
@Timeout(60)
class CourierFrozenTest {
  @RegisterExtension private static final TestCourier bench = new TestCourier();

  private Phone phone = new Phone();

  @BeforeEach
  void empty() {
    bench.reset("data", "oncall");
    phone = new Phone();
    bench.channels = receiver -> notice -> phone.call(receiver.name(), notice);
  }

  @Test
  void a_receiver_that_heard_of_the_past_last_is_told_of_the_present_again() {
    SampleIncidents.Story story = bench.want(SampleIncidents.stale(), "data");
    phone.answers.add(frozen -> {
      // while this call stands still, others take over and tell the end as well
      bench.now = bench.now.plus(Courier.LEASE);
      bench.courier().deliverDue();
      bench.want(story.resolved(Duration.ofMinutes(9)), "data");
      bench.courier().deliverDue();
      return new Outcome.Accepted(1, Map.of("ts", "frozen"));
    });

    bench.courier().deliverTo("data");

    assertThat(phone.sequencesTold())
        .containsExactly(List.of(1L), List.of(1L), List.of(2L), List.of(2L));
    assertThat(bench.column("told")).isEqualTo("2");
    bench.courier().deliverDue();
    assertThat(phone.calls).hasSize(4);
  }

  @Test
  void a_call_that_stood_still_and_was_never_answered_counts_as_heard() {
    SampleIncidents.Story story = bench.want(SampleIncidents.stale(), "data");
    phone.answers.add(frozen -> {
      bench.now = bench.now.plus(Courier.LEASE);
      bench.courier().deliverDue();
      bench.want(story.resolved(Duration.ofMinutes(9)), "data");
      bench.courier().deliverDue();
      return new Outcome.Retry("timeout", "no answer in time", Optional.empty());
    });

    bench.courier().deliverTo("data");
    bench.courier().deliverDue();

    assertThat(phone.sequencesTold())
        .containsExactly(List.of(1L), List.of(1L), List.of(2L), List.of(2L));
    assertThat(bench.column("told")).isEqualTo("2");
  }

  @Test
  void who_is_in_the_middle_of_telling_when_the_past_was_heard_tells_it_again_too() {
    SampleIncidents.Story story = bench.want(SampleIncidents.stale(), "data");
    Deliveries.Claim frozen =
        bench.deliveries.claim("data", bench.now, Courier.LEASE).orElseThrow();
    bench.now = bench.now.plus(Courier.LEASE);
    bench.courier().deliverDue();
    bench.want(story.resolved(Duration.ofMinutes(9)), "data");
    phone.answers.add(_ -> {
      // which of the two the receiver hears first is not known
      assertThat(bench.deliveries.tellAgain(frozen, 1, bench.now)).isTrue();
      return new Outcome.Accepted(2, Map.of());
    });

    bench.courier().deliverTo("data");
    assertThat(bench.column("told")).isEqualTo("1");
    bench.now = bench.now.plus(Courier.LEASE);
    bench.courier().deliverDue();

    assertThat(phone.sequencesTold()).containsExactly(List.of(1L), List.of(2L), List.of(2L));
    assertThat(bench.column("told")).isEqualTo("2");
  }
}
