package io.assay.config;

import io.assay.check.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The values of the configuration by their paths below `assay`, as they were written.
///
/// @param places where each database is declared
record SettingsFile(Map<List<String>, Yaml.Field> fields, Map<String, Source> places) {
  static final SettingsFile EMPTY = new SettingsFile(Map.of(), Map.of());

  /// Returns the known keys of a file; the others are problems.
  static SettingsFile read(Yaml yaml, ValueReader values) {
    SettingsFile file = new SettingsFile(new LinkedHashMap<>(), new LinkedHashMap<>());
    if (!(yaml instanceof Yaml.Fields top)) {
      values.wrong(yaml.at(), "the configuration begins with 'assay:', not with " + yaml.what());
      return file;
    }
    values.onlyKeys(top, List.of("assay"));
    top.find("assay")
        .flatMap(field -> values.fields(field, "the keys of the configuration below it"))
        .ifPresent(assay -> file.assay(assay, values));
    return file;
  }

  List<String> databases() {
    return List.copyOf(places.keySet());
  }

  /// Returns the environment variables that the values refer to.
  Set<String> references() {
    Set<String> names = new LinkedHashSet<>();
    for (Yaml.Field field : fields.values()) {
      if (field.value() instanceof Yaml.Text text) {
        names.addAll(References.variables(text.value()));
      }
    }
    return names;
  }

  /// Returns these values with others over them.
  SettingsFile with(Map<List<String>, Yaml.Text> overrides) {
    Map<List<String>, Yaml.Field> all = new LinkedHashMap<>(fields);
    Map<String, Source> declared = new LinkedHashMap<>(places);
    overrides.forEach((path, text) -> {
      all.put(path, new Yaml.Field(path.getLast(), text.at(), text));
      if (path.size() == 3) {
        declared.putIfAbsent(path.get(1), text.at());
      }
    });
    return new SettingsFile(all, declared);
  }

  private void assay(Yaml.Fields assay, ValueReader values) {
    values.onlyKeys(assay, SettingKeys.TOP);
    for (String key : SettingKeys.FOLDERS) {
      assay.find(key).ifPresent(field -> fields.put(List.of(key), field));
    }
    section(assay, "state", SettingKeys.STATE, values);
    section(assay, "web", SettingKeys.WEB, values);
    assay
        .find("databases")
        .flatMap(field -> values.fields(field, "databases by their names"))
        .ifPresent(databases -> {
          for (Yaml.Field database : databases.fields().values()) {
            places.put(database.key(), database.at());
            // all of its keys may stand in the environment
            if (database.value() instanceof Yaml.Nothing) {
              continue;
            }
            values
                .fields(database, "a 'url' and other keys below it")
                .ifPresent(keys ->
                    section(
                        keys, List.of("databases", database.key()), SettingKeys.DATABASE, values));
          }
        });
  }

  private void section(Yaml.Fields assay, String name, List<String> keys, ValueReader values) {
    assay
        .find(name)
        .flatMap(field -> values.fields(field, "keys such as " + keys.getFirst()))
        .ifPresent(found -> section(found, List.of(name), keys, values));
  }

  private void section(
      Yaml.Fields section, List<String> path, List<String> keys, ValueReader values) {
    values.onlyKeys(section, keys);
    for (String key : keys) {
      List<String> whole = new ArrayList<>(path);
      whole.add(key);
      section.find(key).ifPresent(field -> fields.put(List.copyOf(whole), field));
    }
  }
}
