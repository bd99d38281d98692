package io.assay.cli;

import io.assay.run.StateMigrations;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says in the log why a start takes long: what a migration of the state schema waits for, or that
/// one goes on, in this replica or in another one that this one waits for.
final class MigrationWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MigrationWatch.class);
  private static final Duration LOOK = Duration.ofSeconds(3);

  /// Of these looks one repeats what was said.
  private static final int REPEAT = 20;

  // what other roles' sessions are called everybody may see, what they do not
  private static final String GOING_ON =
      """
      /* assay */ SELECT round(extract(epoch FROM max(clock_timestamp() - m.xact_start))),
        string_agg(DISTINCT CASE WHEN p.pid = 0 THEN 'a prepared transaction'
          ELSE concat('session ', p.pid, ' (', concat_ws(' ', nullif(b.application_name, ''),
            'of ' || b.usename), ')') END, ' and ') FILTER (WHERE p.pid IS NOT NULL),
        (array_agg(m.pid ORDER BY m.xact_start))[1]
      FROM pg_catalog.pg_stat_activity m
        LEFT JOIN LATERAL unnest(pg_catalog.pg_blocking_pids(m.pid)) AS p (pid) ON true
        LEFT JOIN pg_catalog.pg_stat_activity b ON b.pid = p.pid
      WHERE m.application_name = ? AND m.datname = current_database()
      """;

  private final StateContext.Location at;
  private final ScheduledExecutorService looking =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("migration-watch").factory());
  private String said = "";
  private int looks;

  private MigrationWatch(StateContext.Location at) {
    this.at = at;
  }

  /// Begins to watch, until it is closed.
  static MigrationWatch begin(StateContext.Location at) {
    MigrationWatch watch = new MigrationWatch(at);
    watch.looking.scheduleWithFixedDelay(
        watch::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    return watch;
  }

  private void look() {
    try (Connection connection = at.connect();
        PreparedStatement ask = connection.prepareStatement(GOING_ON)) {
      ask.setString(1, StateMigrations.APPLICATION);
      try (ResultSet row = ask.executeQuery()) {
        row.next();
        long seconds = row.getLong(1);
        String blockers = row.getString(2);
        if (blockers != null) {
          say("waits for a lock of " + blockers, "");
        } else if (seconds >= LOOK.toSeconds()) {
          say("is going on in session " + row.getInt(3), ", for " + seconds + " s so far");
        }
      }
    } catch (SQLException e) {
      LOG.debug("What a migration waits for is not known: {}", Sentences.of(e));
    }
  }

  private void say(String what, String sinceWhen) {
    if (!what.equals(said) || looks % REPEAT == 0) {
      LOG.warn("A migration of the state schema {}{}.", what, sinceWhen);
      said = what;
      looks = 0;
    }
    looks++;
  }

  @Override
  public void close() {
    looking.shutdownNow();
  }
}
