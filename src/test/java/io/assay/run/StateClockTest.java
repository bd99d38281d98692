package io.assay.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class StateClockTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  private Instant machine = NOON;
  private final StateClock clock = new StateClock(() -> machine);

  @Test
  void follows_the_machine_while_the_two_agree() {
    clock.compare(NOON, NOON.plusMillis(900), NOON.plusMillis(10));

    assertThat(clock.instant()).isEqualTo(NOON);
    machine = NOON.plusSeconds(5);
    assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(5));
  }

  @Test
  void shows_the_state_databases_time_on_a_machine_whose_clock_is_wrong() {
    clock.compare(NOON, NOON.plusSeconds(30), NOON);
    assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(30));

    clock.compare(NOON, NOON.minusSeconds(30), NOON.plusMillis(20));
    assertThat(clock.instant()).isEqualTo(NOON.minusSeconds(30).minusMillis(10));
  }

  @Test
  void learns_nothing_from_an_answer_that_took_longer_than_the_difference() {
    clock.compare(NOON, NOON.plusSeconds(30), NOON.plusSeconds(40));

    assertThat(clock.instant()).isEqualTo(NOON);
  }

  @Test
  void follows_the_machine_again_when_its_clock_was_put_right() {
    clock.compare(NOON, NOON.plusSeconds(30), NOON);
    clock.compare(NOON, NOON.plusMillis(300), NOON);

    assertThat(clock.instant()).isEqualTo(NOON);
  }
}
