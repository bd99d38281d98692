package io.assay.run;

import io.micronaut.data.connection.exceptions.ConnectionException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether the state database answers and takes what is written. Says so in the log when it stops
/// and when it starts to, and not in between.
public final class StateWatch {
  private static final Logger LOG = LoggerFactory.getLogger(StateWatch.class);

  private final AtomicReference<Condition> condition = new AtomicReference<>(Condition.WORKS);

  /// How the state database is.
  private enum Condition {
    WORKS,
    /// It can be read and does not take what is written: its disk is full, or it is a standby.
    WRITES_NOTHING,
    AWAY
  }

  /// Returns whether it worked when it was last used.
  public boolean up() {
    return condition.get() == Condition.WORKS;
  }

  /// Returns whether it answered when it was last asked, even if nothing can be written.
  public boolean answers() {
    return condition.get() != Condition.AWAY;
  }

  /// It answered a question; that says nothing about writing.
  void answered() {
    if (condition.compareAndSet(Condition.AWAY, Condition.WORKS)) {
      LOG.info("The state database answers again, the checks go on.");
    }
  }

  /// It took what was written.
  void wrote() {
    if (condition.compareAndSet(Condition.WRITES_NOTHING, Condition.WORKS)) {
      LOG.info("The state database can be written to again, the checks go on.");
    }
    answered();
  }

  void failed(Throwable why) {
    if (stoodStill(why)) {
      return; // the state database works, and was left waiting
    }
    if (refusesWrites(why)) {
      if (condition.compareAndSet(Condition.WORKS, Condition.WRITES_NOTHING)) {
        LOG.error(
            "The state database cannot be written to, no result is kept until it can: {}",
            cause(why));
      }
    } else if (condition.getAndSet(Condition.AWAY) != Condition.AWAY) {
      LOG.error("The state database does not answer, no check runs until it does: {}", cause(why));
    }
  }

  /// Returns whether a failure means that the state database is away or in no state to work, or has
  /// ended the session because this replica stood still, rather than that it refused something.
  public static boolean isOutage(@Nullable Throwable why) {
    for (Throwable each = why; each != null; each = each.getCause()) {
      if (each instanceof SQLTransientConnectionException || each instanceof ConnectionException) {
        return true;
      }
      // what the pool says of a connection that broke in somebody's hands has no code
      if (each instanceof SQLException && "Connection is closed".equals(each.getMessage())) {
        return true;
      }
      // connection exceptions, a server that shuts down or starts up, or is out of resources
      if (hasState(each, "08") || hasState(each, "57P") || hasState(each, "53")) {
        return true;
      }
    }
    return refusesWrites(why) || stoodStill(why);
  }

  /// Returns whether a failure is one that is told of here, so that nobody else need do it. Where
  /// only some tables cannot be written to, this may not know.
  public boolean tellsOf(@Nullable Throwable why) {
    return isOutage(why) && !(refusesWrites(why) && up());
  }

  /// Returns whether a failure is that a statement waited for a lock for longer than it may, as for
  /// one of a migration.
  public static boolean isLocked(@Nullable Throwable why) {
    for (Throwable each = why; each != null; each = each.getCause()) {
      if (hasState(each, "55P03")) {
        return true;
      }
    }
    return false;
  }

  /// Disk full; a transaction that is read-only although nobody asked for it, as on a standby.
  private static boolean refusesWrites(@Nullable Throwable why) {
    for (Throwable each = why; each != null; each = each.getCause()) {
      if (hasState(each, "53100") || hasState(each, "25006")) {
        return true;
      }
    }
    return false;
  }

  /// The server ended a transaction in which nothing was done for longer than [StandstillLimit]
  /// allows.
  private static boolean stoodStill(@Nullable Throwable why) {
    for (Throwable each = why; each != null; each = each.getCause()) {
      if (hasState(each, "25P03")) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasState(Throwable each, String prefix) {
    return each instanceof SQLException sql
        && sql.getSQLState() != null
        && sql.getSQLState().startsWith(prefix);
  }

  private static String cause(Throwable why) {
    Throwable deepest = why;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return String.valueOf(deepest.getMessage());
  }
}
