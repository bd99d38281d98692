package io.assay.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What is written NAME=VALUE on a command line.
final class Pairs {
  private Pairs() {}

  /// Returns the pairs of an option, in their order. Throws CannotStart when one is none, or names
  /// what another one has named.
  static Map<String, String> of(String option, List<String> written) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String each : written) {
      int equals = each.indexOf('=');
      String name = each.substring(0, Math.max(equals, 0)).strip();
      String value = each.substring(equals + 1).strip();
      if (name.isEmpty() || value.isEmpty()) {
        throw new CannotStart(
            "%s takes NAME=VALUE, such as severity=critical, and not '%s'".formatted(option, each));
      }
      if (pairs.putIfAbsent(name, value) != null) {
        throw new CannotStart("%s names '%s' twice; write it once".formatted(option, name));
      }
    }
    return pairs;
  }
}
