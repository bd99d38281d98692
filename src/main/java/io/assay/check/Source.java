package io.assay.check;

/// Where something was declared: a path as the user gave it, and a line and a column that count
/// from 1.
public record Source(String path, int line, int column) {
  /// Returns `path:line`, the form that messages and editors use.
  public String place() {
    return path + ":" + line;
  }
}
