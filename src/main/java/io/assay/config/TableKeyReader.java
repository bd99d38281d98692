package io.assay.config;

import io.assay.check.Glob;
import io.assay.check.Source;
import io.assay.check.TableName;
import io.assay.scan.Catalog;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads the keys under `tables:` of one file: a relation, or a pattern for many.
final class TableKeyReader {
  /// Returns no relation; what stands under such a key is still read for its problems.
  private static final Relations NONE = new Relations(List.of(), true, List.of());

  private final ValueReader values;
  private final String database;
  private final Optional<Catalog> catalog;
  private final boolean strict;
  private final Set<Unexpanded> unexpanded = new LinkedHashSet<>();

  /// When not `strict`, the catalog expands patterns, and missing relations are no problem.
  TableKeyReader(ValueReader values, String database, Optional<Catalog> catalog, boolean strict) {
    this.values = values;
    this.database = database;
    this.catalog = catalog;
    this.strict = strict;
  }

  Set<Unexpanded> unexpanded() {
    return unexpanded;
  }

  Relations read(Yaml.Field field) {
    String key = field.key().strip();
    if (key.startsWith(".") || key.endsWith(".")) {
      values.wrong(field.at(), "a table is written schema.name, not " + Quotes.of(key));
      return NONE;
    }
    return Glob.isPattern(key) ? pattern(field, key) : exact(field, Relations.exact(key));
  }

  private Relations exact(Yaml.Field field, TableName name) {
    Optional<Catalog.Relation> relation = catalog.flatMap(known -> known.find(name));
    if (strict && catalog.isPresent() && relation.isEmpty()) {
      unknown(values, field.at(), name, database, catalog.get());
    }
    return new Relations(List.of(name), false, strict ? relation.stream().toList() : List.of());
  }

  /// Reports a table that the catalog does not have.
  static <T> Optional<T> unknown(
      ValueReader values, Source at, TableName name, String database, Catalog catalog) {
    return values.wrong(
        at,
        "unknown table %s in database %s%s"
            .formatted(
                Quotes.of(name.toString()),
                Quotes.of(database),
                Nearest.to(name.toString(), names(catalog.relations().keySet()))
                    .map(near -> "; did you mean '" + near + "'?")
                    .orElse("; write schema.name as the catalog has it")));
  }

  private Relations pattern(Yaml.Field field, String key) {
    if (catalog.isEmpty()) {
      unexpanded.add(new Unexpanded(values.problems().path(), database, key));
      return NONE;
    }
    TableName pattern = Relations.exact(key);
    List<Catalog.Relation> found =
        catalog.get().relations().values().stream()
            .filter(each -> Glob.matches(pattern.schema(), each.name().schema()))
            .filter(each -> Glob.matches(pattern.name(), each.name().name()))
            .sorted((one, other) -> one.name().compareTo(other.name()))
            .toList();
    if (strict && found.isEmpty()) {
      List<String> schemas =
          catalog.get().relations().keySet().stream().map(TableName::schema).distinct().toList();
      String hint =
          Glob.isPattern(pattern.schema()) || schemas.contains(pattern.schema())
              ? ""
              : Nearest.hint(pattern.schema(), schemas);
      values.wrong(
          field.at(),
          "%s matches no table of database %s%s"
              .formatted(Quotes.of(key), Quotes.of(database), hint));
    }
    return new Relations(
        found.stream().map(Catalog.Relation::name).toList(), true, strict ? found : List.of());
  }

  private static List<String> names(Collection<TableName> tables) {
    return tables.stream().map(TableName::toString).toList();
  }
}
