package io.assay.check;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;

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

  /// Due when a five-field cron expression says so on the wall clock of `zone`. A time that a
  /// daylight saving change skips is due at the first instant after the gap; one that it repeats is
  /// due once.
  record Cron(String expression, ZoneId zone) implements Schedule {
    private static final CronParser PARSER =
        new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

    /// Throws IllegalArgumentException, with a text for the author, when the expression is not a
    /// cron expression or names no time at all.
    public Cron {
      if (ExecutionTime.forCron(PARSER.parse(expression).validate())
          .nextExecution(ZonedDateTime.ofInstant(Instant.EPOCH, zone))
          .isEmpty()) {
        throw new IllegalArgumentException("it names no time that ever comes");
      }
    }

    @Override
    public Instant next(Instant instant, String key) {
      return ExecutionTime.forCron(PARSER.parse(expression))
          .nextExecution(instant.atZone(zone))
          .map(ZonedDateTime::toInstant)
          .orElse(Instant.MAX);
    }

    @Override
    public String written() {
      return zone.getId().equals("UTC") || zone.getId().equals("Z")
          ? expression
          : expression + " " + zone.getId();
    }
  }
}
