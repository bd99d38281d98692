package io.assay.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What becomes of tellings that fail.
@Timeout(60)
class CourierFailuresTest {
  @RegisterExtension private static final TestCourier bench = new TestCourier();

  private Phone phone = new Phone();

  @BeforeEach
  void empty() {
    bench.reset("data", "oncall");
    phone = new Phone();
    bench.channels = receiver -> notice -> phone.call(receiver.name(), notice);
  }

  @Test
  void retry_after_holds_the_whole_receiver_back() {
    bench.want(SampleIncidents.stale(), "data");
    phone.answers.add(
        _ -> new Outcome.Retry("rate_limited", "slower", Optional.of(Duration.ofSeconds(30))));
    bench.courier().deliverDue();
    bench.want(SampleIncidents.stale(), "data");
    bench.now = bench.now.plusSeconds(29);
    assertThat(bench.courier().deliverDue()).isZero();
    bench.now = bench.now.plusSeconds(1);
    assertThat(bench.courier().deliverDue()).isEqualTo(2);
    assertThat(bench.counts.failed).containsExactly("data rate_limited");
  }

  @Test
  void a_failed_attempt_is_repeated_with_growing_pauses_and_counted() {
    bench.want(SampleIncidents.stale(), "data");
    phone.always = _ -> new Outcome.Retry("http_503", "busy", Optional.empty());
    for (int i = 0; i < 5; i++) {
      bench.courier().deliverDue();
      assertThat(bench.courier().deliverDue()).isZero();
      bench.now = bench.now.plus(Duration.ofMinutes(1));
    }
    assertThat(phone.calls)
        .extracting(call -> call.notice().known().attempts())
        .containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void after_a_day_of_failures_it_is_a_dead_letter_and_not_before() {
    bench.want(SampleIncidents.stale(), "data");
    phone.always = _ -> new Outcome.Retry("http_503", "busy", Optional.empty());
    Instant first = bench.now;
    for (int i = 0; i < 200 && bench.counts.dead.isEmpty(); i++) {
      bench.courier().deliverDue();
      bench.now = bench.now.plus(Duration.ofMinutes(10));
    }
    assertThat(bench.now)
        .isBetween(first.plus(Duration.ofHours(24)), first.plus(Duration.ofHours(25)));
    assertThat(bench.column("dead_reason")).isEqualTo("http_503");
    assertThat(bench.deliveries.pending()).isEmpty();
  }

  @Test
  void a_dead_letter_lives_again_when_the_incident_changes() {
    SampleIncidents.Story story = bench.want(SampleIncidents.stale(), "data");
    phone.answers.add(_ -> new Outcome.Rejected("channel_not_found", "no such channel"));
    bench.courier().deliverDue();
    assertThat(bench.counts.dead).containsExactly("data");
    assertThat(bench.counts.failed).containsExactly("data channel_not_found");
    bench.want(story.resolved(Duration.ofMinutes(9)), "data");
    assertThat(bench.courier().deliverDue()).isEqualTo(1);
    assertThat(phone.sequencesTold()).last().isEqualTo(List.of(1L, 2L));
  }

  @Test
  void a_receiver_that_nobody_declares_any_more_gets_a_dead_letter_with_that_reason() {
    bench.want(SampleIncidents.stale(), "gone");
    bench.courier().deliverDue();
    assertThat(bench.column("dead_reason")).isEqualTo("receiver_gone");
    assertThat(bench.counts.dead).containsExactly("gone");
  }

  @Test
  void a_channel_that_breaks_is_tried_again() {
    bench.want(SampleIncidents.stale(), "data");
    phone.answers.add(_ -> {
      throw new IllegalStateException("https://hooks.example.com/secret");
    });
    bench.courier().deliverDue();
    bench.now = bench.now.plusSeconds(2);
    assertThat(bench.courier().deliverDue()).isEqualTo(1);
    assertThat(bench.counts.failed).containsExactly("data internal");
  }
}
