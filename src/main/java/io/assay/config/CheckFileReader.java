package io.assay.config;

import io.assay.check.Check;
import io.assay.check.KindLanguage;
import io.assay.scan.Catalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads one check file.
final class CheckFileReader {
  private static final String UNKNOWN_DATABASE = "?";

  private final List<KindLanguage> kinds;
  private final Surroundings around;
  private final boolean strict;

  /// What a file holds; no checks when it has a problem.
  record CheckFile(
      SourceFile source, List<Check> checks, List<Problem> problems, Set<Unexpanded> unexpanded) {
    boolean good() {
      return problems.isEmpty();
    }
  }

  /// When not `strict`, the catalogs expand patterns, but a missing table or column is no problem.
  CheckFileReader(List<KindLanguage> kinds, Surroundings around, boolean strict) {
    this.kinds = kinds;
    this.around = around;
    this.strict = strict;
  }

  /// Returns the checks of the file as far as they can be read, with all its problems.
  CheckFile read(SourceFile source) {
    Problems problems = new Problems(source.path());
    ValueReader values = new ValueReader(problems);
    List<Check> checks = new ArrayList<>();
    Set<Unexpanded> unexpanded =
        YamlReader.read(source, problems).map(yaml -> top(yaml, values, checks)).orElse(Set.of());
    return new CheckFile(source, List.copyOf(checks), problems.all(), Set.copyOf(unexpanded));
  }

  private Set<Unexpanded> top(Yaml yaml, ValueReader values, List<Check> checks) {
    if (!(yaml instanceof Yaml.Fields file)) {
      values.wrong(
          yaml.at(),
          "a check file begins with 'database:', 'tables:' or 'checks:', not with " + yaml.what());
      return Set.of();
    }
    keys(file, Modifier.Reach.FILE, List.of("database", "tables", "checks"), values);
    String database = database(file, values).orElse(UNKNOWN_DATABASE);
    Inherited inherited = Inherited.DEFAULTS.with(file, values);
    if (file.find("tables").isEmpty() && file.find("checks").isEmpty()) {
      values.wrong(file.at(), "this file declares no check; write 'tables:' or 'checks:'");
    }
    Optional<Catalog> catalog = Optional.ofNullable(around.catalogs().get(database));
    TableKeyReader tables = new TableKeyReader(values, database, catalog, strict);
    file.find("tables")
        .flatMap(field -> values.fields(field, "tables with their checks"))
        .ifPresent(found -> {
          if (found.fields().isEmpty()) {
            values.wrong(found.at(), "'tables' is empty; write a table, or remove the key");
          }
          for (Yaml.Field table : found.fields().values()) {
            checks.addAll(table(table, tables.read(table), database, inherited, values));
          }
        });
    ItemReader items =
        new ItemReader(
            others(values),
            kinds,
            new ItemReader.Scope(
                database, Optional.empty(), inherited, ItemReader.TableRules.NONE));
    file.find("checks").ifPresent(field -> checks.addAll(items(field, items, values)));
    return tables.unexpanded();
  }

  private Optional<String> database(Yaml.Fields file, ValueReader values) {
    Optional<Yaml.Field> field = file.find("database");
    if (field.isEmpty()) {
      return ShapeReader.misspelt(List.of("database"), file)
          ? Optional.empty()
          : values.wrong(
              file.at(), "'database' is missing; name the database that the checks are about");
    }
    return field.flatMap(others(values)::database);
  }

  private OtherTableReader others(ValueReader values) {
    return new OtherTableReader(values, around, strict);
  }

  private List<Check> table(
      Yaml.Field field, Relations relations, String database, Inherited above, ValueReader values) {
    Optional<Yaml.Fields> read = values.fields(field, "'checks:' with a list below it");
    if (read.isEmpty()) {
      return List.of();
    }
    Yaml.Fields table = read.get();
    keys(table, Modifier.Reach.TABLE, List.of("checks"), values);
    Inherited inherited = above.with(table, values);
    ItemReader.TableRules rules =
        ItemReader.rules(
            table, ItemReader.TableRules.NONE, values, new ColumnReader(values, relations));
    ItemReader items =
        new ItemReader(
            others(values),
            kinds,
            new ItemReader.Scope(database, Optional.of(relations), inherited, rules));
    if (table.find("checks").isEmpty()) {
      values.wrong(field.at(), "the table " + Quotes.of(field.key()) + " has no 'checks:'");
    }
    return table.find("checks").map(checks -> items(checks, items, values)).orElse(List.of());
  }

  private static List<Check> items(Yaml.Field field, ItemReader reader, ValueReader values) {
    return values.items(field, "a list of checks such as '- fresh: created_at'").stream()
        .flatMap(item -> reader.read(item.value()).stream())
        .toList();
  }

  private static void keys(
      Yaml.Fields fields, Modifier.Reach level, List<String> others, ValueReader values) {
    List<String> valid = new ArrayList<>(Modifier.keysAt(level));
    valid.addAll(others);
    for (Yaml.Field field : fields.fields().values()) {
      if (!valid.contains(field.key())) {
        if (Modifier.keysAt(Modifier.Reach.CHECK).contains(field.key())) {
          values.wrong(field.at(), "'" + field.key() + "' belongs to a single check; put it there");
        } else {
          values.unknownKey(field, valid);
        }
      }
    }
  }
}
