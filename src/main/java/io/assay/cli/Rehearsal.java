package io.assay.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A daemon at work for some seconds: on an embedded server with small tables, and with the state
/// beside them, so that it meets what every daemon meets. It tells nobody anything.
final class Rehearsal implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration ASK_AGAIN = Duration.ofMillis(100);
  private static final List<String> PAGES =
      List.of("/", "/api/checks", "/api/incidents", "/prometheus");
  private static final String WATCHED = "rehearsal";
  private static final String STATE = "assay";

  /// How often each check has run at least: the first time everything is read, then it is compared
  /// with what is kept.
  private static final String LEAST_RUNS =
      """
      SELECT coalesce(min(runs), 0) FROM (
        SELECT count(r.check_id) AS runs FROM assay.check_state s LEFT JOIN assay.result r USING (check_id)
        WHERE s.check_id LIKE 'rehearsal/%'
        GROUP BY s.check_id)
      """;

  private final Path folder;
  private final EmbeddedServer server;

  private Rehearsal(Path folder, EmbeddedServer server) {
    this.folder = folder;
    this.server = server;
  }

  /// Makes the server and its tables in a new temporary folder.
  ///
  /// @throws CannotStart when the server does not start or cannot be filled
  static Rehearsal prepare() throws IOException {
    Path folder = Files.createTempDirectory("assay-rehearsal");
    EmbeddedServer server = EmbeddedServer.start(folder.resolve("server"), _ -> {});
    Rehearsal rehearsal = new Rehearsal(folder, server);
    try {
      server.createDatabaseIfMissing(WATCHED);
      server.createDatabaseIfMissing(STATE);
      try (Connection connection = server.connect(WATCHED);
          Statement statement = connection.createStatement()) {
        statement.execute(resource("tables.sql"));
      }
      return rehearsal;
    } catch (SQLException e) {
      rehearsal.close();
      throw new CannotStart(
          "the database of the rehearsal could not be made: " + e.getMessage(), e);
    }
  }

  /// Starts the daemon by this command, waits until each of its checks ran twice and its pages were
  /// read, and ends it. Returns its exit code.
  int run(List<String> command) throws IOException {
    int port = freePort();
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of("serve", "--config", configuration(port).toString()));
    ProcessBuilder builder = new ProcessBuilder(all).directory(folder.toFile()).inheritIO();
    // what is set for the real daemon is not meant for this one
    builder.environment().keySet().removeIf(name -> name.startsWith("ASSAY_"));
    Process daemon = builder.start();
    try (HttpClient http = HttpClient.newHttpClient();
        Connection state = server.connect(STATE)) {
      URI address = URI.create("http://127.0.0.1:" + port);
      long begin = System.nanoTime();
      while (get(http, address.resolve("/health/readiness")) != 200 || leastRuns(state) < 2) {
        if (!daemon.isAlive() || System.nanoTime() - begin > PATIENCE.toNanos()) {
          throw new CannotStart("the rehearsing daemon did not come to work");
        }
        TimeUnit.NANOSECONDS.sleep(ASK_AGAIN.toNanos());
      }
      for (String page : PAGES) {
        get(http, address.resolve(page));
      }
      daemon.destroy();
      return daemon.waitFor();
    } catch (SQLException e) {
      throw new CannotStart("the state of the rehearsal cannot be read: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotStart("the rehearsal was interrupted", e);
    } finally {
      daemon.destroyForcibly();
    }
  }

  private Path configuration(int port) throws IOException {
    Files.createDirectories(folder.resolve("checks"));
    Files.createDirectories(folder.resolve("alerts"));
    Files.writeString(folder.resolve("checks/rehearsal.yaml"), resource("checks.yaml"));
    Files.writeString(folder.resolve("alerts/none.yaml"), "receivers: {}\n");
    Path password = Files.writeString(folder.resolve("password"), server.password());
    return Files.writeString(
        folder.resolve("assay.yml"),
        """
        assay:
          databases:
            %s: {url: "%s", username: %s, password: "${file:%s}"}
          state: {url: "%s", username: %s, password: "${file:%s}"}
          web: {host: 127.0.0.1, port: %d}
        """
            .formatted(
                WATCHED,
                server.url(WATCHED),
                server.username(),
                password,
                server.url(STATE),
                server.username(),
                password,
                port));
  }

  /// Returns the status of the answer; 0 while nobody answers.
  private static int get(HttpClient http, URI uri) throws InterruptedException {
    try {
      return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
          .statusCode();
    } catch (IOException e) {
      return 0;
    }
  }

  private static long leastRuns(Connection state) throws SQLException {
    try (Statement statement = state.createStatement();
        ResultSet row = statement.executeQuery(LEAST_RUNS)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static String resource(String name) throws IOException {
    try (InputStream stream =
        Objects.requireNonNull(Rehearsal.class.getResourceAsStream("/rehearsal/" + name), name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// Stops the server and deletes what was made.
  @Override
  public void close() throws IOException {
    server.close();
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
  }
}
