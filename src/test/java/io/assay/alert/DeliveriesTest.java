package io.assay.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assay.incident.Incident;
import io.micronaut.transaction.TransactionOperations;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What the rows of deliveries keep.
@Timeout(60)
class DeliveriesTest {
  @RegisterExtension private static final TestCourier bench = new TestCourier();

  private Phone phone = new Phone();

  @BeforeEach
  void empty() {
    bench.reset("data", "oncall");
    phone = new Phone();
    bench.channels = receiver -> notice -> phone.call(receiver.name(), notice);
  }

  @Test
  void an_older_want_never_lowers_a_newer_one() {
    SampleIncidents.Story story = SampleIncidents.stale();
    Incident first = story.incident();
    bench.want(story.critical(Duration.ofMinutes(5)), "data");
    bench.deliveries.want(first, List.of("data"), bench.now);
    bench.courier().deliverDue();
    assertThat(phone.sequencesTold()).containsExactly(List.of(1L, 2L));
    assertThat(bench.column("wanted")).isEqualTo("2");
  }

  @Test
  void an_answer_that_came_too_late_changes_nothing_of_the_new_owner() {
    bench.want(SampleIncidents.stale(), "data");
    Deliveries.Claim frozen =
        bench.deliveries.claim("data", bench.now, Courier.LEASE).orElseThrow();
    bench.now = bench.now.plus(Courier.LEASE);
    assertThat(bench.deliveries.claim("data", bench.now, Courier.LEASE)).isPresent();
    assertThat(
            bench.deliveries.accept(
                frozen, new Outcome.Accepted(1, Map.of("ts", "frozen")), bench.now))
        .isFalse();
    assertThat(bench.column("told")).isEqualTo("0");
  }

  @Test
  void what_is_wanted_belongs_to_the_transaction_of_its_caller() {
    SampleIncidents.Story story = SampleIncidents.stale();
    TransactionOperations<?> transactions = bench.context.getBean(TransactionOperations.class);
    assertThatThrownBy(() ->
            transactions.executeWrite(_ -> {
              bench.deliveries.want(story.incident(), List.of("data"), bench.now);
              throw new IllegalStateException("the run failed");
            }))
        .hasMessage("the run failed");
    assertThat(bench.deliveries.pending()).isEmpty();
  }

  @Test
  void pending_says_how_much_waits_and_since_when() {
    bench.want(SampleIncidents.stale(), "data");
    bench.now = bench.now.plusSeconds(5);
    bench.want(SampleIncidents.stale(), "data", "oncall");
    assertThat(bench.deliveries.pending())
        .containsExactly(
            new Pending("data", 2, SampleIncidents.OPENED),
            new Pending("oncall", 1, SampleIncidents.OPENED.plusSeconds(5)));
  }

  @Test
  void what_was_told_of_ended_incidents_is_forgotten_after_a_while() {
    SampleIncidents.Story ended = bench.want(SampleIncidents.stale(), "data");
    bench.want(ended.resolved(Duration.ofMinutes(9)), "data");
    bench.want(SampleIncidents.stale(), "data");
    bench.courier().deliverDue();
    assertThat(bench.deliveries.forget(SampleIncidents.OPENED)).isZero();
    assertThat(bench.deliveries.forget(SampleIncidents.OPENED.plus(Duration.ofDays(1))))
        .isEqualTo(1);
  }
}
