package io.assay.run;

import io.micronaut.context.annotation.Property;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.core.order.Ordered;
import jakarta.inject.Singleton;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Lets the state database end a transaction in which a replica stands still: frozen, paused, or
/// gone with its machine. Else what it has locked stays locked, and the replica that takes its work
/// over waits for it. Sessions of its own have the limit from their start. Else each transaction
/// begins with it, for a pooler may give each one another session.
@Singleton
public final class StandstillLimit implements BeanCreatedEventListener<DataSource>, Ordered {
  /// Over before the work of a silent replica is taken over, see [Pace#DEFAULT]; and far longer
  /// than a replica that works takes from one statement to the next.
  static final Duration LIMIT = Duration.ofSeconds(15);

  /// The property that says that the sessions have the limit.
  public static final String OF_SESSIONS = "assay.state.sessions-limited";

  /// What a session is to be started with to have the limit, as the driver's property `options`.
  public static final String OPTIONS = "-c idle_in_transaction_session_timeout=" + LIMIT.toMillis();

  /// Whether a session has the limit.
  public static final String QUERY =
      "/* assay */ SELECT pg_catalog.current_setting('idle_in_transaction_session_timeout') = '%ds'"
          .formatted(LIMIT.toSeconds());

  private static final String SET =
      "SET LOCAL idle_in_transaction_session_timeout = " + LIMIT.toMillis();

  /// How long this first statement may take to be answered, in milliseconds: by it a state database
  /// that has vanished is noticed.
  private static final int PATIENCE = 5_000;

  private final boolean ofSessions;

  StandstillLimit(@Property(name = OF_SESSIONS, defaultValue = "false") boolean ofSessions) {
    this.ofSessions = ofSessions;
  }

  @Override
  public DataSource onCreated(BeanCreatedEvent<DataSource> event) {
    DataSource pool = event.getBean();
    return ofSessions ? pool : limited(pool);
  }

  private static DataSource limited(DataSource pool) {
    return proxy(
        DataSource.class,
        (_, method, arguments) -> {
          Object answer = call(pool, method, arguments);
          return answer instanceof Connection connection ? limited(connection) : answer;
        });
  }

  /// Before Micronaut's own wrapper, which has to be the outermost.
  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }

  private static Connection limited(Connection connection) {
    return proxy(
        Connection.class,
        (_, method, arguments) -> {
          Object answer = call(connection, method, arguments);
          if (method.getName().equals("setAutoCommit") && Boolean.FALSE.equals(arguments[0])) {
            limit(connection);
          }
          return answer;
        });
  }

  private static void limit(Connection connection) throws SQLException {
    int usual = connection.getNetworkTimeout();
    connection.setNetworkTimeout(Runnable::run, PATIENCE);
    try (Statement set = connection.createStatement()) {
      set.execute(SET);
    }
    connection.setNetworkTimeout(Runnable::run, usual);
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            StandstillLimit.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static @Nullable Object call(Object on, Method method, Object @Nullable [] arguments)
      throws Throwable {
    try {
      return method.invoke(on, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
