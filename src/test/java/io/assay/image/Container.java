package io.assay.image;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The image at work without a container engine.
final class Container implements AutoCloseable {
  private static final Path SCRIPT = Path.of("src/image/container").toAbsolutePath();

  private final Path root;
  private final Process process;
  private final Path output;
  private final int port;

  private Container(Path root, Process process, Path output, int port) {
    this.root = root;
    this.process = process;
    this.output = output;
    this.port = port;
  }

  /// Returns where there is a right to mount, which root in a container mostly lacks; leaves the
  /// test out otherwise, and says so.
  static void needed() throws IOException {
    try {
      if (new ProcessBuilder("unshare", "--mount", "true").start().waitFor() != 0) {
        String sentence = "Only root who may mount can start the image: it is not started here";
        System.out.println(sentence);
        abort(sentence);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /// Starts the image with `settings` as its `/etc/assay` and these arguments.
  static Container start(
      Image image, Path settings, Map<String, String> environment, String... arguments)
      throws IOException {
    Path root = Files.createTempDirectory("assay-root");
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (Path archive : image.archives()) {
      run("tar", "--warning=no-unknown-keyword", "-xzf", archive.toString(), "-C", root.toString());
    }
    for (String mounted : List.of("proc", "dev")) {
      Files.createDirectories(root.resolve(mounted));
    }
    run("chmod", "-R", "a+rX", settings.toString());
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    List<String> command =
        new ArrayList<>(List.of("unshare", "--mount", SCRIPT + "", root + "", settings + ""));
    command.add(image.container().get("User").getAsString());
    command.add(image.container().get("WorkingDir").getAsString());
    command.addAll(image.entrypoint());
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile("assay-container", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
    image
        .container()
        .getAsJsonArray("Env")
        .forEach(each -> {
          String[] pair = each.getAsString().split("=", 2);
          builder.environment().put(pair[0], pair[1]);
        });
    builder.environment().putAll(environment);
    builder.environment().put("ASSAY_WEB_PORT", String.valueOf(port));
    return new Container(root, builder.start(), output, port);
  }

  private static void run(String... command) throws IOException {
    try {
      int code = new ProcessBuilder(command).inheritIO().start().waitFor();
      if (code != 0) {
        throw new IOException(String.join(" ", command) + " ended with " + code);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  boolean ready() {
    if (!process.isAlive()) {
      throw new IllegalStateException("it ended:\n" + output());
    }
    URI uri = URI.create("http://127.0.0.1:" + port + "/health/readiness");
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Asks it to end and returns its exit code.
  int terminate() {
    process.destroy();
    return awaitEnd();
  }

  /// Waits for the end and returns the exit code.
  int awaitEnd() {
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("still running after a minute:\n" + output());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// Ends it, and deletes its files: what was mounted on them went with its namespace.
  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    awaitEnd();
    run("rm", "-rf", "--one-file-system", root.toString());
    Files.delete(output);
  }
}
