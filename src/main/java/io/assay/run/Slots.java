package io.assay.run;

import io.assay.check.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Which slot a group runs for, and which it missed. Pure.
final class Slots {
  /// A new group does not wait for its whole interval; but not all of them begin in one moment.
  private static final Duration SOON = Duration.ofSeconds(5);

  /// Slots of a cron expression are counted one by one: up to here.
  private static final long COUNTED = 1_000;

  private static final Duration LONGEST_AGO = Duration.ofDays(366L * 30);

  private Slots() {}

  /// The slot to run for now, and the ones before it that were owed.
  record Due(Instant slot, Optional<Gap> missed) {}

  /// Returns when a group that is new runs first: one with an interval within five seconds, one
  /// with a cron expression in its next slot.
  static Instant first(Schedule schedule, String key, Instant now) {
    return switch (schedule) {
      case Schedule.Every(Duration interval) ->
          new Schedule.Every(interval.compareTo(SOON) < 0 ? interval : SOON).next(now, key);
      case Schedule.Cron cron -> cron.next(now, key);
    };
  }

  /// Returns what is due at `now` when everything before `owed` was done: the latest slot, or
  /// `owed` itself, which need not be a slot (a first run, a run on demand), while none came since.
  static Due due(Schedule schedule, String key, Instant owed, Instant now) {
    Optional<Instant> latest = latest(schedule, key, owed, now);
    if (latest.isEmpty()) {
      return new Due(owed, Optional.empty());
    }
    return new Due(
        latest.get(), between(schedule, key, owed.minusMillis(1), latest.get().minusMillis(1)));
  }

  /// Returns the slots after `after` up to and including `until`.
  static Optional<Gap> between(Schedule schedule, String key, Instant after, Instant until) {
    Optional<Instant> last = latest(schedule, key, after, until);
    if (last.isEmpty()) {
      return Optional.empty();
    }
    Instant first = schedule.next(after, key);
    return Optional.of(new Gap(first, last.get(), count(schedule, key, first, last.get())));
  }

  private static Optional<Instant> latest(
      Schedule schedule, String key, Instant after, Instant until) {
    Instant latest =
        switch (schedule) {
          case Schedule.Every(Duration interval) -> schedule.next(until, key).minus(interval);
          case Schedule.Cron cron -> latest(cron, key, until);
        };
    return latest.isAfter(after) ? Optional.of(latest) : Optional.empty();
  }

  /// A cron expression only knows what comes next: go back twice as far each time until there is a
  /// slot, then forward to the last.
  private static Instant latest(Schedule.Cron cron, String key, Instant until) {
    for (Duration ago = Duration.ofMinutes(1);
        ago.compareTo(LONGEST_AGO) < 0;
        ago = ago.multipliedBy(2)) {
      Instant slot = cron.next(until.minus(ago), key);
      if (!slot.isAfter(until)) {
        Instant next = cron.next(slot, key);
        while (!next.isAfter(until)) {
          slot = next;
          next = cron.next(slot, key);
        }
        return slot;
      }
    }
    return Instant.MIN;
  }

  private static long count(Schedule schedule, String key, Instant first, Instant last) {
    return switch (schedule) {
      case Schedule.Every(Duration interval) ->
          1 + Duration.between(first, last).dividedBy(interval);
      case Schedule.Cron cron -> {
        long slots = 1;
        for (Instant slot = first; slot.isBefore(last) && slots < COUNTED; slots++) {
          slot = cron.next(slot, key);
        }
        yield slots;
      }
    };
  }
}
