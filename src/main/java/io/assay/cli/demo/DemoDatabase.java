package io.assay.cli.demo;

import io.assay.cli.CannotStart;
import io.assay.cli.EmbeddedServer;
import io.assay.scan.DatabaseSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.postgresql.PGConnection;

/// The demo's database on an embedded server: filled once, brought up to date at each start.
public final class DemoDatabase {
  /// The database's name, on the server and in the check files.
  public static final String NAME = "demo";

  private final EmbeddedServer server;

  private DemoDatabase(EmbeddedServer server) {
    this.server = server;
  }

  /// Returns the demo database of `server`, filled and up to date. Blocks for some seconds the
  /// first time.
  ///
  /// @param progress is told each step that takes a while, a line at a time
  /// @throws CannotStart when the database cannot be filled
  public static DemoDatabase open(EmbeddedServer server, Consumer<String> progress) {
    try {
      server.createDatabaseIfMissing(NAME);
      try (Connection connection = server.connect(NAME)) {
        if (!DemoStory.fill(connection, progress)) {
          DemoStory.begin(connection);
        }
        setPasswords(connection, server.password());
      }
      return new DemoDatabase(server);
    } catch (SQLException e) {
      throw new CannotStart("the demo database could not be filled: " + e.getMessage(), e);
    }
  }

  /// The driver sends a hash in place of the password, and pg_stat_statements is told not to keep
  /// even that: the demo's checks show what it keeps.
  private static void setPasswords(Connection connection, String password) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET pg_stat_statements.track_utility = off");
    }
    PGConnection driver = connection.unwrap(PGConnection.class);
    for (String role : List.of("assay", "shop")) {
      driver.alterUserPassword(role, password.toCharArray(), "scram-sha-256");
    }
  }

  /// Returns how Assay reaches the database: by a role that may only read.
  public DatabaseSettings settings() {
    return new DatabaseSettings(
        NAME,
        server.url(NAME),
        new DatabaseSettings.Login(Optional.of("assay"), Optional.of(server.password())),
        2,
        Duration.ofSeconds(30),
        Optional.empty());
  }

  /// Returns the company's daily life, to be run in a thread of its own until it is interrupted.
  public DemoTraffic traffic(InstantSource clock) {
    return new DemoTraffic(server.url(NAME), "shop", server.password(), clock);
  }
}
