package io.assay.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads names of things of a database that are not checked against its catalog, because a check is
/// about their being there.
final class NameReader {
  private final ValueReader values;

  NameReader(ValueReader values) {
    this.values = values;
  }

  /// Returns the one name, or those of a list.
  Optional<List<String>> names(Yaml.Field field) {
    if (!(field.value() instanceof Yaml.Items)) {
      return values.string(field, "a name or a list of names").map(List::of);
    }
    List<String> names = new ArrayList<>();
    for (Yaml.Field item : values.items(field, "a name or a list of names")) {
      Optional<String> name = values.string(item, "a name");
      if (name.isPresent() && names.contains(name.get())) {
        values.wrong(item.valueAt(), Quotes.of(name.get()) + " is listed twice");
      }
      name.ifPresent(names::add);
    }
    return names.isEmpty() ? Optional.empty() : Optional.of(names);
  }

  /// Returns a list of names and lists of names.
  Optional<List<List<String>>> lists(Yaml.Field field) {
    List<List<String>> lists = new ArrayList<>();
    for (Yaml.Field item : values.items(field, "a list such as [id, [tenant_id, order_no]]")) {
      names(item).ifPresent(lists::add);
    }
    return lists.isEmpty() ? Optional.empty() : Optional.of(lists);
  }

  /// Returns a mapping of names to texts, in the order of the file.
  Optional<Map<String, String>> texts(Yaml.Field field) {
    Map<String, String> texts = new LinkedHashMap<>();
    values
        .fields(field, "a mapping such as {id: bigint not null}")
        .ifPresent(fields ->
            fields
                .fields()
                .values()
                .forEach(each ->
                    values
                        .string(
                            each,
                            "a text such as bigint; a text with a comma needs quotes within braces")
                        .ifPresent(text -> texts.put(each.key(), text))));
    return texts.isEmpty() ? Optional.empty() : Optional.of(texts);
  }
}
