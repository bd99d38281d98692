package io.assay.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The keys of the configuration, and their names as system properties and environment variables.
final class SettingKeys {
  static final List<String> FOLDERS = List.of("checks", "alerts", "data");
  static final List<String> DATABASE =
      List.of(
          "url",
          "username",
          "password",
          "connections",
          "timeout",
          "budget",
          "back-off-active",
          "back-off-lag",
          "back-off-wait");
  static final List<String> STATE =
      List.of("url", "username", "password", "retention", "incident-retention");
  static final List<String> WEB = List.of("host", "port", "token", "public-read", "url");
  static final List<String> TOP = List.of("checks", "alerts", "data", "databases", "state", "web");

  private SettingKeys() {}

  /// Returns the path of a property such as `assay.databases.shop.url`; nothing when it names no
  /// key.
  static Optional<List<String>> ofProperty(String name) {
    List<String> path = List.of(name.substring("assay.".length()).split("\\.", -1));
    boolean known =
        switch (path.size()) {
          case 1 -> FOLDERS.contains(path.getFirst());
          case 2 ->
              (path.getFirst().equals("state") && STATE.contains(path.get(1)))
                  || (path.getFirst().equals("web") && WEB.contains(path.get(1)));
          case 3 ->
              path.getFirst().equals("databases")
                  && !path.get(1).isEmpty()
                  && DATABASE.contains(path.get(2));
          default -> false;
        };
    return known ? Optional.of(path) : Optional.empty();
  }

  /// Returns the path of a variable such as `ASSAY_DATABASES_SHOP_URL`. The database is the
  /// declared one of that spelling, else a new one in small letters.
  static Optional<List<String>> ofVariable(String name, List<String> declared) {
    for (List<String> path : fixed()) {
      if (variable(path).equals(name)) {
        return Optional.of(path);
      }
    }
    String prefix = "ASSAY_DATABASES_";
    for (String key : DATABASE) {
      String suffix = "_" + upper(key);
      if (name.startsWith(prefix)
          && name.endsWith(suffix)
          && name.length() > prefix.length() + suffix.length()) {
        String database = name.substring(prefix.length(), name.length() - suffix.length());
        return Optional.of(
            List.of(
                "databases",
                declared.stream()
                    .filter(each -> upper(each).equals(database))
                    .findFirst()
                    .orElse(database.toLowerCase(Locale.ROOT)),
                key));
      }
    }
    return Optional.empty();
  }

  /// Returns the names of the properties whose path is fixed.
  static List<String> properties() {
    return fixed().stream().map(path -> "assay." + String.join(".", path)).toList();
  }

  /// Returns the names of the variables whose path is fixed.
  static List<String> variables() {
    return fixed().stream().map(SettingKeys::variable).toList();
  }

  private static List<List<String>> fixed() {
    List<List<String>> paths = new ArrayList<>();
    FOLDERS.forEach(key -> paths.add(List.of(key)));
    STATE.forEach(key -> paths.add(List.of("state", key)));
    WEB.forEach(key -> paths.add(List.of("web", key)));
    return paths;
  }

  private static String variable(List<String> path) {
    return "ASSAY_" + upper(String.join("_", path));
  }

  private static String upper(String text) {
    return text.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }
}
