package io.assay.config;

import java.util.List;

/// The files to load, in order, and what could not be read: a problem's path is that of a file, or
/// of a folder all of whose files are then unknown.
public record Sources(List<SourceFile> files, List<Problem> unreadable) {
  public static final Sources NONE = new Sources(List.of(), List.of());

  public Sources {
    files = List.copyOf(files);
    unreadable = List.copyOf(unreadable);
  }

  /// Returns sources that could all be read.
  public static Sources of(SourceFile... files) {
    return new Sources(List.of(files), List.of());
  }

  /// Returns whether nothing is known of what `path` holds now.
  boolean hides(String path) {
    return unreadable.stream()
        .anyMatch(problem -> path.equals(problem.path()) || path.startsWith(problem.path() + "/"));
  }
}
