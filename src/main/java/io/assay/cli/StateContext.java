package io.assay.cli;

import io.assay.config.Settings;
import io.assay.run.StandstillLimit;
import io.assay.run.StateIdentity;
import io.micronaut.context.ApplicationContext;
import io.micronaut.core.type.Argument;
import io.micronaut.transaction.TransactionOperations;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.postgresql.util.PSQLState;

/// The application context over the state database: the configured one, else an embedded one in the
/// data folder.
final class StateContext implements AutoCloseable {
  private static final String DATABASE = "assay";
  private static final String POOL = "datasources.default.";

  private final ApplicationContext context;
  private final Optional<EmbeddedServer> embedded;

  private StateContext(ApplicationContext context, Optional<EmbeddedServer> embedded) {
    this.context = context;
    this.embedded = embedded;
  }

  /// Where the state is.
  record Location(String url, Optional<String> username, Optional<String> password) {
    static Location of(Settings.StateDatabase state) {
      return new Location(state.url(), state.login().username(), state.login().password());
    }

    /// Opens a connection that the caller closes.
    Connection connect() throws SQLException {
      return DriverManager.getConnection(url, username.orElse(null), password.orElse(null));
    }

    /// Returns whether sessions take the limit from their start: not all poolers let it through,
    /// and options in the URL win.
    boolean limitsSessions() {
      Properties session = new Properties();
      username.ifPresent(name -> session.setProperty("user", name));
      password.ifPresent(value -> session.setProperty("password", value));
      session.setProperty("options", StandstillLimit.OPTIONS);
      try (Connection connection = DriverManager.getConnection(url, session);
          Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(StandstillLimit.QUERY)) {
        return row.next() && row.getBoolean(1);
      } catch (SQLException e) {
        return false; // whoever connects next tells what is wrong
      }
    }

    @Override
    public String toString() {
      return "Location[" + url + "]";
    }
  }

  /// Starts the context over the configured state database, else over an embedded one in the data
  /// folder.
  ///
  /// @param properties further Micronaut properties
  /// @param progress is told of steps that take a while
  /// @param beans what is handed to the context as it is
  static StateContext open(
      Settings settings,
      Map<String, Object> properties,
      Consumer<String> progress,
      Object... beans) {
    if (settings.state().database().isPresent()) {
      Location at = Location.of(settings.state().database().get());
      return new StateContext(start(at, settings, properties, beans), Optional.empty());
    }
    EmbeddedServer server = embedded(settings.folders().data(), progress);
    try {
      return new StateContext(start(on(server), settings, properties, beans), Optional.of(server));
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  private static EmbeddedServer embedded(Path data, Consumer<String> progress) {
    try {
      return EmbeddedServer.start(data, progress);
    } catch (CannotStart e) {
      throw new CannotStart(
          e.getMessage() + "; without the embedded state database, name one in assay.state.url", e);
    }
  }

  /// Starts the context over a state database on a server that the caller stops.
  static StateContext on(
      EmbeddedServer server, Settings settings, Map<String, Object> properties, Object... beans) {
    return new StateContext(start(on(server), settings, properties, beans), Optional.empty());
  }

  /// Asks the configured state database for a sign of life, once. Throws CannotStart when there is
  /// none.
  static void reach(Settings settings) {
    if (settings.state().database().isEmpty()) {
      return;
    }
    try (Connection connection = Location.of(settings.state().database().get()).connect()) {
      connection.isValid(5);
    } catch (SQLException e) {
      throw new CannotStart("the state database cannot be reached: " + Sentences.of(e), e);
    }
  }

  /// Waits until the configured state database answers, or `stopped` says to give up; says so once.
  /// Throws CannotStart when it answers that it will not let Assay in.
  static void await(Settings settings, BooleanSupplier stopped, Consumer<String> progress) {
    if (settings.state().database().isEmpty()) {
      return;
    }
    Location state = Location.of(settings.state().database().get());
    boolean told = false;
    while (!stopped.getAsBoolean()) {
      try (Connection connection = state.connect()) {
        connection.isValid(5);
        return;
      } catch (SQLException e) {
        String code = Optional.ofNullable(e.getSQLState()).orElse("");
        if (!PSQLState.isConnectionError(code)
            && !code.startsWith("57P")
            && !code.startsWith("53")) {
          throw new CannotStart("the state database refuses: " + Sentences.of(e), e);
        }
        if (!told) {
          progress.accept("waiting for the state database: " + Sentences.of(e) + " …");
          told = true;
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.SECONDS.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotStart("interrupted while waiting for the state database", e);
    }
  }

  private static Location on(EmbeddedServer server) {
    try {
      server.createDatabaseIfMissing(DATABASE);
    } catch (SQLException e) {
      throw new CannotStart("the state database could not be made: " + Sentences.of(e), e);
    }
    return new Location(
        server.url(DATABASE), Optional.of(server.username()), Optional.of(server.password()));
  }

  private static ApplicationContext start(
      Location at, Settings settings, Map<String, Object> properties, Object... beans) {
    Map<String, Object> all = new HashMap<>(properties);
    all.put(POOL + "url", at.url());
    at.username().ifPresent(name -> all.put(POOL + "username", name));
    at.password().ifPresent(password -> all.put(POOL + "password", password));
    all.put(POOL + "driver-class-name", "org.postgresql.Driver");
    all.put(POOL + "maximum-pool-size", 20);
    all.put(POOL + "minimum-idle", 2);
    all.put(POOL + "connection-timeout", 5000);
    all.put(POOL + "data-source-properties.ApplicationName", "assay-state");
    all.put(POOL + "data-source-properties.socketTimeout", "60");
    if (LentSessions.at(at)) {
      all.put(POOL + "data-source-properties.prepareThreshold", "0");
    } else if (at.limitsSessions()) {
      all.put(POOL + "data-source-properties.options", StandstillLimit.OPTIONS);
      all.put(StandstillLimit.OF_SESSIONS, true);
    }
    Object[] singletons = new Object[beans.length + 1];
    singletons[0] = settings;
    System.arraycopy(beans, 0, singletons, 1, beans.length);
    ApplicationContext context;
    try (MigrationWatch _ = MigrationWatch.begin(at)) {
      context =
          ApplicationContext.builder()
              .banner(false)
              .deduceEnvironment(false)
              .environmentPropertySource(false)
              .properties(all)
              .singletons(singletons)
              .start();
    } catch (RuntimeException e) {
      throw StateRefused.of(e, at);
    }
    int needed = context.getBean(StateIdentity.class).readableFrom();
    if (needed > StateIdentity.SCHEMA) {
      context.close();
      throw new CannotStart(
          ("the state database was migrated by a later Assay that programs before its schema version"
                  + " %d cannot work with, and this one has version %d: start the later one, or"
                  + " restore a backup of before the upgrade")
              .formatted(needed, StateIdentity.SCHEMA));
    }
    return context;
  }

  /// Returns the transactions of the state database.
  @SuppressWarnings("unchecked") // the bean is chosen by its type argument
  TransactionOperations<Connection> transactions() {
    return (TransactionOperations<Connection>)
        context.getBean(Argument.of(TransactionOperations.class, Connection.class));
  }

  /// Makes an object a bean of the context.
  <T> void add(Class<T> type, T bean) {
    context.registerSingleton(type, bean);
  }

  /// Returns a bean of the context.
  <T> T get(Class<T> type) {
    return context.getBean(type);
  }

  @Override
  public void close() {
    context.close();
    embedded.ifPresent(EmbeddedServer::close);
  }
}
