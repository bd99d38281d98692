package io.assay.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DaemonMetersTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final DaemonMeters meters = new DaemonMeters(registry, "test");

  @Test
  void a_receiver_that_makes_words_up_makes_no_series_without_end() {
    for (int word = 0; word < 1000; word++) {
      meters.failed("slack", "error_" + word).increment();
      meters.failed("oncall", "http_503").increment();
    }

    assertThat(registry.find("assay.notifications.failed").counters()).hasSize(32);
    assertThat(count("slack", "other")).isEqualTo(970);
    assertThat(count("oncall", "http_503")).isEqualTo(1000);
  }

  @Test
  void what_statements_cost_has_its_series_before_the_first_one() {
    meters.declare(List.of("shop"), List.of());
    assertThat(registry.get("assay.statement.duration").tag("database", "shop").timer().count())
        .isZero();

    meters.statement("shop", Duration.ofMillis(20), 7);

    assertThat(registry.get("assay.statement.duration").tag("database", "shop").timer().count())
        .isOne();
    assertThat(registry.get("assay.statement.rows").tag("database", "shop").counter().count())
        .isEqualTo(7);
  }

  private double count(String receiver, String reason) {
    Counter counter =
        registry
            .get("assay.notifications.failed")
            .tags("receiver", receiver, "reason", reason)
            .counter();
    return counter.count();
  }
}
