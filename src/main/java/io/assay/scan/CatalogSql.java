package io.assay.scan;

import io.assay.check.TableName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the relations of a database from its catalog; needs no right on them.
final class CatalogSql {
  /// A domain over a domain leads to its last base type. A relation without columns has one row
  /// without a name.
  private static final String RELATIONS =
      """
      WITH RECURSIVE base AS (
        SELECT oid AS domain, typbasetype AS type, typtypmod AS modifier
        FROM pg_type WHERE typtype = 'd'
        UNION ALL
        SELECT b.domain, t.typbasetype, t.typtypmod
        FROM base b JOIN pg_type t ON t.oid = b.type WHERE t.typtype = 'd'
      )
      SELECT /* assay */ n.nspname, c.relname, c.relkind, a.attname,
        format_type(a.atttypid, a.atttypmod),
        coalesce(
          (SELECT format_type(b.type, b.modifier)
           FROM base b JOIN pg_type t ON t.oid = b.type
           WHERE b.domain = a.atttypid AND t.typtype <> 'd'),
          format_type(a.atttypid, a.atttypmod)),
        a.attnotnull
      FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_attribute a
        ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
        AND n.nspname NOT IN ('pg_catalog', 'information_schema')
        AND n.nspname !~ '^pg_(toast|temp_|toast_temp_)'
      ORDER BY n.nspname, c.relname, a.attnum\
      """;

  private CatalogSql() {}

  static Catalog read(GuardedTransaction transaction) throws SQLException, Unanswered {
    Map<TableName, List<Catalog.CatalogColumn>> columns = new HashMap<>();
    Map<TableName, Catalog.Sort> sorts = new HashMap<>();
    for (List<@Nullable String> row : transaction.rows(RELATIONS)) {
      TableName name = new TableName(Answer.text(row, 0), Answer.text(row, 1));
      sorts.put(name, sort(Answer.text(row, 2)));
      List<Catalog.CatalogColumn> own = columns.computeIfAbsent(name, key -> new ArrayList<>());
      Answer.optional(row, 3)
          .ifPresent(column ->
              own.add(
                  new Catalog.CatalogColumn(
                      column, Answer.text(row, 4), Answer.text(row, 5), Answer.yes(row, 6))));
    }
    Map<TableName, Catalog.Relation> relations = new HashMap<>();
    sorts.forEach((name, sort) ->
        relations.put(
            name, new Catalog.Relation(name, sort, columns.getOrDefault(name, List.of()))));
    return new Catalog(relations);
  }

  private static Catalog.Sort sort(String kind) {
    return switch (kind) {
      case "r" -> Catalog.Sort.TABLE;
      case "p" -> Catalog.Sort.PARTITIONED_TABLE;
      case "v" -> Catalog.Sort.VIEW;
      case "m" -> Catalog.Sort.MATERIALIZED_VIEW;
      case "f" -> Catalog.Sort.FOREIGN_TABLE;
      default -> throw new IllegalArgumentException("an unknown sort of relation: " + kind);
    };
  }
}
