package io.assay.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Reads the YAML files of folders: `*.yaml` and `*.yml`, also in subfolders, sorted by name.
///
/// Names that begin with a dot are passed over. A Kubernetes ConfigMap is mounted as links into a
/// hidden `..data`; the links themselves are read, so each file is seen once.
public final class SourceFolder {
  /// A check file is text that people write; a larger one is a mistake, such as a dump.
  static final int LARGEST = 1 << 20;

  private static final int DEEPEST = 16;

  private final List<SourceFile> files = new ArrayList<>();
  private final Set<Path> seen = new HashSet<>();
  private final List<Problem> problems = new ArrayList<>();

  private SourceFolder() {}

  /// Returns the files of each path, a folder or a file; a path that is not there is a problem. A
  /// file that several paths lead to is read once, under the first.
  public static Sources read(Collection<Path> paths) {
    SourceFolder folder = new SourceFolder();
    paths.forEach(path -> folder.read(path, 0));
    return new Sources(folder.files, folder.problems);
  }

  /// Returns the files of a folder or file; nothing when it is not there.
  public static Sources readIfPresent(Path path) {
    return Files.exists(path) ? read(List.of(path)) : Sources.NONE;
  }

  private void read(Path path, int depth) {
    if (Files.isDirectory(path)) {
      list(path, depth);
    } else if (!Files.exists(path)) {
      problem(path, "there is no such file or folder; create it, or name another one");
    } else if (!Files.isRegularFile(path)) {
      problem(path, "this is not a regular file; remove it or give it another ending");
    } else if (seen.add(path.toAbsolutePath().normalize())) {
      file(path);
    }
  }

  private void list(Path folder, int depth) {
    if (depth > DEEPEST) {
      problem(folder, "folders are nested deeper than " + DEEPEST + "; is this a circle of links?");
      return;
    }
    List<Path> entries;
    try (Stream<Path> listed = Files.list(folder)) {
      entries = listed.filter(SourceFolder::visible).sorted().toList();
    } catch (IOException | UncheckedIOException e) {
      problem(folder, "this folder cannot be read; check its permissions");
      return;
    }
    for (Path entry : entries) {
      if (Files.isDirectory(entry)) {
        list(entry, depth + 1);
      } else if (named(entry).endsWith(".yaml") || named(entry).endsWith(".yml")) {
        read(entry, depth);
      }
    }
  }

  private void file(Path path) {
    try (InputStream in = Files.newInputStream(path)) {
      // one byte more than allowed, so that the reader can tell a file that is too large
      files.add(new SourceFile(path.toString(), in.readNBytes(LARGEST + 1)));
    } catch (IOException e) {
      problem(path, "this file cannot be read; check its permissions");
    }
  }

  private void problem(Path path, String message) {
    problems.add(new Problem(path.toString(), 1, 1, message));
  }

  private static boolean visible(Path path) {
    return !named(path).startsWith(".");
  }

  private static String named(Path path) {
    Path name = path.getFileName();
    return name == null ? "" : name.toString();
  }
}
