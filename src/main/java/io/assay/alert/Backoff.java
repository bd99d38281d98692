package io.assay.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// When a failed telling is tried again, and when it is given up.
final class Backoff {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  /// Whoever asks to be left alone for longer is asked again after this: it may have been a
  /// mistake, and nobody would hear anything meanwhile.
  private static final Duration LONGEST_WISH = Duration.ofHours(1);

  /// How long a receiver may stay away before a delivery becomes a dead letter.
  static final Duration PATIENCE = Duration.ofHours(24);

  private Backoff() {}

  /// What to do after a failure.
  sealed interface Next {
    /// Try again at that time.
    record Again(Instant at) implements Next {}

    /// The receiver was away for longer than [#PATIENCE].
    record GiveUp() implements Next {}
  }

  /// Returns what comes after the failure number `failures` (from 1) at `now`: the wait doubles
  /// from 1 s to 10 min, and `jitter` (from 0 to below 1) takes up to half of it away, so that what
  /// failed together does not return together. A receiver that named a time gets it, up to
  /// [#LONGEST_WISH].
  static Next after(
      int failures, Instant firstFailed, Instant now, Optional<Duration> asked, double jitter) {
    if (!now.isBefore(firstFailed.plus(PATIENCE))) {
      return new Next.GiveUp();
    }
    long doubled = FIRST.toMillis() << Math.min(20, failures - 1);
    long longest = Math.min(LONGEST.toMillis(), doubled);
    Duration wait = Duration.ofMillis(longest - (long) (longest * jitter / 2));
    Duration wish = asked.orElse(wait);
    Duration longer = wish.compareTo(wait) > 0 ? wish : wait;
    return new Next.Again(now.plus(longer.compareTo(LONGEST_WISH) < 0 ? longer : LONGEST_WISH));
  }
}
