package io.assay.check;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Optional;

/// When a check is due. A slot is one instant at which it is.
public sealed interface Schedule {

  /// Returns the first slot after `instant`. `key` is what the phase of an interval is derived
  /// from, so that the same key has the same slots on every replica and after every restart.
  Instant next(Instant instant, String key);

  /// Returns the schedule as it was written: `5m`, or the cron expression and its zone.
  String written();

  /// Due every `interval`, at a stable phase within it.
  record Every(Duration interval) implements Schedule {
    public Every {
      if (interval.isNegative() || interval.isZero()) {
        throw new IllegalArgumentException("an interval must be positive");
      }
    }

    @Override
    public Instant next(Instant instant, String key) {
      long step = interval.toMillis();
      long phase = Math.floorMod(spread(key), step);
      long slot = Math.floorDiv(instant.toEpochMilli() - phase, step) * step + phase;
      return Instant.ofEpochMilli(slot + step);
    }

    @Override
    public String written() {
      return Durations.write(interval);
    }

    /// FNV-1a over the key's characters, then the finalizer of SplitMix64: String.hashCode alone
    /// clusters for names that differ in their last letter only.
    private static long spread(String key) {
      long hash = 0xcbf29ce484222325L;
      for (int i = 0; i < key.length(); i++) {
        hash = (hash ^ key.charAt(i)) * 0x100000001b3L;
      }
      hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
      hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
      return hash ^ (hash >>> 31);
    }
  }

  /// Due when a five-field cron expression says so on the wall clock of `zone`.
  ///
  /// A time that a daylight saving change skips is due at the first instant after the gap, unless
  /// the expression is due every hour anyway. A time that the change repeats is due once, at its
  /// first coming; only an expression that means a pace (every hour, or a minute field that begins
  /// with `*`) goes on through the repeated hour.
  record Cron(String expression, ZoneId zone) implements Schedule {

    /// Throws IllegalArgumentException, with a text for the author, when the expression is not a
    /// cron expression or names no time at all.
    public Cron {
      CronTimes.of(expression);
    }

    @Override
    public Instant next(Instant instant, String key) {
      CronTimes times = CronTimes.of(expression);
      ZoneRules rules = zone.getRules();
      ZoneOffset offset = rules.getOffset(instant);
      Optional<ZoneOffsetTransition> change = Optional.ofNullable(rules.nextTransition(instant));
      Optional<LocalDateTime> local = times.after(LocalDateTime.ofInstant(instant, offset));
      while (local.isPresent()) {
        Instant slot = local.get().toInstant(offset);
        if (change.isEmpty() || slot.isBefore(change.get().getInstant())) {
          if (times.keepsPace() || !secondComing(local.get(), offset)) {
            return slot;
          }
          local = times.after(local.get());
        } else {
          ZoneOffsetTransition passed = change.get();
          boolean skipped = passed.isGap() && local.get().isBefore(passed.getDateTimeAfter());
          if (skipped && !times.everyHour()) {
            return passed.getInstant();
          }
          offset = passed.getOffsetAfter();
          change = Optional.ofNullable(rules.nextTransition(passed.getInstant()));
          local = times.after(passed.getDateTimeAfter().minusNanos(1));
        }
      }
      return Instant.MAX;
    }

    private boolean secondComing(LocalDateTime local, ZoneOffset offset) {
      List<ZoneOffset> valid = zone.getRules().getValidOffsets(local);
      return valid.size() == 2 && valid.getLast().equals(offset);
    }

    @Override
    public String written() {
      return zone.getId().equals("UTC") || zone.getId().equals("Z")
          ? expression
          : expression + " " + zone.getId();
    }
  }
}
