package io.assay.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;

class StateWatchTest {
  @Test
  void is_up_until_an_answer_fails_and_again_when_one_comes() {
    StateWatch watch = new StateWatch();
    assertThat(watch.up()).isTrue();

    watch.failed(new IllegalStateException("connection refused"));
    assertThat(watch.up()).isFalse();

    watch.answered();
    assertThat(watch.up()).isTrue();
  }

  @Test
  void tells_an_outage_from_a_refusal() {
    assertThat(StateWatch.isOutage(caused(new SQLException("reset", "08006")))).isTrue();
    assertThat(StateWatch.isOutage(caused(new SQLException("shutting down", "57P01")))).isTrue();
    assertThat(StateWatch.isOutage(caused(new SQLTransientConnectionException("no connection"))))
        .isTrue();
    assertThat(StateWatch.isOutage(caused(new SQLException("not unique", "23505")))).isFalse();
    assertThat(StateWatch.isOutage(new IllegalStateException("a bug"))).isFalse();
  }

  @Test
  void what_was_ended_because_this_replica_stood_still_says_nothing_of_the_state_database() {
    StateWatch watch = new StateWatch();
    RuntimeException ended = caused(new SQLException("idle-in-transaction timeout", "25P03"));

    watch.failed(ended);

    assertThat(watch.up()).isTrue();
    assertThat(watch.tellsOf(ended)).isTrue();
  }

  @Test
  void a_lock_that_is_held_for_long_is_no_outage_and_no_bug() {
    RuntimeException locked = caused(new SQLException("canceling due to lock timeout", "55P03"));
    assertThat(StateWatch.isLocked(locked)).isTrue();
    assertThat(StateWatch.isOutage(locked)).isFalse();
    assertThat(StateWatch.isLocked(caused(new SQLException("not unique", "23505")))).isFalse();
  }

  @Test
  void a_full_disk_is_told_of_elsewhere_until_it_is_known_here() {
    StateWatch watch = new StateWatch();
    RuntimeException full = caused(new SQLException("No space left on device", "53100"));
    assertThat(watch.tellsOf(full)).isFalse();
    watch.failed(full);
    assertThat(watch.tellsOf(full)).isTrue();
    assertThat(new StateWatch().tellsOf(caused(new SQLException("reset", "08006")))).isTrue();
    assertThat(watch.tellsOf(new IllegalStateException("a bug"))).isFalse();
  }

  private static RuntimeException caused(Exception why) {
    return new IllegalStateException(new IllegalStateException(why));
  }
}
