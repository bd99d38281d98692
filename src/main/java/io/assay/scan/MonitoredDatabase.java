package io.assay.scan;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import io.assay.check.Unmeasurable.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGConnection;

/// One monitored database: its few connections, of which as many run statements at a time as its
/// settings allow. Nothing is opened before the first statement, so an unreachable database stops
/// nobody from starting.
public final class MonitoredDatabase implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /// How long an unreachable database is left alone before somebody tries again.
  private static final Duration QUIET = Duration.ofSeconds(5);

  /// How much longer than the statement may take the socket waits: past that it is the network or a
  /// pooler's queue, which a statement timeout does not end.
  static final Duration SOCKET_MARGIN = Duration.ofSeconds(15);

  private final DatabaseSettings settings;
  private final StatementLog log;
  private final Semaphore turns;
  private final Optional<Load> load;
  private final HikariDataSource pool;
  private final Set<Connection> running = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;
  private volatile @Nullable Failure failure;

  /// The last try to reach the database failed so, at this System.nanoTime().
  private record Failure(SQLException why, long at) {}

  /// Throws IllegalArgumentException, with a text for the person who configured it, when the URL is
  /// no PostgreSQL URL or asks for what does not hold behind a transaction pooler.
  public MonitoredDatabase(DatabaseSettings settings) {
    this(settings, StatementLog.NONE);
  }

  /// As [#MonitoredDatabase(DatabaseSettings)]; `log` is told what each statement took.
  public MonitoredDatabase(DatabaseSettings settings, StatementLog log) {
    this.settings = settings;
    this.log = log;
    this.turns = new Semaphore(settings.connections(), true);
    this.load = settings.backOff().map(limits -> new Load(settings.name(), limits));
    refuseWhatPoolersDrop(settings);
    HikariConfig config = new HikariConfig();
    config.setPoolName("assay-" + settings.name());
    config.setJdbcUrl(settings.url());
    settings.login().username().ifPresent(config::setUsername);
    settings.login().password().ifPresent(config::setPassword);
    config.setMinimumIdle(0);
    config.setMaximumPoolSize(settings.connections());
    config.setInitializationFailTimeout(-1);
    config.setConnectionTimeout(CONNECT.toMillis());
    config.setReadOnly(true);
    config.setAutoCommit(false);
    config.setIsolateInternalQueries(true);
    // What the URL itself says wins over these.
    config.addDataSourceProperty("prepareThreshold", "0");
    config.addDataSourceProperty("connectTimeout", Long.toString(CONNECT.toSeconds()));
    config.addDataSourceProperty(
        "socketTimeout", Long.toString(settings.timeout().plus(SOCKET_MARGIN).toSeconds()));
    config.addDataSourceProperty("ApplicationName", "assay");
    config.setExceptionOverride(new OnlyBrokenConnections());
    this.pool = new HikariDataSource(config);
  }

  /// Returns the database's name in the configuration.
  public String name() {
    return settings.name();
  }

  /// Returns how busy it is; none when nobody wants to know.
  Optional<Load> load() {
    return load;
  }

  DatabaseSettings settings() {
    return settings;
  }

  StatementLog log() {
    return log;
  }

  /// Waits for a turn, then for a connection; the caller gives it back with [#release].
  Connection acquire() throws SQLException, Unanswered {
    try {
      turns.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw stopping();
    }
    Connection connection = null;
    try {
      if (closed) {
        throw stopping();
      }
      Failure last = failure;
      if (last != null && System.nanoTime() - last.at() < QUIET.toNanos()) {
        throw last.why();
      }
      connection = connected();
      running.add(connection);
      return connection;
    } finally {
      if (connection == null) {
        turns.release();
      }
    }
  }

  private Connection connected() throws SQLException {
    try {
      Connection connection = pool.getConnection();
      failure = null;
      return connection;
    } catch (SQLException e) {
      unreachable(e);
      throw e;
    }
  }

  /// Lets the others that wait for a turn hear of it at once, instead of each waiting in vain.
  void unreachable(SQLException why) {
    failure = new Failure(why, System.nanoTime());
  }

  void release(Connection connection) {
    running.remove(connection);
    try (connection) {
      if (!connection.isClosed()) {
        connection.rollback();
      }
    } catch (SQLException e) {
      // The connection is broken; the pool has noticed and will not hand it out again.
    } finally {
      turns.release();
    }
  }

  boolean closed() {
    return closed;
  }

  /// Cancels what runs, then closes every connection.
  @Override
  public void close() {
    closed = true;
    load.ifPresent(Load::close);
    for (Connection connection : running) {
      try {
        connection.unwrap(PGConnection.class).cancelQuery();
      } catch (SQLException e) {
        // It ended by itself, or the server is gone: there is nothing to cancel.
      }
    }
    pool.close();
  }

  /// The pool takes SQLSTATE 0A000 for a broken connection; it is the server's word for SQL that it
  /// does not support. And a foreign server's broken connection is not ours.
  private static final class OnlyBrokenConnections implements SQLExceptionOverride {
    @java.lang.Override
    public Override adjudicate(SQLException e) {
      return "0A000".equals(e.getSQLState()) || Trouble.ofForeignServer(e)
          ? Override.DO_NOT_EVICT
          : Override.CONTINUE_EVICT;
    }
  }

  private Unanswered stopping() {
    return new Unanswered(
        Reason.UNREACHABLE, settings.name() + " was not asked: Assay is stopping");
  }

  private static void refuseWhatPoolersDrop(DatabaseSettings settings) {
    String name = settings.name();
    if (!settings.url().startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException(
          "the url of database " + name + " must begin with jdbc:postgresql:");
    }
    Properties url = Driver.parseURL(settings.url(), new Properties());
    if (url == null) {
      throw new IllegalArgumentException(
          "the url of database "
              + name
              + " cannot be read: write jdbc:postgresql://host:port/database");
    }
    for (String parameter : new String[] {"options", "currentSchema", "preferQueryMode"}) {
      if (url.getProperty(parameter) != null) {
        throw new IllegalArgumentException(
            "the url of database "
                + name
                + " must not set '"
                + parameter
                + "': Assay sets what it needs in each transaction, so that it holds behind a"
                + " pooler too; remove it");
      }
    }
    if (!url.getProperty("prepareThreshold", "0").equals("0")) {
      throw new IllegalArgumentException(
          "the url of database "
              + name
              + " must not set 'prepareThreshold': behind a pooler a prepared statement may be"
              + " another client's; remove it");
    }
    if ("always".equals(url.getProperty("readOnlyMode"))) {
      throw new IllegalArgumentException(
          "the url of database "
              + name
              + " must not set 'readOnlyMode=always': it leaks to other clients of a pooler; remove"
              + " it");
    }
  }
}
