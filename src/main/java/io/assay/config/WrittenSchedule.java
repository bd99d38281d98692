package io.assay.config;

import io.assay.check.Schedule;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;

/// A schedule before it is known in which zone it counts: a nearer `zone` may follow.
sealed interface WrittenSchedule {

  Schedule in(ZoneId zone);

  record Every(Duration interval) implements WrittenSchedule {
    @Override
    public Schedule in(ZoneId zone) {
      return new Schedule.Every(interval);
    }
  }

  record Cron(String expression) implements WrittenSchedule {
    /// Throws IllegalArgumentException when it is no cron expression.
    static Cron of(String expression) {
      return new Cron(new Schedule.Cron(expression, ZoneOffset.UTC).expression());
    }

    @Override
    public Schedule in(ZoneId zone) {
      return new Schedule.Cron(expression, zone);
    }
  }
}
