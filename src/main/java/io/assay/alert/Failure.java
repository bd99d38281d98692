package io.assay.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.event.Level;

/// What a failed telling of several deliveries means for each of them.
///
/// @param again which are tried again, at `next`
/// @param hopeless which failed for too long
/// @param level how loud the log is about it: once as a warning, and the metric counts the rest
record Failure(List<UUID> again, List<UUID> hopeless, Instant next, Level level) {

  static Failure of(List<Due> due, Outcome.Retry retry, Instant now) {
    List<UUID> again = new ArrayList<>();
    List<UUID> hopeless = new ArrayList<>();
    int failures = 0;
    for (Due each : due) {
      Instant first = each.row().firstFailedAt();
      boolean tooLong = first != null && !now.isBefore(first.plus(Backoff.PATIENCE));
      (tooLong ? hopeless : again).add(each.delivery());
      failures = Math.max(failures, each.row().failures());
    }
    Backoff.Next next =
        Backoff.after(
            failures + 1, now, now, retry.after(), ThreadLocalRandom.current().nextDouble());
    Instant at =
        switch (next) {
          case Backoff.Next.Again(Instant time) -> time;
          case Backoff.Next.GiveUp() -> now.plus(Duration.ofMinutes(10));
        };
    return new Failure(again, hopeless, at, failures == 0 ? Level.WARN : Level.DEBUG);
  }

  /// Returns the same, tried again at `earliest` or later.
  Failure notBefore(Instant earliest) {
    return new Failure(again, hopeless, next.isBefore(earliest) ? earliest : next, level);
  }
}
