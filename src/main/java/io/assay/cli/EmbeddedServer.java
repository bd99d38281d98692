package io.assay.cli;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.Consumer;

/// A PostgreSQL server of Assay's own in a local directory that keeps its data: the state database
/// where none is configured, and the demo's database. It listens on loopback only, with a password
/// that is made for the directory, and commits are safe on disk.
///
/// The directory holds `postgres` (the cluster), `postgres-runtime` (the server's programs: a
/// cleaner of the system's temporary files must not take them from a daemon that runs for months),
/// `postgres-password`, and `lock`.
public final class EmbeddedServer implements AutoCloseable {
  private static final String SUPERUSER = "postgres";

  private final DirectoryLock lock;
  private final EmbeddedPostgres server;
  private final String password;

  private EmbeddedServer(DirectoryLock lock, EmbeddedPostgres server, String password) {
    this.lock = lock;
    this.server = server;
    this.password = password;
  }

  /// Starts the server of `directory` on a free port; see [#start(Path, int, Consumer)].
  public static EmbeddedServer start(Path directory, Consumer<String> progress) {
    return start(directory, 0, progress);
  }

  /// Starts the server of `directory`, which is made when it is missing. A server that a killed
  /// Assay left running there is stopped first. Blocks until the server answers.
  ///
  /// @param port the port on loopback, 0 for a free one
  /// @param progress is told each step that takes a while, a line at a time
  /// @throws CannotStart when another Assay uses the directory, or the server does not start
  public static EmbeddedServer start(Path directory, int port, Consumer<String> progress) {
    Path home = directory.toAbsolutePath().normalize();
    DirectoryLock lock = DirectoryLock.take(home);
    try {
      Path cluster = home.resolve("postgres");
      LeftoverPostmaster.of(cluster)
          .ifPresent(leftover -> {
            progress.accept("stopping the PostgreSQL server that an earlier run left behind …");
            leftover.stop();
          });
      ClusterFiles files = new ClusterFiles(home, cluster);
      boolean fresh = files.discardUnfinished();
      progress.accept(
          fresh
              ? "starting PostgreSQL 18 in the new directory " + cluster + " …"
              : "starting PostgreSQL 18 …");
      String password = files.password();
      EmbeddedPostgres server = launch(files, port);
      files.finished();
      return new EmbeddedServer(lock, server, password);
    } catch (IOException | RuntimeException e) {
      lock.release();
      if (e instanceof CannotStart known) {
        throw known;
      }
      throw new CannotStart(
          "PostgreSQL did not start in " + home + ": " + reason(home.resolve("postgres.log"), e),
          e);
    }
  }

  private static EmbeddedPostgres launch(ClusterFiles files, int port) throws IOException {
    Path output = files.home().resolve("postgres.log");
    return EmbeddedPostgres.builder()
        .setDataDirectory(files.cluster())
        .setCleanDataDirectory(false)
        // the daemon stops first, and stops its server when it no longer needs it
        .setRegisterShutdownHook(false)
        .setOverrideWorkingDirectory(files.runtime().toFile())
        .setPort(port)
        .setPGStartupWait(Duration.ofMinutes(1)) // recovery after a crash
        .setErrorRedirector(ProcessBuilder.Redirect.to(output.toFile()))
        .setOutputRedirector(ProcessBuilder.Redirect.to(output.toFile()))
        .setConnectConfig("password", files.password())
        // These become options of initdb. The library asks for trust; of an option that comes
        // twice, initdb takes the last.
        .setLocaleConfig("auth", "scram-sha-256")
        .setLocaleConfig("pwfile", files.home().resolve(ClusterFiles.PASSWORD).toString())
        .setLocaleConfig("locale", "C")
        .setLocaleConfig("locale-provider", "builtin")
        .setLocaleConfig("builtin-locale", "C.UTF-8")
        // The library turns these two off for tests; here data must survive.
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("max_connections", "100")
        .setServerConfig("unix_socket_directories", "")
        .setServerConfig("shared_preload_libraries", "pg_stat_statements")
        .setServerConfig("track_commit_timestamp", "on")
        // a week of logs, so that they never fill the disk
        .setServerConfig("logging_collector", "on")
        .setServerConfig("log_filename", "postgresql-%a.log")
        .setServerConfig("log_truncate_on_rotation", "on")
        .start();
  }

  /// Returns what the server said last before it gave up, else what the exception says.
  private static String reason(Path output, Exception e) {
    try {
      return Files.readAllLines(output).stream()
          .filter(
              line -> line.contains("FATAL:") || line.contains("error:") || line.contains("ERROR:"))
          .reduce((first, last) -> last)
          .map(String::strip)
          .orElseGet(() -> String.valueOf(e.getMessage()));
    } catch (IOException unreadable) {
      return String.valueOf(e.getMessage());
    }
  }

  /// Returns the JDBC URL of a database of this server, without user and password.
  public String url(String database) {
    return "jdbc:postgresql://localhost:" + server.getPort() + "/" + database;
  }

  /// Returns the superuser's name.
  public String username() {
    return SUPERUSER;
  }

  /// Returns the superuser's password.
  public String password() {
    return password;
  }

  /// Opens a connection as superuser, which the caller closes.
  public Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(url(database), SUPERUSER, password);
  }

  /// Creates an empty database unless there is one of this name.
  public void createDatabaseIfMissing(String name) throws SQLException {
    try (Connection connection = connect("postgres");
        PreparedStatement find =
            connection.prepareStatement("SELECT 1 FROM pg_database WHERE datname = ?")) {
      find.setString(1, name);
      try (ResultSet found = find.executeQuery();
          Statement create = connection.createStatement()) {
        if (!found.next()) {
          create.execute("CREATE DATABASE " + create.enquoteIdentifier(name, true));
        }
      }
    }
  }

  /// Stops the server and waits until its data is on disk. A second call does nothing.
  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      // The cluster is safe either way: it is the way of a crash, and recovered at the next start.
      throw new IllegalStateException("the embedded PostgreSQL server did not stop", e);
    } finally {
      lock.release();
    }
  }
}
