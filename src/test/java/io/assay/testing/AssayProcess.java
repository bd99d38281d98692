package io.assay.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// The built program as a process of its own, started as a user would start it.
public final class AssayProcess implements AutoCloseable {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  /// With these set, the demo would really send.
  private static final Set<String> SECRETS = Set.of("SLACK_BOT_TOKEN", "PAGERDUTY_ROUTING_KEY");

  private final Process process;
  private final Path output;
  private final int port;

  private AssayProcess(Process process, Path output, int port) {
    this.process = process;
    this.output = output;
    this.port = port;
  }

  /// Starts the daemon with `folder` as its working directory; the HTTP port is a free one.
  public static AssayProcess serve(Path folder, Map<String, String> environment) {
    return serve(folder, environment, Duration.ZERO);
  }

  /// As [#serve(Path, Map)], on a machine whose clock is this much ahead.
  public static AssayProcess serve(Path folder, Map<String, String> environment, Duration ahead) {
    int port = freePort();
    return start(ShiftedClock.options(ahead), folder, environment, port, "serve");
  }

  /// Starts the demo on the project's own files, with its data in `data`; the HTTP port is a free
  /// one.
  public static AssayProcess demo(Path data) {
    int port = freePort();
    return start(
        List.of(),
        Path.of("").toAbsolutePath(),
        Map.of(),
        port,
        "demo",
        "--port",
        String.valueOf(port),
        "--data",
        data.toString());
  }

  /// Runs a command to its end and returns what became of it.
  public static Ended run(Path folder, Map<String, String> environment, String... arguments) {
    try (AssayProcess process = start(List.of(), folder, environment, 0, arguments)) {
      return process.awaitEnd();
    }
  }

  /// A process that ended: its exit code and everything it printed.
  public record Ended(int exitCode, String output) {}

  private static AssayProcess start(
      List<String> options,
      Path folder,
      Map<String, String> environment,
      int port,
      String... arguments) {
    try {
      Path output = Files.createTempFile("assay", ".log");
      List<String> command =
          new ArrayList<>(
              List.of(
                  ProcessHandle.current().info().command().orElse("java"),
                  "--enable-native-access=ALL-UNNAMED",
                  "-XX:TieredStopAtLevel=1",
                  // the tests' own is on the class path too
                  "-Dlogback.configurationFile=logback.xml",
                  "-Dstdout.encoding=UTF-8"));
      command.addAll(options);
      command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.assay.cli.Main"));
      command.addAll(List.of(arguments));
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder.environment().keySet().removeAll(SECRETS);
      builder.environment().putAll(environment);
      if (port > 0) {
        builder.environment().put("ASSAY_WEB_PORT", String.valueOf(port));
      }
      return new AssayProcess(builder.start(), output, port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Returns the answer to a GET; status 0 while nobody answers.
  public Answer get(String path, String... headers) {
    return send(HttpRequest.newBuilder(uri(path)).GET(), headers);
  }

  /// Returns the answer to a POST without a body; status 0 while nobody answers.
  public Answer post(String path, String... headers) {
    return send(
        HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.noBody()), headers);
  }

  /// Returns the answer to a POST of JSON; status 0 while nobody answers.
  public Answer postJson(String path, String json, String... headers) {
    return send(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)),
        headers);
  }

  /// Returns the answer to a DELETE; status 0 while nobody answers.
  public Answer delete(String path, String... headers) {
    return send(HttpRequest.newBuilder(uri(path)).DELETE(), headers);
  }

  /// Asks, and does not wait for the answer.
  public void askAndHangUp(String path) {
    try (Socket socket = new Socket("localhost", port)) {
      String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Returns the address of its HTTP server.
  public String url() {
    return "http://localhost:" + port;
  }

  /// An HTTP answer.
  public record Answer(int status, String body, String contentType) {}

  private Answer send(HttpRequest.Builder request, String... headers) {
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      HttpResponse<String> response =
          HTTP.send(
              request.timeout(Duration.ofSeconds(10)).build(),
              HttpResponse.BodyHandlers.ofString());
      return new Answer(
          response.statusCode(),
          response.body(),
          response.headers().firstValue("content-type").orElse(""));
    } catch (IOException e) {
      return new Answer(0, "", "");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private URI uri(String path) {
    return URI.create(url() + path);
  }

  /// Returns whether the daemon is ready to work.
  public boolean ready() {
    if (!process.isAlive()) {
      throw new IllegalStateException("the daemon ended:\n" + output());
    }
    return get("/health/readiness").status() == 200;
  }

  /// Ends the process the way `kill -9` does.
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /// Stops the process in the middle of whatever it does, as a frozen machine does.
  public void freeze() {
    Signals.send(process, "STOP");
  }

  /// Lets a frozen process go on.
  public void thaw() {
    Signals.send(process, "CONT");
  }

  /// Asks the process to end, as TERM does, and returns what became of it.
  public Ended terminate() {
    process.destroy();
    return awaitEnd();
  }

  /// Waits for the end.
  public Ended awaitEnd() {
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("still running after a minute:\n" + output());
      }
      return new Ended(process.exitValue(), output());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// Returns everything it printed so far.
  public String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
