package io.assay.config;

import io.assay.check.KindLanguage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds the one kind of a list item among its keys.
final class KindChooser {
  private final List<KindLanguage> kinds;
  private final ValueReader values;

  KindChooser(List<KindLanguage> kinds, ValueReader values) {
    this.kinds = kinds;
    this.values = values;
  }

  Optional<KindLanguage> choose(Yaml.Fields item) {
    List<KindLanguage> named = new ArrayList<>();
    for (String key : item.fields().keySet()) {
      kinds.stream().filter(kind -> kind.keyword().equals(key)).forEach(named::add);
    }
    List<KindLanguage> found = withoutParameters(named);
    if (found.size() == 1) {
      return Optional.of(found.getFirst());
    }
    return found.isEmpty() ? none(item) : several(item, found);
  }

  /// A word can be a kind and another kind's parameter: with `volume`, `drop` is its parameter.
  private static List<KindLanguage> withoutParameters(List<KindLanguage> named) {
    List<KindLanguage> left =
        named.stream()
            .filter(kind ->
                named.stream()
                    .filter(other -> other != kind)
                    .noneMatch(other -> keys(other).contains(kind.keyword())))
            .toList();
    return left.isEmpty() ? named : left;
  }

  /// Returns the keys of a kind's parameters.
  static List<String> keys(KindLanguage kind) {
    return kind.parameters().stream()
        .flatMap(parameter -> ShapeReader.keys(parameter).stream())
        .toList();
  }

  private Optional<KindLanguage> several(Yaml.Fields item, List<KindLanguage> found) {
    String first = found.get(0).keyword();
    String second = found.get(1).keyword();
    return values.wrong(
        item.find(second).orElseThrow().at(),
        "two kinds in one check, '%s' and '%s'; give each a list item of its own"
            .formatted(first, second));
  }

  private Optional<KindLanguage> none(Yaml.Fields item) {
    List<String> words = kinds.stream().map(KindLanguage::keyword).toList();
    List<String> modifiers = Modifier.keysAt(Modifier.Reach.CHECK);
    for (Yaml.Field field : item.fields().values()) {
      if (Modifier.LATER_KINDS.contains(field.key())) {
        return values.wrong(field.at(), Modifier.notAvailable(field.key()));
      }
    }
    for (Yaml.Field field : item.fields().values()) {
      Optional<String> near = Nearest.to(field.key(), words);
      if (!modifiers.contains(field.key()) && near.isPresent()) {
        return values.wrong(
            field.at(),
            "unknown kind %s; did you mean '%s'?".formatted(Quotes.of(field.key()), near.get()));
      }
    }
    return values.wrong(item.at(), "this check has no kind; write one of " + Nearest.list(words));
  }
}
