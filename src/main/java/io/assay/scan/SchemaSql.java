package io.assay.scan;

import io.assay.check.TableName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads from the catalog what it says of the rows of some relations, in three statements for all
/// of them. Left out are relations of which a scan would not bring every row, or none: those that
/// are not there or may not be read, that row security filters, that hold no rows of their own
/// (views, foreign tables), that were not populated, or that this server cannot read now.
final class SchemaSql {
  /// `root` is what was asked for, `tree` that with all its partitions or children. A foreign table
  /// in the tree takes no notice of what is declared for it.
  private static final String ROOTS =
      """
      WITH RECURSIVE asked (schema, name) AS (VALUES %s),
      found AS (
        SELECT c.oid, n.nspname, c.relname, c.relkind
        FROM asked
        JOIN pg_namespace n ON n.nspname = asked.schema
        JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = asked.name
        WHERE c.relkind IN ('r', 'p', 'm') AND c.relispopulated
          AND (c.relpersistence = 'p' OR c.relpersistence = 'u' AND NOT pg_is_in_recovery())
          AND has_schema_privilege(n.oid, 'USAGE') AND NOT row_security_active(c.oid)
      ),
      below (root, oid) AS (
        SELECT oid, oid FROM found
        UNION
        SELECT b.root, i.inhrelid FROM below b JOIN pg_inherits i ON i.inhparent = b.oid
      ),
      root AS (
        SELECT * FROM found
        WHERE oid NOT IN (
          SELECT b.root FROM below b JOIN pg_class c ON c.oid = b.oid
          WHERE c.relkind NOT IN ('r', 'p', 'm'))
      ),
      tree AS (SELECT b.root, b.oid FROM below b JOIN root r ON r.oid = b.root)\
      """;

  /// A column of a composite type is NULL also when all its fields are. From 18 on a column can be
  /// marked NOT NULL before its rows were looked at; and what is computed as it is read may be so
  /// in another way in a partition, by which its NOT NULL is held, than where it is read through
  /// the parent.
  private static final String COLUMNS =
      """
      %1$s
      SELECT /* assay */ r.nspname, r.relname, a.attname,
        coalesce(b.typtype, t.typtype) IN ('b', 'e', 'r', 'm')
        AND NOT (a.attgenerated = 'v'
          AND EXISTS (SELECT FROM pg_inherits h WHERE h.inhparent = r.oid))
        AND (r.oid, a.attname) NOT IN (
          SELECT tree.root, m.attname
          FROM tree
          JOIN pg_attribute m
            ON m.attrelid = tree.oid AND m.attname IN (%3$s) AND NOT m.attisdropped
          WHERE NOT (m.attnotnull%2$s))
      FROM root r
      LEFT JOIN pg_attribute a
        ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
        AND a.attname IN (%3$s) AND has_column_privilege(r.oid, a.attnum, 'SELECT')
      LEFT JOIN pg_type t ON t.oid = a.atttypid
      LEFT JOIN pg_type b ON b.oid = t.typbasetype\
      """;

  private static final String VALID_NOT_NULL =
      """
       AND EXISTS (
            SELECT FROM pg_constraint k
            WHERE k.conrelid = m.attrelid AND k.contype = 'n' AND k.conkey[1] = m.attnum
              AND k.convalidated AND k.conenforced)\
      """;

  /// One row a key column. It is fit when the index tells equal values from different ones as GROUP
  /// BY does, and still finds what it was built from: PostgreSQL's own operator class for the
  /// column's type, under the column's collation. A unique index of a table says nothing of its
  /// children, that of a partitioned table all of its partitions; before 18 that index could have a
  /// coarser collation than the partitions' bounds. jsonb compares by the database's collation.
  private static final String KEYS =
      """
      %s
      SELECT /* assay */ r.nspname, r.relname, ic.relname, k.conname, a.attname,
        o.opcdefault AND o.oid < 16384
        AND (b.typtype = 'e' AND o.opcintype = 'anyenum'::regtype
          OR b.typtype = 'b' AND b.oid < 16384
            AND (o.opcintype = b.oid
              OR b.oid = 'varchar'::regtype AND o.opcintype = 'text'::regtype
              OR b.oid = 'cidr'::regtype AND o.opcintype = 'inet'::regtype))
        AND i.indcollation[at] = a.attcollation
        AND (l.oid IS NULL OR (%s) AND (l.collisdeterministic OR r.relkind <> 'p'))
        AND (b.oid <> 'jsonb'::regtype OR %s)
      FROM root r
      JOIN pg_index i ON i.indrelid = r.oid
      JOIN pg_class ic ON ic.oid = i.indexrelid
      JOIN pg_am m ON m.oid = ic.relam AND m.amname = 'btree'
      LEFT JOIN pg_constraint k
        ON k.conindid = i.indexrelid AND k.conrelid = r.oid AND k.contype IN ('p', 'u')
      CROSS JOIN LATERAL generate_series(0, i.indnkeyatts - 1) AS at
      JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum = i.indkey[at]
      JOIN pg_type t ON t.oid = a.atttypid
      JOIN pg_type b ON b.oid = coalesce(nullif(t.typbasetype, 0), t.oid)
      JOIN pg_opclass o ON o.oid = i.indclass[at]
      LEFT JOIN pg_collation l ON l.oid = i.indcollation[at]
      WHERE i.indisunique AND i.indimmediate AND NOT i.indisexclusion
        AND i.indisvalid AND i.indisready AND i.indislive
        AND i.indpred IS NULL AND i.indexprs IS NULL
        AND (r.relkind = 'p' OR NOT EXISTS (SELECT FROM pg_inherits h WHERE h.inhparent = r.oid))
      ORDER BY i.indisprimary DESC, k.conname IS NULL, ic.relname, at\
      """;

