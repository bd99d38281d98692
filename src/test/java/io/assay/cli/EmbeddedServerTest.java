package io.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedServerTest {
  private final List<String> progress = new ArrayList<>();
  @TempDir private Path temporary;

  @Test
  void keeps_its_data_in_a_directory_with_spaces_and_is_safe_against_a_crash() throws Exception {
    Path data = temporary.resolve("a data directory");
    try (EmbeddedServer server = EmbeddedServer.start(data, progress::add)) {
      server.createDatabaseIfMissing("notes");
      server.createDatabaseIfMissing("notes");
      try (Connection connection = server.connect("notes")) {
        connection.createStatement().execute("CREATE TABLE note AS SELECT 'kept' AS text");
        assertThat(text(connection, "SHOW fsync")).isEqualTo("on");
        assertThat(text(connection, "SHOW synchronous_commit")).isEqualTo("on");
        assertThat(text(connection, "SHOW track_commit_timestamp")).isEqualTo("on");
        assertThat(text(connection, "SHOW shared_preload_libraries"))
            .isEqualTo("pg_stat_statements");
      }
      assertThatThrownBy(() -> EmbeddedServer.start(data, progress::add))
          .isInstanceOf(CannotStart.class)
          .hasMessageContaining("another Assay (process " + ProcessHandle.current().pid() + ")");
      assertThatThrownBy(() -> DriverManager.getConnection(server.url("notes"), "postgres", "no"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("password authentication failed");
    }
    assertThat(Files.getPosixFilePermissions(data.resolve("postgres-password"))).hasSize(2);
    assertThat(Files.getPosixFilePermissions(data.resolve("postgres-runtime"))).hasSize(3);
    try (EmbeddedServer server = EmbeddedServer.start(data, progress::add);
        Connection connection = server.connect("notes")) {
      assertThat(text(connection, "SELECT text FROM note")).isEqualTo("kept");
    }
    assertThat(progress)
        .containsExactly(
            "starting PostgreSQL 18 in the new directory " + data.resolve("postgres") + " …",
            "starting PostgreSQL 18 …");
  }

  @Test
  void stops_what_a_killed_run_left_behind_and_only_that() throws Exception {
    Path data = temporary.resolve("data");
    Path cluster = data.resolve("postgres");
    EmbeddedServer killed = EmbeddedServer.start(data, progress::add);
    try {
      Path other = Files.createDirectories(temporary.resolve("other"));
      Files.copy(cluster.resolve("postmaster.pid"), other.resolve("postmaster.pid"));
      assertThat(LeftoverPostmaster.of(other)).as("a pid file of another directory").isEmpty();

      LeftoverPostmaster.of(cluster).orElseThrow().stop();
      assertThat(LeftoverPostmaster.of(cluster)).isEmpty();
    } finally {
      killed.close();
    }
    try (EmbeddedServer server = EmbeddedServer.start(data, progress::add);
        Connection connection = server.connect("postgres")) {
      assertThat(text(connection, "SELECT 'answers'")).isEqualTo("answers");
    }
  }

  @Test
  void makes_a_cluster_again_whose_making_was_interrupted() throws Exception {
    Path data = temporary.resolve("data");
    Files.createDirectories(data.resolve("postgres"));
    Files.writeString(data.resolve("postgres/postgresql.conf"), "half of it");
    try (EmbeddedServer server = EmbeddedServer.start(data, progress::add);
        Connection connection = server.connect("postgres")) {
      assertThat(text(connection, "SELECT 'answers'")).isEqualTo("answers");
    }
  }

  @Test
  void says_in_one_sentence_why_it_cannot_use_a_directory() throws Exception {
    Path file = Files.writeString(temporary.resolve("file"), "no directory");
    assertThatThrownBy(() -> EmbeddedServer.start(file.resolve("data"), progress::add))
        .isInstanceOf(CannotStart.class)
        .hasMessageStartingWith("the data directory " + file.resolve("data") + " cannot be");
  }

  @Test
  void does_not_make_a_new_password_for_a_cluster_that_has_one() throws Exception {
    Path data = temporary.resolve("data");
    Files.createDirectories(data.resolve("postgres"));
    Files.createFile(data.resolve("postgres-complete"));
    for (int attempt = 1; attempt <= 2; attempt++) {
      assertThatThrownBy(() -> EmbeddedServer.start(data, progress::add))
          .as("attempt %s, the lock was given back", attempt)
          .isInstanceOf(CannotStart.class)
          .hasMessageContaining("postgres-password is gone");
    }
  }

  private static String text(Connection connection, String sql) throws SQLException {
    try (ResultSet row = connection.createStatement().executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }
}
