package io.assay.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// A major version of PostgreSQL whose server the tests can start: 18 of the class path, and those
/// that the build copies to `target/postgres`.
///
/// @param major from 14 to 18
public record PostgresRelease(int major) {
  private static final int OF_CLASS_PATH = 18;
  private static final int OLDEST = 14;

  public PostgresRelease {
    if (major < OLDEST || major > OF_CLASS_PATH) {
      throw new IllegalArgumentException(
          "the tests know PostgreSQL " + OLDEST + " to " + OF_CLASS_PATH + ", not " + major);
    }
  }

  /// Returns the one that the property `assay.test.postgres.version` names, else 18.
  public static PostgresRelease chosen() {
    return new PostgresRelease(Integer.getInteger("assay.test.postgres.version", OF_CLASS_PATH));
  }

  /// Returns a server of this version that is not started yet.
  public EmbeddedPostgres.Builder server() {
    EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
    if (major < OF_CLASS_PATH) {
      builder.setPgBinaryResolver((system, machine) -> programs());
    }
    return builder;
  }

  /// The archive in the jar that the build copied; Maven's jars of binaries hold nothing else.
  private InputStream programs() throws IOException {
    Path folder = Path.of("target", "postgres", String.valueOf(major));
    try (ZipFile jar = new ZipFile(only(folder).toFile())) {
      ZipEntry archive =
          jar.stream()
              .filter(entry -> entry.getName().endsWith(".txz"))
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("no server in " + jar.getName()));
      return new ByteArrayInputStream(jar.getInputStream(archive).readAllBytes());
    }
  }

  private static Path only(Path folder) {
    try (var files = Files.list(folder)) {
      List<Path> jars = files.filter(file -> file.toString().endsWith(".jar")).toList();
      if (jars.size() == 1) {
        return jars.getFirst();
      }
      throw new IllegalStateException(
          folder + " must hold one jar, not " + jars.size() + ": run ./mvnw clean");
    } catch (IOException e) {
      throw new UncheckedIOException(
          "no server in " + folder + ": ./mvnw process-test-resources copies it", e);
    }
  }
}
