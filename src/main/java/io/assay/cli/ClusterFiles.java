package io.assay.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// What stands beside a cluster in its data directory: the password, and the mark that it was
/// completely made.
record ClusterFiles(Path home, Path cluster) {
  static final String PASSWORD = "postgres-password";
  private static final String FINISHED = "postgres-complete";

  /// Throws away a cluster whose making was interrupted, which never held any data. Returns whether
  /// one has to be made.
  boolean discardUnfinished() throws IOException {
    if (Files.exists(home.resolve(FINISHED)) && Files.exists(cluster)) {
      return false;
    }
    if (Files.exists(cluster)) {
      List<Path> files;
      try (Stream<Path> walk = Files.walk(cluster)) {
        files = walk.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path file : files) {
        Files.delete(file);
      }
    }
    Files.deleteIfExists(home.resolve(FINISHED));
    return true;
  }

  /// Notes that the cluster was completely made.
  void finished() throws IOException {
    if (!Files.exists(home.resolve(FINISHED))) {
      Files.createFile(home.resolve(FINISHED));
    }
  }

  /// Returns the superuser's password, which is made once, readable for the owner alone.
  String password() throws IOException {
    Path file = home.resolve(PASSWORD);
    if (!Files.exists(file)) {
      if (Files.exists(home.resolve(FINISHED))) {
        throw new CannotStart(
            "the file "
                + file
                + " is gone, and without it the database beside it cannot be opened: put it back");
      }
      byte[] random = new byte[24];
      new SecureRandom().nextBytes(random);
      Files.createFile(file, permissions("rw-------"));
      Files.writeString(file, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
    }
    return Files.readString(file).strip();
  }

  /// Returns the directory for the server's programs, which is made when it is missing. The library
  /// lets everybody write into the one that it is given, so a private one is put around it.
  Path runtime() throws IOException {
    Path around = home.resolve("postgres-runtime");
    if (!Files.exists(around)) {
      Files.createDirectory(around, permissions("rwx------"));
    }
    return around.resolve("unpacked");
  }

  private FileAttribute<?>[] permissions(String permissions) {
    return home.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
