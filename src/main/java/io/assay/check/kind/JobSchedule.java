package io.assay.check.kind;

import io.assay.check.Schedule;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// When pg_cron runs a job: by a cron expression in `cron.timezone`, or `30 seconds` after the last
/// start.
sealed interface JobSchedule {
  Map<String, String> NICKNAMES =
      Map.of(
          "@hourly", "0 * * * *",
          "@daily", "0 0 * * *",
          "@midnight", "0 0 * * *",
          "@weekly", "0 0 * * 0",
          "@monthly", "0 0 1 * *",
          "@yearly", "0 0 1 1 *",
          "@annually", "0 0 1 1 *");
  Pattern SECONDS = Pattern.compile("(\\d{1,6})\\s*seconds?", Pattern.CASE_INSENSITIVE);

  /// Returns when a run is due that follows the one that started at `start`.
  Instant after(Instant start);

  record ByClock(Schedule.Cron cron) implements JobSchedule {
    @Override
    public Instant after(Instant start) {
      return cron.next(start, "");
    }
  }

  record ByInterval(Duration interval) implements JobSchedule {
    @Override
    public Instant after(Instant start) {
      return start.plus(interval);
    }
  }

  /// Returns the schedule as pg_cron reads it, or nothing when this cannot be told.
  static Optional<JobSchedule> read(String schedule, String zone) {
    String text = schedule.strip();
    Matcher seconds = SECONDS.matcher(text);
    if (seconds.matches()) {
      return Optional.of(new ByInterval(Duration.ofSeconds(Long.parseLong(seconds.group(1)))));
    }
    String cron = NICKNAMES.getOrDefault(text.toLowerCase(Locale.ROOT), text);
    try {
      return Optional.of(new ByClock(new Schedule.Cron(cron, ZoneId.of(zone))));
    } catch (IllegalArgumentException | DateTimeException notUnderstood) {
      return Optional.empty();
    }
  }
}
