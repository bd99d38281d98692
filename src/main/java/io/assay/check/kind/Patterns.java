package io.assay.check.kind;

/// The patterns of the language: `*` stands for any characters and `?` for one.
final class Patterns {
  private Patterns() {}

  /// Returns whether the pattern may name several things.
  static boolean several(String pattern) {
    return pattern.contains("*") || pattern.contains("?");
  }
}
