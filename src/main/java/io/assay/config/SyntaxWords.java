package io.assay.config;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/// The parser's complaints in words that say what to do.
final class SyntaxWords {
  private SyntaxWords() {}

  /// Returns whether the place to show is where the thing began, not where its end was missed.
  static boolean atContext(MarkedYamlEngineException e) {
    return context(e).contains("quoted scalar")
        || context(e).contains("block scalar")
        || context(e).contains("scanning an a")
        || (context(e).contains("flow") && problem(e).contains("expected ',' or"));
  }

  static String of(MarkedYamlEngineException e) {
    String problem = problem(e);
    String context = context(e);
    if (problem.contains("TAB") || problem.contains("\t")) {
      return "a tab cannot stand here; indent with spaces";
    }
    if (context.contains("quoted scalar")) {
      return "the quote that begins here is not closed properly; look for its end";
    }
    if (context.contains("block scalar")) {
      return "'>' and '|' begin block text in YAML; for a limit write at_least, at_most or equals,"
          + " and quote other text that begins so";
    }
    if (context.contains("alias") || context.contains("anchor")) {
      return "text that begins with '*' or '&' must be in quotes";
    }
    if (problem.contains("undefined alias")) {
      return line(problem) + "; text that begins with '*' must be in quotes";
    }
    if (problem.contains("cannot start any token")) {
      return "a value cannot begin with this character; put it in quotes";
    }
    if (problem.contains("mapping values are not allowed")) {
      return "a ':' does not fit here; check the indentation, and quote text that holds ': '";
    }
    if (problem.contains("could not find expected ':'")) {
      return "a ':' is missing after the key above, or the indentation is wrong";
    }
    if (context.contains("flow")) {
      return "the bracket that begins here is not closed properly; look for a missing ',' or end";
    }
    if (problem.contains("block end")) {
      return "the indentation does not fit the lines above";
    }
    return "this is not YAML: " + line(problem);
  }

  static String line(@Nullable String text) {
    return Optional.ofNullable(text).orElse("unreadable").lines().findFirst().orElse("unreadable");
  }

  private static String problem(MarkedYamlEngineException e) {
    return Optional.ofNullable(e.getProblem()).orElse("");
  }

  private static String context(MarkedYamlEngineException e) {
    return Optional.ofNullable(e.getContext()).orElse("");
  }
}