  /// One row for a condition and column. What a constraint's expression depends on, apart from
  /// tables, types and collations, is not PostgreSQL's own and can be replaced behind it; so can
  /// attributes of a type, and the columns of the whole row. Equality under a deterministic
  /// collation is that of bytes.
  private static final String CONDITIONS =
      """
      %1$s,
      above (root, oid) AS (
        SELECT oid, oid FROM root
        UNION
        SELECT b.root, i.inhparent FROM above b JOIN pg_inherits i ON i.inhrelid = b.oid
      )
      SELECT /* assay */ r.nspname, r.relname, k.conname, a.attname,
        EXISTS (
          SELECT FROM pg_depend d
          WHERE d.classid = 'pg_constraint'::regclass AND d.objid = k.oid
            AND (d.refclassid NOT IN ('pg_class'::regclass, 'pg_type'::regclass,
              'pg_collation'::regclass, 'pg_constraint'::regclass)
              OR d.refclassid = 'pg_type'::regclass AND %4$s))
        OR coalesce(0 = ANY (k.conkey), false)
        OR EXISTS (
          SELECT FROM pg_attribute m
          WHERE m.attrelid = k.conrelid AND m.attnum = ANY (k.conkey)
            AND (%5$s OR m.attgenerated = 'v'
              AND EXISTS (SELECT FROM pg_inherits h WHERE h.inhparent = r.oid))),
        k.conbin::text ~ 'ROWCOMPARE' OR EXISTS (
          SELECT FROM regexp_matches(
            k.conbin::text, '(?::opno ([0-9]+) [^{}]*)?:inputcollid ([0-9]+)', 'g') used
          JOIN pg_collation l ON l.oid = used[2]::oid
          WHERE NOT (%2$s)
            AND NOT (l.collisdeterministic AND EXISTS (
              SELECT FROM pg_operator o
              WHERE o.oid = used[1]::oid AND o.oprname IN ('=', '<>'))))
      FROM tree
      JOIN root r ON r.oid = tree.root
      JOIN pg_constraint k
        ON k.conrelid = tree.oid AND k.contype = 'c' AND k.convalidated%3$s
      LEFT JOIN LATERAL unnest(k.conkey) AS touched (attnum) ON true
      LEFT JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = touched.attnum
      UNION ALL
      SELECT r.nspname, r.relname, NULL, a.attname,
        a.attname IS NULL OR p.partclass[at] >= 16384 OR %6$s,
        coalesce(NOT (%2$s) AND NOT (l.collisdeterministic AND p.partstrat IN ('l', 'h')), false)
      FROM (SELECT * FROM tree UNION SELECT * FROM above) split
      JOIN root r ON r.oid = split.root
      JOIN pg_partitioned_table p ON p.partrelid = split.oid
      CROSS JOIN LATERAL generate_series(0, p.partnatts - 1) AS at
      LEFT JOIN pg_attribute a
        ON a.attrelid = p.partrelid AND a.attnum = p.partattrs[at] AND a.attnum > 0
      LEFT JOIN pg_collation l ON l.oid = p.partcollation[at]\
      """;

  /// What to read: of which relations, which columns, and whether keys and conditions matter.
  record Wanted(Set<TableName> tables, Set<String> columns, boolean keys, boolean conditions) {}

  private record Named(TableName table, String name) {}

  private SchemaSql() {}

