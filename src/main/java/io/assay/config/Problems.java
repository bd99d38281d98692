package io.assay.config;

import io.assay.check.Source;
import java.util.ArrayList;
import java.util.List;

/// Collects the problems of one file, so that all are told in one go.
final class Problems {
  /// A broken generator can make a problem of every line; nobody reads more than this.
  private static final int MOST = 100;

  private final String path;
  private final List<Problem> all = new ArrayList<>();
  private int count;

  Problems(String path) {
    this.path = path;
  }

  void add(Source at, String message) {
    if (count < MOST) {
      all.add(Problem.at(at, message));
    } else if (count == MOST) {
      all.add(Problem.at(at, "and more; the first " + MOST + " problems of the file are told"));
    }
    count++;
  }

  /// Returns the place of problems that concern the file as a whole.
  Source start() {
    return new Source(path, 1, 1);
  }

  String path() {
    return path;
  }

  int count() {
    return count;
  }

  List<Problem> all() {
    return all.stream().sorted().toList();
  }
}
