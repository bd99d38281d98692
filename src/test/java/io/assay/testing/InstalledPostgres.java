package io.assay.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A server of the machine's own PostgreSQL 15, in a folder of its own: with extensions and
/// programs that the embedded one lacks.
public final class InstalledPostgres implements AutoCloseable {
  private static final String BIN = "/usr/lib/postgresql/15/bin/";
  private static final String SUPERUSER = "postgres";

  private final Path home;
  private final Map<String, String> settings;
  private final int port = AssayProcess.freePort();
  private Process process;

  private InstalledPostgres(Path home, Map<String, String> settings) {
    this.home = home;
    this.settings = settings;
    this.process = launch();
  }

  /// Starts a new server with these settings in an empty folder.
  public static InstalledPostgres start(Path home, Map<String, String> settings) {
    done(
        "initdb",
        "--pgdata=" + data(home),
        "--username=" + SUPERUSER,
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--no-sync");
    return new InstalledPostgres(home, settings);
  }

  /// Starts a standby of this server, made by pg_basebackup in an empty folder.
  public InstalledPostgres standby(Path home) {
    done(
        "pg_basebackup",
        "--pgdata=" + data(home),
        "--host=localhost",
        "--port=" + port,
        "--username=" + SUPERUSER,
        "--write-recovery-conf",
        "--checkpoint=fast",
        "--no-sync");
    return new InstalledPostgres(home, settings);
  }

  /// Returns how to reach this database of the server as superuser.
  public TestPostgres database(String name) {
    return new TestPostgres(
        "jdbc:postgresql://localhost:" + port + "/" + name + "?loggerLevel=OFF", SUPERUSER, "");
  }

  /// Stops the server as an administrator does who does not wait for clients, and starts it again.
  public void restart() {
    stop();
    process = launch();
  }

  private Process launch() {
    List<String> command = new ArrayList<>(unprivileged());
    command.addAll(
        List.of(BIN + "postgres", "-F", "-D", data(home), "-h", "localhost", "-p", port + ""));
    command.addAll(List.of("-c", "unix_socket_directories="));
    settings.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
    Path log = home.resolve("log");
    try {
      Process started =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(50))
          .until(() -> answers(started, log));
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean answers(Process started, Path log) throws IOException {
    if (!started.isAlive()) {
      throw new IllegalStateException("the server ended:\n" + Files.readString(log));
    }
    try (var connection = database("postgres").connect()) {
      return true;
    } catch (Exception notYet) {
      return false;
    }
  }

  private static void done(String program, String... arguments) {
    Program installed = Service.POSTGRES_15.program(BIN + program);
    List<String> command = new ArrayList<>(unprivileged());
    command.add(installed.path().toString());
    command.addAll(List.of(arguments));
    Program.Ended ended =
        new Program(Path.of(command.removeFirst())).run(command.toArray(String[]::new));
    if (ended.exitCode() != 0) {
      throw new IllegalStateException(program + " failed:\n" + ended.output());
    }
  }

  /// PostgreSQL does not run as root: in a user namespace of its own it is nobody.
  private static List<String> unprivileged() {
    return System.getProperty("user.name").equals("root")
        ? List.of("/usr/bin/unshare", "-U")
        : List.of("/usr/bin/env");
  }

  private static String data(Path home) {
    return home.resolve("data").toString();
  }

  private void stop() {
    if (process.isAlive()) {
      Signals.send(process, "INT");
    }
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Stops the server; a second time does nothing.
  @Override
  public void close() {
    stop();
  }
}
