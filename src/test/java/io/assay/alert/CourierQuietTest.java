package io.assay.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What is held back.
@Timeout(60)
class CourierQuietTest {
  private static TestCourier bench;
  private Phone phone = new Phone();

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
    bench.reset("data", "oncall");
    phone = new Phone();
    bench.channels = receiver -> notice -> phone.call(receiver.name(), notice);
  }

  @Test
  void a_muted_incident_is_told_when_the_mute_ends() {
    mute("04:00", "06:00");
    bench.want(SampleIncidents.stale(), "data");
    assertThat(bench.courier().deliverDue()).isZero();
    assertThat(bench.column("attempts")).isEqualTo("0");
    bench.now = Instant.parse("2026-11-20T05:00:00Z");
    assertThat(bench.courier().deliverDue()).isEqualTo(1);
    assertThat(phone.calls.getFirst().notice().known()).isEqualTo(Notice.Known.NOTHING);
  }

  @Test
  void a_mute_that_was_taken_back_is_noticed_within_a_minute() {
    mute("04:00", "06:00");
    bench.want(SampleIncidents.stale(), "data");
    bench.courier().deliverDue();
    bench.routing = new Routing(bench.routing.receivers(), List.of(), List.of());
    bench.now = bench.now.plusSeconds(60);
    assertThat(bench.courier().deliverDue()).isEqualTo(1);
  }

  @Test
  void what_opened_and_ended_within_a_mute_is_never_told() {
    mute("04:00", "06:00");
    SampleIncidents.Story story = bench.want(SampleIncidents.stale(), "data");
    bench.courier().deliverDue();
    bench.want(story.resolved(Duration.ofMinutes(20)), "data");
    bench.now = Instant.parse("2026-11-20T05:00:00Z");
    assertThat(bench.courier().deliverDue()).isZero();
    assertThat(phone.calls).isEmpty();
    assertThat(bench.counts.suppressed).containsExactly("data");
    assertThat(bench.column("note")).isEqualTo("suppressed by the mute: weekly maintenance");
    assertThat(bench.deliveries.pending()).isEmpty();
  }

  private static void mute(String from, String to) {
    bench.routing =
        new Routing(
            bench.routing.receivers(),
            List.of(),
            List.of(MutesTest.mute(from, to, DayOfWeek.FRIDAY)));
  }
}
