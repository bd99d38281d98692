package io.assay.config;

import io.assay.check.OtherTable;
import io.assay.check.TableName;
import io.assay.scan.Catalog;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads names of databases, and tables that are named beside the one a check is about.
///
/// @param strict whether a table that is not in the catalog is a problem
record OtherTableReader(ValueReader values, Surroundings around, boolean strict) {
  private static final String WANTED = "a mapping such as {database: warehouse, table: orders}";

  /// Returns the name of a declared database.
  Optional<String> database(Yaml.Field field) {
    return values
        .text(field, "the name of a database")
        .flatMap(text -> {
          String name = text.value().strip();
          Optional<Set<String>> declared = around.databases();
          return declared.isEmpty() || declared.get().contains(name)
              ? Optional.of(name)
              : values.wrong(
                  text.at(),
                  "unknown database "
                      + Quotes.of(name)
                      + (declared.get().isEmpty()
                          ? "; declare it under 'databases' in the configuration"
                          : Nearest.hint(name, declared.get())));
        });
  }

  /// Returns the table that the mapping names, seen from `own`.
  Optional<OtherTable> table(Yaml.Field field, String own) {
    return values
        .fields(field, WANTED)
        .flatMap(fields -> {
          values.onlyKeys(fields, List.of("database", "table"));
          if (fields.fields().isEmpty()) {
            return values.needs(field, WANTED);
          }
          Optional<String> database = fields.find("database").flatMap(this::database);
          Optional<TableName> table =
              fields.find("table").flatMap(each -> name(each, database.orElse(own)));
          return database.isEmpty() && table.isEmpty()
              ? Optional.empty()
              : Optional.of(new OtherTable(database, table));
        });
  }

  private Optional<TableName> name(Yaml.Field field, String database) {
    return values
        .text(field, "a table such as public.orders")
        .flatMap(text -> {
          String key = text.value().strip();
          if (key.startsWith(".") || key.endsWith(".")) {
            return values.wrong(text.at(), "a table is written schema.name, not " + Quotes.of(key));
          }
          TableName name = Relations.exact(key);
          Map<String, Catalog> catalogs = around.catalogs();
          Optional<Catalog> catalog =
              strict ? Optional.ofNullable(catalogs.get(database)) : Optional.empty();
          return catalog.isEmpty() || catalog.get().find(name).isPresent()
              ? Optional.of(name)
              : TableKeyReader.unknown(values, text.at(), name, database, catalog.get());
        });
  }
}
