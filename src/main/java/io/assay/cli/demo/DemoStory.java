package io.assay.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;

/// Fills a database with the demo's story, from the SQL files beside this class's room in the
/// resources. All of it is one transaction, so that an interrupted filling leaves nothing.
final class DemoStory {
  private static final List<String> SCRIPTS =
      List.of("2-schema", "3-story", "4-history", "5-troubles", "6-grants");

  private static final String DISCARD =
      """
      DROP SCHEMA IF EXISTS story, cron, analytics, public CASCADE;
      CREATE SCHEMA public;
      GRANT USAGE ON SCHEMA public TO PUBLIC;
      """;

  private DemoStory() {}

  /// Fills the database unless it is filled already by the same scripts; one that other scripts
  /// filled is thrown away. `connection` is a superuser's, with autocommit on. Returns whether it
  /// filled it, and so brought it up to date.
  static boolean fill(Connection connection, Consumer<String> progress) throws SQLException {
    String version = version();
    if (isFilled(connection, version)) {
      return false;
    }
    progress.accept("filling the demo database …");
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute(DISCARD);
      statement.execute(script("1-roles"));
      for (String name : SCRIPTS) {
        // what is planted stands upon the whole past
        if (name.equals("5-troubles")) {
          statement.execute("SELECT story.begin(now())");
        }
        statement.execute(script(name));
      }
      try (PreparedStatement done =
          connection.prepareStatement("INSERT INTO story.filled VALUES (?, now())")) {
        done.setString(1, version);
        done.execute();
      }
      connection.commit();
      connection.setAutoCommit(true);
      statement.execute("ANALYZE");
    } catch (SQLException e) {
      connection.rollback();
      connection.setAutoCommit(true);
      throw e;
    }
    progress.accept("the demo database holds " + size(connection));
    return true;
  }

  /// Fills the gap since the database was last in use, and renews the troubles that depend on the
  /// time.
  static void begin(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      // both in one call are one transaction
      statement.execute("SET LOCAL ROLE shop; SELECT story.begin(now())");
    }
  }

  private static boolean isFilled(Connection connection, String version) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      try (ResultSet table = statement.executeQuery("SELECT to_regclass('story.filled')")) {
        table.next();
        if (table.getString(1) == null) {
          return false;
        }
      }
      try (ResultSet filled = statement.executeQuery("SELECT version FROM story.filled")) {
        return filled.next() && filled.getString(1).equals(version);
      }
    }
  }

  private static String size(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT (SELECT count(*) FROM public.events), (SELECT count(*) FROM public.invoices),
                  (SELECT count(*) FROM public.payments)
                """)) {
      row.next();
      return String.format(
          Locale.ROOT,
          "%,d events, %,d invoices and %,d payments",
          row.getLong(1),
          row.getLong(2),
          row.getLong(3));
    }
  }

  /// Returns a digest of all scripts.
  private static String version() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(script("1-roles").getBytes(StandardCharsets.UTF_8));
      for (String name : SCRIPTS) {
        digest.update(script(name).getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has SHA-256
    }
  }

  private static String script(String name) {
    String resource = "/demo/" + name + ".sql";
    try (InputStream in =
        Objects.requireNonNull(DemoStory.class.getResourceAsStream(resource), resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
