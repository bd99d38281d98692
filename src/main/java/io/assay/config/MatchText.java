package io.assay.config;

import io.assay.alert.Match;
import io.assay.check.Source;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads what somebody matches on a command line, or sends: pairs in the language of the routing
/// files. A label that is called like a key is written `labels.NAME`.
public final class MatchText {
  private static final Source HERE = new Source("", 1, 1);
  private static final String LABELS = "labels.";

  private MatchText() {}

  /// What was read.
  public sealed interface Read {
    record Good(Match match) implements Read {}

    /// What is wrong first, in a sentence.
    record Wrong(String why) implements Read {}
  }

  /// Returns what the pairs say; `databases` are those that there are, where that is known.
  public static Read read(Map<String, String> pairs, Optional<Set<String>> databases) {
    Problems problems = new Problems("");
    Match match = new MatchReader(new ValueReader(problems), databases).read(fields(pairs));
    return problems.count() > 0
        ? new Read.Wrong(problems.all().getFirst().message())
        : new Read.Good(match);
  }

  private static Yaml.Fields fields(Map<String, String> pairs) {
    Map<String, Yaml.Field> keys = new LinkedHashMap<>();
    Map<String, Yaml.Field> labels = new LinkedHashMap<>();
    pairs.forEach((key, value) -> {
      boolean label = key.startsWith(LABELS);
      String name = label ? key.substring(LABELS.length()) : key;
      (label ? labels : keys).put(name, field(name, new Yaml.Text(value, false, HERE)));
    });
    if (!labels.isEmpty()) {
      keys.put("labels", field("labels", new Yaml.Fields(labels, HERE)));
    }
    return new Yaml.Fields(keys, HERE);
  }

  private static Yaml.Field field(String key, Yaml value) {
    return new Yaml.Field(key, HERE, value);
  }
}
