package io.assay.config;

import io.assay.check.TableName;
import io.assay.scan.Catalog;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// Catalogs for tests.
final class TestCatalogs {
  static final Catalog SHOP =
      of(
          Map.of(
              new TableName("public", "orders"),
                  "id tenant_id order_no customer_id email created_at",
              new TableName("public", "Grüße an"), "id",
              new TableName("analytics", "daily"), "day total",
              new TableName("analytics", "weekly"), "week total"));

  private TestCatalogs() {}

  private static Catalog of(Map<TableName, String> tables) {
    Map<TableName, Catalog.Relation> relations = new HashMap<>();
    tables.forEach((name, columns) ->
        relations.put(
            name,
            new Catalog.Relation(
                name,
                Catalog.Sort.TABLE,
                Arrays.stream(columns.split(" "))
                    .map(column -> new Catalog.CatalogColumn(column, "text", "text", false))
                    .toList())));
    return new Catalog(relations);
  }
}
