package io.assay.config;

import io.assay.check.Column;
import io.assay.check.TableName;
import io.assay.scan.Catalog;
import java.util.List;

/// What a key under `tables:` stands for.
///
/// @param names the relations to check; none for a pattern without a catalog
/// @param pattern whether the key was a pattern
/// @param known the relations as the catalog has them, for checking columns; empty when columns are
///   not to be checked
record Relations(List<TableName> names, boolean pattern, List<Catalog.Relation> known) {
  private static final int TOLD = 3;

  /// Reports a column that one of the relations does not have.
  void check(Column column, Yaml.Text written, ValueReader values) {
    if (!(column instanceof Column.Name(String name))) {
      return;
    }
    List<Catalog.Relation> without =
        known.stream().filter(relation -> relation.column(name).isEmpty()).toList();
    if (without.isEmpty()) {
      return;
    }
    List<String> columns =
        without.getFirst().columns().stream().map(Catalog.CatalogColumn::name).toList();
    values.wrong(
        written.at(),
        "unknown column %s in %s%s"
            .formatted(Quotes.of(name), said(without), Nearest.hint(name, columns)));
  }

  private static String said(List<Catalog.Relation> relations) {
    String first =
        String.join(
            ", ", relations.stream().limit(TOLD).map(each -> each.name().toString()).toList());
    return relations.size() > TOLD ? first + " and " + (relations.size() - TOLD) + " more" : first;
  }

  /// Returns the relation that a key without wildcards names: what stands before the first dot is
  /// the schema, `public` when there is no dot.
  static TableName exact(String key) {
    int dot = key.indexOf('.');
    return dot < 0
        ? new TableName("public", key)
        : new TableName(key.substring(0, dot), key.substring(dot + 1));
  }
}
