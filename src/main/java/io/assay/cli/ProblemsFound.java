package io.assay.cli;

import io.assay.config.Problem;
import java.util.List;
import java.util.stream.Collectors;

/// Files or settings have problems, so that the command cannot do its work; they are shown one a
/// line.
final class ProblemsFound extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<Problem> problems;

  ProblemsFound(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  List<Problem> problems() {
    return problems;
  }
}
