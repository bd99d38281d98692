package io.assay.config;

import io.assay.check.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The keys of the configuration that stand in system properties and environment variables. The
/// property wins over the variable. A name that is no key is a problem, whose path is that name.
final class Overrides {
  /// What Kubernetes sets for a service that is called `assay`, and what start scripts use.
  private static final Pattern FOREIGN =
      Pattern.compile(
          "ASSAY(_\\w+)?_SERVICE_(HOST|PORT(_\\w+)?)"
              + "|ASSAY(_\\w+)?_PORT(_\\d+_(TCP|UDP)(_(PROTO|PORT|ADDR))?)?"
              + "|ASSAY_(HOME|OPTS|JAVA|JAVA_HOME|JAVA_OPTS|LOG\\w*)");

  /// Variables that routing files and the like may refer to.
  private static final Pattern SECRET =
      Pattern.compile("ASSAY_\\w*(TOKEN|PASSWORD|KEY|SECRET|WEBHOOK|WEBHOOK_URL)");

  private static final List<String> SECTIONS = List.of("databases", "state", "web");

  private final List<Problem> problems = new ArrayList<>();
  private final Map<List<String>, Yaml.Text> found = new LinkedHashMap<>();

  private Overrides() {}

  /// Reads what is set. `declared` are the databases of the file, `referenced` the variables it
  /// refers to.
  static Overrides read(Environment environment, List<String> declared, Set<String> referenced) {
    Overrides overrides = new Overrides();
    new TreeMap<>(environment.variables())
        .forEach((name, value) -> {
          if (name.startsWith("ASSAY_") && !referenced.contains(name)) {
            overrides.variable(name, value, declared);
          }
        });
    new TreeMap<>(environment.properties())
        .forEach((name, value) -> {
          if (name.startsWith("assay.")) {
            overrides.property(name, value);
          }
        });
    return overrides;
  }

  List<Problem> problems() {
    return problems;
  }

  /// Returns the values by their paths below `assay`.
  Map<List<String>, Yaml.Text> found() {
    return found;
  }

  private void variable(String name, String value, List<String> declared) {
    SettingKeys.ofVariable(name, declared)
        .ifPresentOrElse(
            path -> put(path, name, value),
            () -> {
              boolean section =
                  SECTIONS.stream()
                      .anyMatch(
                          each -> name.startsWith("ASSAY_" + each.toUpperCase(Locale.ROOT) + "_"));
              if (!FOREIGN.matcher(name).matches()
                  && (section || !SECRET.matcher(name).matches())) {
                unknown(name, SettingKeys.variables(), "environment variable");
              }
            });
  }

  private void property(String name, String value) {
    SettingKeys.ofProperty(name)
        .ifPresentOrElse(
            path -> put(path, name, value),
            () -> {
              boolean section =
                  SECTIONS.stream().anyMatch(each -> name.startsWith("assay." + each + "."));
              if (section || Nearest.to(name, SettingKeys.properties()).isPresent()) {
                unknown(name, SettingKeys.properties(), "system property");
              }
            });
  }

  private void put(List<String> path, String name, String value) {
    found.put(path, new Yaml.Text(value, false, new Source(name, 1, 1)));
  }

  private void unknown(String name, List<String> known, String what) {
    problems.add(
        new Problem(
            name,
            1,
            1,
            "this %s is no key of the configuration%s"
                .formatted(
                    what,
                    Nearest.to(name, known)
                        .map(near -> "; did you mean '" + near + "'?")
                        .orElse("; unset it, or see the configuration's reference"))));
  }
}
