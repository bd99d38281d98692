package io.assay.config;

import io.assay.check.Source;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A value of a YAML file with its place. Scalars stay as they were written: what `no`, `007` or
/// `1.10` mean is decided by the key they stand under.
sealed interface Yaml {

  Source at();

  /// Returns what it is, for a message.
  String what();

  /// A scalar; `block` when it was written with `|` or `>`.
  record Text(String value, boolean block, Source at) implements Yaml {
    @Override
    public String what() {
      return Quotes.of(value);
    }
  }

  /// Nothing, `null` or `~`.
  record Nothing(Source at) implements Yaml {
    @Override
    public String what() {
      return "nothing";
    }
  }

  record Items(List<Yaml> items, Source at) implements Yaml {
    public Items {
      items = List.copyOf(items);
    }

    @Override
    public String what() {
      return "a list";
    }
  }

  record Fields(Map<String, Field> fields, Source at) implements Yaml {
    public Fields {
      fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    @Override
    public String what() {
      return "a mapping";
    }

    Optional<Field> find(String key) {
      return Optional.ofNullable(fields.get(key));
    }
  }

  /// A key with its place, and its value.
  record Field(String key, Source at, Yaml value) {
    /// Returns where to point to for the value: an absent one is shown at its key.
    Source valueAt() {
      return value instanceof Nothing ? at : value.at();
    }
  }
}
