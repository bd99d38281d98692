package io.assay.scan;

import io.assay.check.TableName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads from the catalog what tables look like: their columns, constraints and indexes. Needs no
/// right on them, and is asked only of tables that are new or whose catalog rows have moved.
final class ShapeSql {
  /// A NOT NULL is told with its column, which version 18 has as a constraint too; and an index
  /// that belongs to a constraint with that.
  private static final String SHAPES =
      """
      WITH asked (n, schema, name) AS (VALUES %s),
      t AS (
        SELECT a.n, c.oid
        FROM asked a
        JOIN pg_namespace s ON s.nspname = a.schema
        JOIN pg_class c ON c.relnamespace = s.oid AND c.relname = a.name
      )
      SELECT /* assay */ t.n, 'relation', '', t.oid::text FROM t
      UNION ALL
      SELECT t.n, 'column', a.attnum::text,
        concat_ws(E'\\x1f', a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull)
      FROM t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
      UNION ALL
      SELECT t.n, 'constraint', c.conname, left(pg_get_constraintdef(c.oid, true), 300)
      FROM t JOIN pg_constraint c ON c.conrelid = t.oid AND c.contype NOT IN ('n', 't')
      UNION ALL
      SELECT t.n, 'index', i.relname,
        left(regexp_replace(pg_get_indexdef(x.indexrelid), '^CREATE (UNIQUE )?INDEX .* USING ', '\\1'), 300)
          || CASE WHEN x.indisvalid THEN '' ELSE ', not valid' END
      FROM t JOIN pg_index x ON x.indrelid = t.oid JOIN pg_class i ON i.oid = x.indexrelid
      WHERE NOT EXISTS (
        SELECT FROM pg_constraint c WHERE c.conindid = x.indexrelid AND c.contype IN ('p', 'u', 'x'))\
      """;

  private ShapeSql() {}

  /// Returns the shapes of those tables that exist.
  static Map<TableName, TableShape> shapes(
      GuardedTransaction transaction, Collection<TableName> tables)
      throws SQLException, Unanswered {
    List<TableName> asked = List.copyOf(tables);
    List<String> values = new ArrayList<>();
    for (int n = 0; n < asked.size(); n++) {
      TableName table = asked.get(n);
      values.add(
          "(" + n + ", " + Quoted.text(table.schema()) + ", " + Quoted.text(table.name()) + ")");
    }
    Map<TableName, Map<String, String>> facts = new HashMap<>();
    for (List<@Nullable String> row :
        transaction.rows(SHAPES.formatted(String.join(", ", values)))) {
      facts
          .computeIfAbsent(asked.get((int) Answer.number(row, 0)), _ -> new HashMap<>())
          .put(Answer.text(row, 1) + "/" + Answer.text(row, 2), Answer.text(row, 3));
    }
    Map<TableName, TableShape> shapes = new HashMap<>();
    facts.forEach((table, own) -> shapes.put(table, new TableShape(own)));
    return shapes;
  }
}
