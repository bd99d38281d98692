package io.assay.bench;

/// Checks of the database that run together.
///
/// @param start how their ids begin, after the database
record Checks(String start) {
  /// Those of tables that are not measured.
  static final Checks OTHERS = new Checks("others.");

  /// Returns how their ids begin.
  String prefix() {
    return "bench/" + start;
  }

  /// Returns what only the names of their groups contain.
  String groups() {
    return start.replace('/', ' ');
  }
}
