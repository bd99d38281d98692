package io.assay.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
  private static final Instant NOW = Instant.parse("2026-11-20T03:12:00Z");

  @ParameterizedTest
  @CsvSource({"1,PT1S", "2,PT2S", "5,PT16S", "10,PT8M32S", "11,PT10M", "5000,PT10M"})
  void waits_double_up_to_ten_minutes(int failures, Duration expected) {
    assertThat(after(failures, NOW, Optional.empty(), 0))
        .isEqualTo(new Backoff.Next.Again(NOW.plus(expected)));
  }

  @Test
  void jitter_takes_away_up_to_half() {
    assertThat(after(5, NOW, Optional.empty(), 0.5))
        .isEqualTo(new Backoff.Next.Again(NOW.plusSeconds(12)));
  }

  @Test
  void what_the_receiver_asked_for_is_honoured_when_it_is_longer() {
    assertThat(after(1, NOW, Optional.of(Duration.ofSeconds(30)), 0))
        .isEqualTo(new Backoff.Next.Again(NOW.plusSeconds(30)));
    assertThat(after(11, NOW, Optional.of(Duration.ofSeconds(30)), 0))
        .isEqualTo(new Backoff.Next.Again(NOW.plusSeconds(600)));
  }

  @Test
  void nobody_is_left_alone_for_more_than_an_hour() {
    assertThat(after(1, NOW, Optional.of(Duration.ofDays(4000)), 0))
        .isEqualTo(new Backoff.Next.Again(NOW.plus(Duration.ofHours(1))));
  }

  @Test
  void a_receiver_that_was_away_for_a_day_is_given_up_and_not_before() {
    Instant yesterday = NOW.minus(Duration.ofHours(24));
    assertThat(after(150, yesterday, Optional.empty(), 0)).isEqualTo(new Backoff.Next.GiveUp());
    assertThat(after(150, yesterday.plusMillis(1), Optional.empty(), 0))
        .isInstanceOf(Backoff.Next.Again.class);
  }

  private static Backoff.Next after(
      int failures, Instant first, Optional<Duration> asked, double jitter) {
    return Backoff.after(failures, first, NOW, asked, jitter);
  }
}
