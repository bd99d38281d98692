package io.assay.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A real PgBouncer in transaction mode before a server: it lends each of few sessions to many
/// clients, a transaction at a time.
public final class PgBouncer implements AutoCloseable {
  private final TestPostgres server;
  private final Path folder;
  private final int port;
  private @Nullable Process process;

  private PgBouncer(TestPostgres server, Path folder, int port) {
    this.server = server;
    this.folder = folder;
    this.port = port;
  }

  /// Starts one with `sessions` for each role and database.
  ///
  /// @param passwords of the roles that may come through it
  /// @param settings more lines of its configuration
  public static PgBouncer before(
      TestPostgres server, Map<String, String> passwords, int sessions, String... settings) {
    try {
      // readable for the user that it becomes
      Path folder =
          Files.createTempDirectory(
              "pgbouncer",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
      URI target = URI.create(server.url().substring("jdbc:".length()));
      PgBouncer pooler = new PgBouncer(server, folder, freePort());
      List<String> lines = new ArrayList<>();
      passwords.forEach((role, password) -> lines.add("\"" + role + "\" \"" + password + "\""));
      Files.write(folder.resolve("users"), lines);
      Files.writeString(
          folder.resolve("pgbouncer.ini"),
          """
          [databases]
          * = host=%s port=%d
          [pgbouncer]
          listen_addr = 127.0.0.1
          listen_port = %d
          unix_socket_dir =
          auth_type = scram-sha-256
          auth_file = %s
          pool_mode = transaction
          default_pool_size = %d
          max_client_conn = 200
          server_login_retry = 1
          %s
          """
              .formatted(
                  target.getHost(),
                  target.getPort(),
                  pooler.port,
                  folder.resolve("users"),
                  sessions,
                  String.join("\n", settings)));
      pooler.start();
      return pooler;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Starts it, also again after [#stop].
  public void start() {
    Path program = Service.PGBOUNCER.program("pgbouncer").path();
    List<String> command = new ArrayList<>(List.of(program.toString()));
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("-u", "nobody"));
    }
    command.add(folder.resolve("pgbouncer.ini").toString());
    try {
      Process started =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
              .start();
      process = started;
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> {
            if (!started.isAlive()) {
              throw new IllegalStateException("PgBouncer ended: " + log());
            }
            return listens();
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Ends it at once, with all its connections.
  public void stop() {
    Process running = process;
    if (running != null) {
      running.destroyForcibly();
      try {
        running.waitFor(20, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  /// Returns the JDBC URL of the server's database through it.
  public String url() {
    return server.url().replaceFirst("//[^/]*/", "//127.0.0.1:" + port + "/");
  }

  /// Returns the server's database through it, for this role.
  public TestPostgres as(String role, String password) {
    return new TestPostgres(url(), role, password);
  }

  /// Returns what it printed.
  public String log() {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    stop();
    try {
      for (String file : List.of("users", "pgbouncer.ini", "log")) {
        Files.deleteIfExists(folder.resolve(file));
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
