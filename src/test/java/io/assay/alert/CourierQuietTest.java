package io.assay.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.CheckId;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What is held back.
@Timeout(60)
class CourierQuietTest {
  @RegisterExtension private static final TestCourier bench = new TestCourier();

  private Phone phone = new Phone();

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
    assertThat(bench.counts.suppressed).containsExactly("data muted");
    assertThat(bench.column("note")).isEqualTo("suppressed by the mute: weekly maintenance");
    assertThat(bench.deliveries.pending()).isEmpty();
  }

  @Test
  void what_is_held_back_is_counted_once_and_says_why() {
    bench.silences.add(silence("2026-11-20T03:00:00Z", "2026-11-20T05:00:00Z"));
    SampleIncidents.Story story = bench.want(SampleIncidents.stale(), "data");
    for (int i = 0; i < 3; i++) {
      assertThat(bench.courier().deliverDue()).isZero();
      bench.now = bench.now.plusSeconds(60);
    }
    bench.want(story.critical(Duration.ofMinutes(4)), "data");
    assertThat(bench.courier().deliverDue()).isZero();
    assertThat(bench.counts.suppressed).containsExactly("data silenced");
    assertThat(bench.deliveries.pending()).isEmpty();
    assertThat(bench.deliveries.heldBack())
        .containsExactly(
            new HeldBack(
                story.incident().id(),
                "data",
                "silenced",
                "silenced until 2026-11-20 05:00:00 UTC by the silence of anna: deploy"));
    bench.now = Instant.parse("2026-11-20T05:00:00Z");
    assertThat(bench.courier().deliverDue()).isEqualTo(1);
    assertThat(phone.sequencesTold()).containsExactly(List.of(1L, 2L));
    assertThat(bench.deliveries.heldBack()).isEmpty();
  }

  @Test
  void a_silence_that_was_ended_early_is_noticed_at_once_when_the_courier_is_told_so() {
    bench.silences.add(silence("2026-11-20T03:00:00Z", "2026-11-20T05:00:00Z"));
    bench.want(SampleIncidents.stale(), "data");
    bench.courier().deliverDue();
    bench.silences.clear();
    assertThat(bench.courier().deliverDue()).isZero();
    bench.deliveries.lookAgain(Quiet.Reason.SILENCED, bench.now);
    assertThat(bench.courier().deliverDue()).isEqualTo(1);
  }

  @Test
  void the_end_of_what_was_told_is_told_in_the_middle_of_a_silence() {
    SampleIncidents.Story story = bench.want(SampleIncidents.stale(), "data");
    bench.courier().deliverDue();
    bench.silences.add(silence("2026-11-20T03:00:00Z", "2026-11-20T05:00:00Z"));
    bench.want(story.critical(Duration.ofMinutes(5)), "data");
    assertThat(bench.courier().deliverDue()).isZero();
    bench.want(story.resolved(Duration.ofMinutes(9)), "data");
    bench.now = SampleIncidents.OPENED.plus(Duration.ofMinutes(9));
    assertThat(bench.courier().deliverDue()).isEqualTo(1);
    assertThat(phone.sequencesTold()).containsExactly(List.of(1L), List.of(2L, 3L));
  }

  @Test
  void what_depends_on_something_wrong_waits_until_that_is_over_and_it_has_run_again() {
    SampleIncidents.Story cause = SampleIncidents.stale();
    bench.causes.add(cause.incident());
    bench.want(SampleIncidents.stale(), "data");
    bench.lastRun = bench.now;
    assertThat(bench.courier().deliverDue()).isZero();
    assertThat(bench.column("note"))
        .isEqualTo(
            "held back because it depends on shop/public.orders/fresh/created_at, which is in"
                + " incident");
    bench.causes.set(0, cause.resolved(Duration.ofMinutes(10)).incident());
    bench.now = bench.now.plus(Duration.ofMinutes(11));
    assertThat(bench.courier().deliverDue()).isZero();
    bench.lastRun = bench.now;
    bench.now = bench.now.plus(Duration.ofMinutes(1));
    assertThat(bench.courier().deliverDue()).isEqualTo(1);
  }

  @Test
  void what_is_over_at_its_first_run_after_its_cause_is_never_told() {
    SampleIncidents.Story cause = SampleIncidents.stale();
    bench.causes.add(cause.incident());
    SampleIncidents.Story story = bench.want(SampleIncidents.stale(), "data");
    bench.courier().deliverDue();
    bench.causes.set(0, cause.resolved(Duration.ofMinutes(10)).incident());
    bench.want(story.resolved(Duration.ofMinutes(12)), "data");
    bench.now = bench.now.plus(Duration.ofMinutes(12));
    bench.lastRun = bench.now;
    assertThat(bench.courier().deliverDue()).isZero();
    assertThat(phone.calls).isEmpty();
    assertThat(bench.counts.suppressed).containsExactly("data depends_on");
    assertThat(bench.deliveries.pending()).isEmpty();
  }

  @Test
  void what_breaks_shortly_before_its_cause_is_held_back_like_what_breaks_after_it() {
    SampleIncidents.Story cause = SampleIncidents.stale();
    CheckId check = cause.incident().subject().check();
    bench.others.add(new QuietTimes.Other(check, Optional.of(bench.now.minusSeconds(50))));
    SampleIncidents.Story story = bench.want(SampleIncidents.stale(), "data");
    bench.pass(Duration.ofSeconds(1));
    assertThat(bench.courier().deliverDue()).isZero();
    assertThat(bench.column("note")).startsWith("waits until " + check);
    assertThat(bench.deliveries.pending()).hasSize(1);
    bench.pass(Duration.ofSeconds(9));
    bench.causes.add(SampleIncidents.stale(bench.now).incident());
    assertThat(bench.courier().deliverDue()).isZero();
    assertThat(bench.deliveries.pending()).isEmpty();
    assertThat(bench.counts.suppressed).containsExactly("data depends_on");
    bench.want(story.resolved(Duration.ofMinutes(1)), "data");
    bench.pass(Duration.ofMinutes(1));
    assertThat(bench.courier().deliverDue()).isZero();
    assertThat(bench.column("note")).startsWith("suppressed because it depends on");
  }

  @Test
  void what_waits_is_told_as_soon_as_what_it_depends_on_has_passed() {
    CheckId check = SampleIncidents.SUBJECT.check();
    bench.others.add(new QuietTimes.Other(check, Optional.empty()));
    bench.want(SampleIncidents.stale(), "data");
    assertThat(bench.courier().deliverDue()).isZero();
    bench.others.set(0, new QuietTimes.Other(check, Optional.of(bench.now)));
    bench.pass(Duration.ofSeconds(3));
    assertThat(bench.courier().deliverDue()).isEqualTo(1);
    assertThat(phone.calls.getFirst().notice().known().attempts()).isZero();
    assertThat(bench.counts.suppressed).isEmpty();
  }

  private static Silence silence(String from, String to) {
    return QuietTest.silence(from, to);
  }

  private static void mute(String from, String to) {
    bench.routing =
        new Routing(
            bench.routing.receivers(),
            List.of(),
            List.of(QuietTest.mute(from, to, DayOfWeek.FRIDAY)));
  }
}
