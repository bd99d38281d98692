package io.assay.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// A table of broken files and what is said of them. Each case is a line `=== name`, the file, a
/// line `---`, and the expected problems without their path.
record Cases(String name, String file, List<String> expected) {

  static List<Cases> of(String resource) {
    String table;
    try (var in = Objects.requireNonNull(Cases.class.getResourceAsStream(resource), resource)) {
      table = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<Cases> cases = new ArrayList<>();
    for (String part : table.split("(?m)^=== ", -1)) {
      if (!part.isBlank()) {
        String[] halves = part.split("(?m)^---\n", 2);
        int line = halves[0].indexOf('\n');
        cases.add(
            new Cases(
                halves[0].substring(0, line),
                // written so that no editor or formatter can take them away
                halves[0].substring(line + 1).replace("<TAB>", "\t").replace("<NUL>", "\0"),
                halves[1].strip().lines().toList()));
      }
    }
    return cases;
  }

  @Override
  public String toString() {
    return name;
  }
}
