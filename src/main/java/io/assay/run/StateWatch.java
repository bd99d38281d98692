package io.assay.run;

import io.micronaut.data.connection.exceptions.ConnectionException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether the state database answers. Says so in the log when it stops and when it starts to, and
/// not in between.
public final class StateWatch {
  private static final Logger LOG = LoggerFactory.getLogger(StateWatch.class);

  private final AtomicBoolean up = new AtomicBoolean(true);

  /// Returns whether it answered when it was last asked.
  public boolean up() {
    return up.get();
  }

  void answered() {
    if (!up.getAndSet(true)) {
      LOG.info("The state database answers again, the checks go on.");
    }
  }

  void failed(Throwable why) {
    if (up.getAndSet(false)) {
      LOG.error("The state database does not answer, no check runs until it does: {}", cause(why));
    }
  }

  /// Returns whether a failure means that the state database is away, rather than that it refused
  /// something.
  public static boolean isOutage(@Nullable Throwable why) {
    for (Throwable each = why; each != null; each = each.getCause()) {
      if (each instanceof SQLTransientConnectionException || each instanceof ConnectionException) {
        return true;
      }
      // what the pool says of a connection that broke in somebody's hands has no code
      if (each instanceof SQLException && "Connection is closed".equals(each.getMessage())) {
        return true;
      }
      // connection exceptions, and a server that shuts down or starts up
      if (each instanceof SQLException sql
          && sql.getSQLState() != null
          && (sql.getSQLState().startsWith("08") || sql.getSQLState().startsWith("57P"))) {
        return true;
      }
    }
    return false;
  }

  private static String cause(Throwable why) {
    Throwable deepest = why;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return String.valueOf(deepest.getMessage());
  }
}