  static Map<TableName, Schema> read(GuardedTransaction transaction, Wanted wanted)
      throws SQLException, Unanswered {
    Server server = transaction.server();
    boolean from18 = server.version() >= Server.VERSION_18;
    String roots = ROOTS.formatted(names(wanted.tables()));
    Map<TableName, Map<String, Schema.ColumnFact>> columns = new LinkedHashMap<>();
    for (List<@Nullable String> row :
        transaction.rows(
            COLUMNS.formatted(roots, from18 ? VALID_NOT_NULL : "", texts(wanted.columns())))) {
      Map<String, Schema.ColumnFact> own =
          columns.computeIfAbsent(table(row), key -> new HashMap<>());
      Answer.optional(row, 2)
          .ifPresent(name -> own.put(name, new Schema.ColumnFact(Answer.yes(row, 3))));
    }
    if (columns.isEmpty()) {
      return Map.of();
    }
    String known = ROOTS.formatted(names(columns.keySet()));
    Map<TableName, List<Schema.Key>> keys =
        wanted.keys() ? keys(transaction, known, server) : Map.of();
    Map<TableName, List<Schema.Condition>> conditions =
        wanted.conditions() ? conditions(transaction, known, server) : Map.of();
    Map<TableName, Schema> schemas = new HashMap<>();
    columns.forEach((table, own) ->
        schemas.put(
            table,
            new Schema(
                own,
                keys.getOrDefault(table, List.of()),
                conditions.getOrDefault(table, List.of()))));
    return schemas;
  }

  private static Map<TableName, List<Schema.Key>> keys(
      GuardedTransaction transaction, String roots, Server server) throws SQLException, Unanswered {
    String sql =
        KEYS.formatted(
            roots, CollationSql.sameOrder("l", server), CollationSql.databaseOrder(server));
    Map<Named, Set<String>> columns = new LinkedHashMap<>();
    Map<Named, String> words = new HashMap<>();
    Set<Named> unfit = new HashSet<>();
    for (List<@Nullable String> row : transaction.rows(sql)) {
      Named index = new Named(table(row), Answer.text(row, 2));
      columns.computeIfAbsent(index, key -> new HashSet<>()).add(Answer.text(row, 4));
      words.put(
          index,
          Answer.optional(row, 3)
              .map(constraint -> "constraint " + constraint)
              .orElse("index " + index.name()));
      if (!Answer.yes(row, 5)) {
        unfit.add(index);
      }
    }
    Map<TableName, List<Schema.Key>> keys = new HashMap<>();
    columns.forEach((index, own) -> {
      if (!unfit.contains(index)) {
        keys.computeIfAbsent(index.table(), key -> new ArrayList<>())
            .add(new Schema.Key(words.getOrDefault(index, ""), own));
      }
    });
    return keys;
  }

  private static Map<TableName, List<Schema.Condition>> conditions(
      GuardedTransaction transaction, String roots, Server server) throws SQLException, Unanswered {
    String sql =
        CONDITIONS.formatted(
            roots,
            CollationSql.same("l", server),
            server.version() >= Server.VERSION_18 ? " AND k.conenforced" : "",
            AlterableType.condition("d.refobjid"),
            AlterableType.condition("m.atttypid"),
            AlterableType.condition("a.atttypid"));
    Map<TableName, List<Schema.Condition>> conditions = new HashMap<>();
    for (List<@Nullable String> row : transaction.rows(sql)) {
      Optional<String> constraint = Answer.optional(row, 2);
      conditions
          .computeIfAbsent(table(row), key -> new ArrayList<>())
          .add(
              new Schema.Condition(
                  constraint.map(name -> "constraint " + name).orElse("the partition bounds"),
                  Set.of(Answer.optional(row, 3).orElse(Schema.Condition.ANY_COLUMN)),
                  Answer.yes(row, 4)
                      ? Schema.Trust.REPLACEABLE
                      : Answer.yes(row, 5) ? Schema.Trust.BY_COLLATION : Schema.Trust.SURE));
    }
    return conditions;
  }

  private static TableName table(List<@Nullable String> row) {
    return new TableName(Answer.text(row, 0), Answer.text(row, 1));
  }

  private static String names(Collection<TableName> tables) {
    return String.join(
        ", ",
        tables.stream()
            .map(t -> "(" + Quoted.text(t.schema()) + ", " + Quoted.text(t.name()) + ")")
            .toList());
  }

  /// Never an empty list, which SQL does not take; no column has the empty name.
  private static String texts(Collection<String> columns) {
    return columns.isEmpty()
        ? "''"
        : String.join(", ", columns.stream().map(Quoted::text).toList());
  }
}
