package io.assay.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/// A fresh database on a real PostgreSQL server that all tests of the JVM share: a container where
/// an engine answers, else the embedded one. The property `assay.test.postgres` chooses: `auto`,
/// `container` or `embedded`; and `assay.test.postgres.version` its major version, 18 if it says
/// nothing. The server has pg_stat_statements loaded and track_commit_timestamp on.
public record TestPostgres(String url, String username, String password) {
  private static final AtomicInteger COUNT = new AtomicInteger();

  /// Creates an empty database and returns how to reach it as superuser.
  public static TestPostgres create() {
    String name = "test_" + ProcessHandle.current().pid() + "_" + COUNT.incrementAndGet();
    TestPostgres server = Server.SHARED;
    server.execute("CREATE DATABASE " + name);
    return new TestPostgres(
        server.url.replace("/postgres?", "/" + name + "?"), server.username, server.password);
  }

  /// Opens a connection that the caller closes.
  public Connection connect() {
    try {
      return DriverManager.getConnection(url, username, password);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Runs statements, each in its own transaction. When it returns, the server has published the
  /// statistics of what they changed; PostgreSQL 14 does so in a moment.
  public void execute(String... statements) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
      if (PostgresRelease.chosen().major() >= 15) {
        statement.execute("SELECT pg_stat_force_next_flush()");
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Runs statements where the server is of this version at least.
  public void executeFrom(int major, String... statements) {
    if (PostgresRelease.chosen().major() >= major) {
      execute(statements);
    }
  }

  private static final class Server {
    static final TestPostgres SHARED = start(System.getProperty("assay.test.postgres", "auto"));

    private static TestPostgres start(String which) {
      return switch (which) {
        case "container" -> container();
        case "embedded" -> embedded();
        case "auto" ->
            DockerClientFactory.instance().isDockerAvailable() ? container() : embedded();
        default ->
            throw new IllegalArgumentException(
                "assay.test.postgres is auto, container or embedded, not " + which);
      };
    }

    @SuppressWarnings("resource") // lives as long as the JVM
    private static TestPostgres container() {
      PostgreSQLContainer server =
          new PostgreSQLContainer("postgres:" + PostgresRelease.chosen().major() + "-alpine");
      server.setCommand(
          "postgres",
          "-c",
          "shared_preload_libraries=pg_stat_statements",
          "-c",
          "track_commit_timestamp=on",
          "-c",
          "max_connections=300",
          "-c",
          "max_prepared_transactions=10");
      server.withDatabaseName("postgres").start();
      return new TestPostgres(
          server.getJdbcUrl().replaceAll("\\?.*", "") + "?loggerLevel=OFF",
          server.getUsername(),
          server.getPassword());
    }

    private static TestPostgres embedded() {
      try {
        EmbeddedPostgres server =
            PostgresRelease.chosen()
                .server()
                .setServerConfig("shared_preload_libraries", "pg_stat_statements")
                .setServerConfig("track_commit_timestamp", "on")
                .setServerConfig("max_connections", "300")
                .setServerConfig("max_prepared_transactions", "10")
                .start();
        return new TestPostgres(
            "jdbc:postgresql://localhost:" + server.getPort() + "/postgres?loggerLevel=OFF",
            "postgres",
            "postgres");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
