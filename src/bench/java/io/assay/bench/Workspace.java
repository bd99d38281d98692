package io.assay.bench;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;

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

  /// Returns the launcher of a copy of the built program: without its sources beside it, it is not
  /// built again when they change meanwhile.
  Path product() {
    Path product = temporary.resolve("product");
    try {
      if (!Files.exists(product)) {
        Files.createDirectories(product.resolve("target/lib"));
        Files.copy(home.resolve("assay"), product.resolve("assay"), COPY_ATTRIBUTES);
        // with their times, by which java knows the files that it learned about
        copy(home.resolve("target"), product.resolve("target"), "assay.jar|assay-.*[.]aot");
        copy(home.resolve("target/lib"), product.resolve("target/lib"), ".*[.]jar");
      }
      return product.resolve("assay");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Path from, Path to, String names) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      for (Path each : files.toList()) {
        if (each.getFileName().toString().matches(names)) {
          Files.copy(each, to.resolve(each.getFileName()), COPY_ATTRIBUTES);
        }
      }
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
