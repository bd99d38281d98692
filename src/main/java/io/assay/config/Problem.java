package io.assay.config;

import io.assay.check.Source;
import java.util.Comparator;

/// Something that is wrong in a file, at a line and a column that count from 1; `message` is one
/// sentence that says what to do, without a secret in it.
public record Problem(String path, int line, int column, String message)
    implements Comparable<Problem> {
  private static final Comparator<Problem> BY_PLACE =
      Comparator.comparing(Problem::path)
          .thenComparing(Problem::line)
          .thenComparing(Problem::column)
          .thenComparing(Problem::message);

  /// Returns a problem at a place.
  public static Problem at(Source place, String message) {
    return new Problem(place.path(), place.line(), place.column(), message);
  }

  @Override
  public int compareTo(Problem other) {
    return BY_PLACE.compare(this, other);
  }

  /// Returns `path:line:column: message`, the form that editors and CI find, on one line whatever
  /// the file is called.
  @Override
  public String toString() {
    return (path + ":" + line + ":" + column + ": " + message).replaceAll("\\p{Cntrl}", "?");
  }
}
