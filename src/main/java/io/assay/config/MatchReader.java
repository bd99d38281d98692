package io.assay.config;

import io.assay.alert.Match;
import io.assay.check.Glob;
import io.assay.check.KindLanguage;
import io.assay.check.Severity;
import io.assay.check.kind.Kinds;
import io.assay.incident.Subject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads what a route or a mute matches. A key that is none of the known ones is a label's name,
/// unless it looks like a slip of a known one; such a label stands under `labels:`.
final class MatchReader {
  static final List<String> KEYS =
      List.of("severity", "database", "table", "check", "kind", "owner");

  /// Not among those that a label may be a slip of: `port` is a good name for one.
  private static final String SORT = "sort";

  private final ValueReader values;
  private final Optional<Set<String>> databases;

  MatchReader(ValueReader values, Optional<Set<String>> databases) {
    this.values = values;
    this.databases = databases;
  }

  Match read(Yaml.Fields fields) {
    Map<String, String> equalities = new LinkedHashMap<>();
    for (Yaml.Field field : fields.fields().values()) {
      if (field.key().equals("labels")) {
        labels(field, equalities);
      } else {
        equality(field).ifPresent(value -> equalities.put(field.key(), value));
      }
    }
    return new Match(equalities);
  }

  private void labels(Yaml.Field field, Map<String, String> equalities) {
    values
        .fields(field, "labels such as {team: payments}")
        .ifPresent(labels -> {
          for (Yaml.Field label : labels.fields().values()) {
            if (KEYS.contains(label.key()) || label.key().equals(SORT)) {
              values.wrong(
                  label.at(),
                  "'%s' is not a label; write it beside 'labels'".formatted(label.key()));
            }
            values.string(label, "a text").ifPresent(value -> equalities.put(label.key(), value));
          }
        });
  }

  private Optional<String> equality(Yaml.Field field) {
    if (!KEYS.contains(field.key())) {
      Optional<String> near = Nearest.to(field.key(), KEYS);
      if (near.isPresent() && field.key().length() > 3) {
        return values.wrong(
            field.at(),
            "unknown key %s; did you mean '%s'? a label of this name stands under 'labels:'"
                .formatted(Quotes.of(field.key()), near.get()));
      }
    }
    Optional<String> value =
        values
            .text(field, "one text, which may hold * and ?")
            .flatMap(text -> known(field.key(), text));
    return value;
  }

  private Optional<String> known(String key, Yaml.Text text) {
    String written = text.value().strip();
    if (Glob.isPattern(written)) {
      return Optional.of(written);
    }
    return switch (key) {
      case "severity" -> values.word(key, text, ValueReader.words(Severity.class));
      case "kind" ->
          Modifier.LATER_KINDS.contains(written)
              ? Optional.of(written)
              : values.word(key, text, Kinds.ALL.stream().map(KindLanguage::keyword).toList());
      case SORT -> values.word(key, text, ValueReader.words(Subject.Sort.class));
      case "database" ->
          databases.isEmpty() || databases.get().contains(written)
              ? Optional.of(written)
              : values.wrong(
                  text.at(),
                  "unknown database "
                      + Quotes.of(written)
                      + Nearest.hint(written, databases.get()));
      default -> Optional.of(written);
    };
  }
}
