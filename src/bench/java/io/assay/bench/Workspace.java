package io.assay.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// The project's directory, and a temporary one for all that is generated; it is deleted at the
/// end, also after Ctrl-C.
///
/// @param home of the project
/// @param temporary for everything else
record Workspace(Path home, Path temporary) implements AutoCloseable {

  static Workspace create() {
    try {
      return new Workspace(
          Path.of(System.getProperty("assay.home", "")).toAbsolutePath(),
          Files.createTempDirectory("assay-bench"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path bench(String name) {
    return home.resolve("src/bench").resolve(name);
  }

  Path write(String name, String text) {
    try {
      Path file = temporary.resolve(name);
      Files.createDirectories(file.getParent());
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try (Stream<Path> all = Files.walk(temporary)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      System.err.println("could not delete " + temporary + ": " + e.getMessage());
    }
  }
}
