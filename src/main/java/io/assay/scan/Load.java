package io.assay.scan;

import io.assay.check.Check;
import io.assay.check.Deferred;
import io.assay.check.Durations;
import io.assay.check.Measure;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How busy a monitored database is, and the waiting for a quieter moment. All that want to measure
/// share what was read of it, so that those who wait are no load of their own.
final class Load {
  private static final Logger LOG = LoggerFactory.getLogger(Load.class);

  /// How long a reading is as good as a new one, and the first pause; each pause is twice the last.
  private static final Duration PAUSE = Duration.ofMillis(500);

  /// Assay's own sessions are those of its name and role. Of a standby that is not behind nothing
  /// is known to say.
  private static final String READ =
      """
      SELECT /* assay */
        (SELECT count(*) FROM pg_stat_activity a
         WHERE a.backend_type = 'client backend' AND a.state = 'active'
           AND NOT (a.usename = current_user
             AND a.application_name = current_setting('application_name'))),
        pg_has_role(current_user, 'pg_read_all_stats', 'USAGE'),
        s.application_name, s.behind::bigint
      FROM (VALUES (1)) AS always
      LEFT JOIN LATERAL (
        SELECT r.application_name, extract(epoch FROM r.replay_lag) AS behind
        FROM pg_stat_replication r WHERE r.replay_lag IS NOT NULL
        ORDER BY r.replay_lag DESC LIMIT 1
      ) s ON true\
      """;

  private final String database;
  private final BackOff limits;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ReentrantLock reading = new ReentrantLock();
  private @Nullable Known known;
  private boolean warned;

  /// What is too much, if anything is, read at this System.nanoTime().
  private record Known(Optional<String> busy, long at) {}

  /// What was read of a server; nothing of others' sessions when `visible` does not hold.
  record Reading(long active, boolean visible, Optional<Standby> furthest) {
    record Standby(String name, Duration behind) {}
  }

  interface Reader {
    Reading read() throws Unanswered;
  }

  Load(String database, BackOff limits) {
    this.database = database;
    this.limits = limits;
  }

  /// Returns whether measuring a check reads tables; what only asks for the server's own figures is
  /// cheap, and wanted most when the server is busy.
  static boolean readsTables(Check check) {
    return check.kind().measures().stream()
        .anyMatch(measure ->
            switch (measure) {
              case Measure.OfRows<?> _,
                  Measure.Groups _,
                  Measure.BothSides _,
                  Measure.Query _,
                  Measure.QueryTime _ ->
                  true;
              case Measure.OfTable<?> _,
                  Measure.Migrations _,
                  Measure.Statements _,
                  Measure.Refreshes _,
                  Measure.Jobs _,
                  Measure.Answers _ ->
                  false;
            });
  }

  static Reading read(GuardedTransaction transaction) throws SQLException, Unanswered {
    List<@Nullable String> row = transaction.rows(READ).getFirst();
    return new Reading(
        Answer.number(row, 0),
        Answer.yes(row, 1),
        Answer.optional(row, 2)
            .map(name ->
                new Reading.Standby(name, Duration.ofSeconds(Math.max(0, Answer.number(row, 3))))));
  }

  /// Waits for a moment in which the database is not too busy; returns why it is left alone when
  /// none came in time. An interrupt and the end of Assay end the waiting.
  Optional<Deferred> await(Reader reader) throws Unanswered {
    long begin = System.nanoTime();
    Duration pause = PAUSE;
    while (true) {
      Optional<String> busy = busy(reader);
      if (busy.isEmpty()) {
        return Optional.empty();
      }
      Duration left = limits.patience().minusNanos(System.nanoTime() - begin);
      if (left.isNegative() || left.isZero()) {
        return busy.map(why -> new Deferred("not asked: " + why));
      }
      if (ended(pause.compareTo(left) < 0 ? pause : left)) {
        return Optional.empty();
      }
      pause = pause.multipliedBy(2);
    }
  }

  private boolean ended(Duration pause) {
    try {
      return closed.await(pause.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private Optional<String> busy(Reader reader) throws Unanswered {
    reading.lock();
    try {
      Known last = known;
      if (last != null && System.nanoTime() - last.at() < PAUSE.toNanos()) {
        return last.busy();
      }
      Reading read = reader.read();
      warn(read);
      Optional<String> busy = busy(read, limits);
      known = new Known(busy, System.nanoTime());
      return busy;
    } finally {
      reading.unlock();
    }
  }

  /// Returns what is too much, as the end of a sentence.
  static Optional<String> busy(Reading read, BackOff limits) {
    if (limits.active().isPresent() && read.active() > limits.active().get()) {
      return Optional.of(
          "the database is busy (%d active backends, limit %d)"
              .formatted(read.active(), limits.active().get()));
    }
    return limits
        .lag()
        .flatMap(lag ->
            read.furthest()
                .filter(standby -> standby.behind().compareTo(lag) > 0)
                .map(standby ->
                    "its standby %s is %s behind, limit %s"
                        .formatted(
                            standby.name(), Durations.say(standby.behind()), Durations.say(lag))));
  }

  private void warn(Reading read) {
    if (!read.visible() && !warned) {
      warned = true;
      LOG.warn(
          "Whether {} is busy cannot be told, so its back-off does nothing: GRANT pg_read_all_stats"
              + " to the role of Assay.",
          database);
    }
  }

  /// Ends the waiting of all.
  void close() {
    closed.countDown();
  }
}
