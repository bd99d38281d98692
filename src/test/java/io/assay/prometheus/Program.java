package io.assay.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A program of the machine that a test needs. With the property `assay.test.services=required`, as
/// CI has it, one that is missing fails the test; elsewhere the test is left out and says so.
record Program(Path path) {

  static Program named(String name) {
    Optional<Path> found =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
            .map(folder -> Path.of(folder, name))
            .filter(Files::isExecutable)
            .findFirst();
    if (System.getProperty("assay.test.services", "").equals("required")) {
      assertThat(found).as("%s is installed", name).isPresent();
    }
    assumeTrue(found.isPresent(), name + " is not installed: this is not tested here");
    return new Program(found.orElseThrow());
  }

  /// What a run printed, and how it ended.
  record Ended(int exitCode, String output) {}

  Ended run(String... arguments) {
    return run(Optional.empty(), arguments);
  }

  Ended run(Optional<Path> input, String... arguments) {
    List<String> command = new ArrayList<>(List.of(path.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    input.ifPresent(file -> builder.redirectInput(file.toFile()));
    try {
      Process process = builder.start();
      String output = new String(process.getInputStream().readAllBytes());
      return new Ended(process.waitFor(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
