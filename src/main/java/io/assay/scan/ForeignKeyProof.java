package io.assay.scan;

import io.assay.check.Guarantee;
import io.assay.check.TableName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Whether a foreign key says that every key has its row in the other table. It says so only where
/// the author trusts it: replica mode and disabled triggers go around it. The foreign key of a
/// table binds none of its children, but those of a partitioned table all of its partitions.
final class ForeignKeyProof {
  private static final String FOREIGN_KEYS =
      """
      SELECT /* assay */ k.conname
      FROM pg_constraint k
      JOIN pg_class c ON c.oid = k.conrelid
      JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_class t ON t.oid = k.confrelid
      JOIN pg_namespace tn ON tn.oid = t.relnamespace
      WHERE k.contype = 'f' AND k.convalidated%s
        AND n.nspname = %s AND c.relname = %s AND tn.nspname = %s AND t.relname = %s
        AND (c.relkind = 'p' OR NOT EXISTS (SELECT FROM pg_inherits h WHERE h.inhparent = c.oid))
        AND jsonb_build_object(%s) = (
          SELECT jsonb_object_agg(a.attname, b.attname)
          FROM generate_subscripts(k.conkey, 1) AS at
          JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[at]
          JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = k.confkey[at])
      ORDER BY k.conname LIMIT 1\
      """;

  private ForeignKeyProof() {}

  /// Returns why each key in `columns` has a row in `target` with the same `targetColumns`, which
  /// stand in the same order; nothing when no validated and enforced foreign key says just that, or
  /// when the role may not see all rows of both tables.
  static Optional<String> foreignKey(
      GuardedTransaction transaction,
      TableName table,
      List<String> columns,
      TableName target,
      List<String> targetColumns)
      throws SQLException, Unanswered {
    Set<String> all = new LinkedHashSet<>(columns);
    all.addAll(targetColumns);
    Map<TableName, Schema> seen =
        SchemaSql.read(
            transaction,
            new SchemaSql.Wanted(Set.copyOf(List.of(table, target)), all, false, false));
    if (!readable(seen.get(table), columns) || !readable(seen.get(target), targetColumns)) {
      return Optional.empty();
    }
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      pairs.add(Quoted.text(columns.get(i)) + ", " + Quoted.text(targetColumns.get(i)));
    }
    List<List<@Nullable String>> keys =
        transaction.rows(
            FOREIGN_KEYS.formatted(
                transaction.server().version() >= Server.VERSION_18
                    ? " AND k.conenforced AND NOT k.conperiod"
                    : "",
                Quoted.text(table.schema()),
                Quoted.text(table.name()),
                Quoted.text(target.schema()),
                Quoted.text(target.name()),
                String.join(", ", pairs)));
    return keys.stream().findFirst().map(row -> Guarantee.by("constraint " + Answer.text(row, 0)));
  }

  private static boolean readable(@Nullable Schema schema, List<String> columns) {
    return schema != null && schema.columns().keySet().containsAll(columns);
  }
}
