package io.assay.bench;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The options of the command line: each has a name and a value.
record Options(Map<String, String> values) {

  /// Reads the options; ends the process with their explanation when one is not known.
  static Options read(String[] arguments, String usage, String... known) {
    Map<String, String> values = new HashMap<>();
    Deque<String> rest = new ArrayDeque<>(List.of(arguments));
    while (!rest.isEmpty()) {
      String name = rest.pop();
      if (!List.of(known).contains(name) || rest.isEmpty()) {
        System.err.print(usage);
        System.exit(name.equals("--help") ? 0 : 2);
      }
      values.put(name, rest.pop());
    }
    return new Options(values);
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name));
  }

  Optional<Path> path(String name) {
    return text(name).map(Path::of);
  }

  double number(String name, double otherwise) {
    return text(name).map(Double::valueOf).orElse(otherwise);
  }

  /// Returns the options as they were given, for the report.
  String written() {
    StringBuilder written = new StringBuilder();
    values.forEach((name, value) -> {
      if (!name.equals("--out") && !name.equals("--url")) {
        written.append(' ').append(name).append(' ').append(value);
      }
    });
    return written.toString();
  }
}
