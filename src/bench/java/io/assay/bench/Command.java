package io.assay.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A program that is run to its end.
final class Command {
  private Command() {}

  /// What a program printed, and how long it ran, from before its start to its end.
  record Ended(int exitCode, String output, Duration took) {}

  /// Runs a program and returns what it printed to its standard output; its errors go to ours.
  static Ended run(Map<String, String> environment, List<String> command) {
    try {
      Path output = Files.createTempFile("assay-bench", ".out");
      try {
        ProcessBuilder builder =
            new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        long begin = System.nanoTime();
        int exitCode = builder.start().waitFor();
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        return new Ended(exitCode, Files.readString(output, StandardCharsets.UTF_8), took);
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Runs a program that has to end well.
  static Ended succeed(Map<String, String> environment, List<String> command) {
    Ended ended = run(environment, command);
    if (ended.exitCode() != 0) {
      throw new IllegalStateException(
          String.join(" ", command) + " ended with " + ended.exitCode() + ": " + ended.output());
    }
    return ended;
  }

  /// As the superuser, PostgreSQL's own programs refuse to run: returns the command as the user
  /// that its packages make.
  static List<String> unprivileged(List<String> command) {
    if (!System.getProperty("user.name").equals("root")) {
      return command;
    }
    List<String> all = new ArrayList<>(List.of("runuser", "-u", "postgres", "--"));
    all.addAll(command);
    return all;
  }
}
