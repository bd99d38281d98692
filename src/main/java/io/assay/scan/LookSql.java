package io.assay.scan;

import io.assay.check.TableName;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Looks at the catalog and the cumulative statistics, for all relations of a round at once.
///
/// The counters n_tup_ins, n_tup_upd and n_tup_del never fall and move with every change of rows,
/// also with one that is rolled back; TRUNCATE and rewrites change the relfilenode; what else ALTER
/// does changes a row of pg_class or pg_attribute. A server process publishes its counters between
/// two transactions, at most a second late, or ten once it is idle (from PostgreSQL 15 on): so a
/// process that is in a transaction may still withhold what it has committed before.
final class LookSql {
  /// How long a session in no transaction takes to publish what it changed.
  private static final Duration PUBLISHING = Duration.ofSeconds(10);

  private static final String SEPARATOR = "\u001f";

  /// A statement that may commit in its middle (a procedure, a DO block, several statements in one
  /// message) hides when it last did. A session that is in a transaction after a COMMIT (AND CHAIN)
  /// withholds what that committed, from its beginning on.
  private static final String SERVER =
      """
      SELECT /* assay */ pg_is_in_recovery(),
        current_setting('track_counts') = 'on' AND NOT EXISTS (
          SELECT FROM pg_db_role_setting s CROSS JOIN unnest(s.setconfig) AS setting
          WHERE setting ILIKE 'track_counts=%%'),
        pg_has_role(current_user, 'pg_read_all_stats', 'USAGE'),
        concat_ws('/', pg_postmaster_start_time(), pg_stat_get_db_stat_reset_time(d.oid),
          pg_stat_get_bgwriter_stat_reset_time(), (SELECT stats_reset FROM pg_stat_archiver),
          (SELECT max(backend_start) FROM pg_stat_activity WHERE backend_type = 'checkpointer'),
          d.oid, current_user),
        a.disabled, a.hiding, extract(epoch FROM a.open_since)
      FROM pg_database d CROSS JOIN LATERAL (
        SELECT
          coalesce(bool_or(state = 'disabled'), false) AS disabled,
          coalesce(bool_or(state = 'active' AND query_start < clock_timestamp() - interval '%1$s ms'
            AND backend_type <> 'autovacuum worker'
            AND (query ~ ';\\s*\\S' OR query ~* '\\m(call|do)\\M' OR octet_length(query) + 1
              >= pg_size_bytes(current_setting('track_activity_query_size')))), false) AS hiding,
          max(xact_start) FILTER (WHERE backend_type <> 'autovacuum worker'
            AND (xact_start < clock_timestamp() - interval '%1$s ms'
              OR state = 'idle in transaction'
                AND query ~* '^\\s*(commit|end|rollback|abort)\\M')) AS open_since
        FROM pg_stat_activity
        WHERE datid = d.oid AND pid <> pg_backend_pid()) a
      WHERE d.datname = current_database()\
      """;

  /// One row for each table under a relation, by way of inheritance, the relation itself first. Its
  /// columns are gone through once for all that is asked of them; and not beside each table, so
  /// that the planner does not expect so much that it would compile. What is told apart by many
  /// rows is so by the sum of their hashes, which need not be sorted.
  private static final String RELATIONS =
      """
      WITH RECURSIVE asked (n, schema, name) AS (VALUES %1$s),
      root AS (
        SELECT a.n, c.oid, y.columns || '/'
          || (SELECT concat(sum(hashtextextended(oid || ',' || xmin, 0)))
              FROM pg_constraint WHERE conrelid = c.oid)
          || CASE WHEN c.relhasindex THEN (
              SELECT concat('/', sum(hashtextextended(indexrelid || ',' || xmin || indisvalid, 0)))
              FROM pg_index WHERE indrelid = c.oid AND indisunique) ELSE '' END AS shape,
          y.virtual, y.plain, y.sortable, y.alterable
        FROM asked a
        JOIN pg_namespace s ON s.nspname = a.schema
        JOIN pg_class c ON c.relnamespace = s.oid AND c.relname = a.name
        CROSS JOIN LATERAL (
          SELECT
            sum(hashtextextended(concat_ws(',', attnum, attname, atttypid, atttypmod,
              attcollation, attgenerated, attisdropped, xmin), 0)) AS columns,
            string_agg(attname, E'\\x1f') FILTER (WHERE attgenerated = 'v') AS virtual,
            string_agg(attname, E'\\x1f') FILTER (WHERE attgenerated <> 'v' AND atttypid IN (
              SELECT oid FROM pg_type WHERE oid < 16384 AND typtype = 'b' AND typelem = 0)) AS plain,
            string_agg(attname, E'\\x1f') FILTER (WHERE attgenerated <> 'v'
              AND atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype, 'uuid'::regtype,
                'date'::regtype, 'timestamp'::regtype, 'timestamptz'::regtype)) AS sortable,
            string_agg(attname, E'\\x1f') FILTER (WHERE %2$s) AS alterable
          FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0) y
      ),
      tree (n, root, oid, pending) AS (
        SELECT n, oid, oid, false FROM root
        UNION
        SELECT t.n, t.root, i.inhrelid, t.pending OR i.inhdetachpending
        FROM tree t JOIN pg_inherits i ON i.inhparent = t.oid
      )
      SELECT /* assay */ t.n, t.oid = t.root, t.oid,
        CASE WHEN c.relkind = 'r' AND c.oid < 16384 THEN 'catalog'
          WHEN c.relkind IN ('r', 'm') AND c.relam <> 2 THEN 'method'
          WHEN c.relkind = 'r' AND c.relhassubclass
            AND EXISTS (SELECT FROM pg_extension WHERE extname = 'timescaledb') THEN 'chunks'
          ELSE c.relkind::text END,
        s.nspname, c.relname, t.pending,
        concat_ws(',', c.oid, c.relfilenode, c.xmin, pg_stat_get_tuples_inserted(c.oid),
          pg_stat_get_tuples_updated(c.oid), pg_stat_get_tuples_deleted(c.oid)),
        has_schema_privilege(s.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT'),
        row_security_active(c.oid),
        c.relpages < 1000 AND (c.reltuples >= 0 OR pg_stat_get_live_tuples(c.oid) < 100000),
        r.shape, r.virtual, r.plain, r.sortable,
        CASE WHEN c.relkind = 'p' THEN (
          SELECT string_agg(coalesce(a.attname, ''), E'\\x1f')
          FROM pg_partitioned_table p
          CROSS JOIN unnest(p.partattrs, p.partclass, p.partcollation)
            AS k (attnum, opclass, "collation")
          LEFT JOIN pg_opclass o ON o.oid = k.opclass
          LEFT JOIN pg_attribute a ON a.attrelid = p.partrelid AND a.attnum = k.attnum
            AND k.attnum > 0 AND o.opcdefault AND a.attcollation = k."collation"
          WHERE p.partrelid = t.oid) END,
        CASE WHEN t.oid = t.root AND c.relhasindex THEN (
          SELECT '/' || sum(hashtextextended(indexrelid || ',' || xmin || indisvalid, 0))
          FROM pg_index WHERE indrelid = t.oid) END,
        r.alterable, c.relhassubclass
      FROM tree t
      JOIN pg_class c ON c.oid = t.oid
      JOIN pg_namespace s ON s.oid = c.relnamespace
      LEFT JOIN root r ON r.n = t.n AND r.oid = t.oid
      ORDER BY t.n, t.oid <> t.root, t.oid\
      """;

  private LookSql() {}

  /// Looks at these relations. `open` is how long a transaction is open before it counts.
  static Look look(GuardedTransaction transaction, Collection<TableName> tables, Duration open)
      throws SQLException, Unanswered {
    List<@Nullable String> server = transaction.rows(SERVER.formatted(open.toMillis())).getFirst();
    return new Look(
        transaction.server(),
        Answer.text(server, 3),
        transaction.server().now().minus(open).minus(PUBLISHING),
        Answer.instant(server, 6),
        inFull(transaction.server(), server),
        relations(transaction, tables));
  }

  /// Which columns have few values, by the statistics of the planner, and are of types whose values
  /// differ just when their texts do.
  private static final String FEW =
      """
      SELECT /* assay */ s.attname
      FROM pg_stats s
      JOIN pg_namespace n ON n.nspname = s.schemaname
      JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = s.tablename
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = s.attname
      LEFT JOIN pg_collation l ON l.oid = a.attcollation
      WHERE c.oid IN (%s) AND s.attname IN (%s)
        AND a.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype, 'text'::regtype,
          'varchar'::regtype, 'uuid'::regtype, 'bool'::regtype, 'date'::regtype)
        AND coalesce(l.collisdeterministic, true)
      GROUP BY s.attname
      HAVING min(s.n_distinct) > 0 AND max(s.n_distinct) <= 1000\
      """;

  /// Returns which of these columns have few values in the tables of a relation.
  static Set<String> few(
      GuardedTransaction transaction, RelationFacts facts, Collection<String> columns)
      throws SQLException, Unanswered {
    String tables =
        String.join(", ", facts.leaves().stream().map(leaf -> Long.toString(leaf.oid())).toList());
    String names = String.join(", ", columns.stream().map(Quoted::text).toList());
    Set<String> few = new HashSet<>();
    for (List<@Nullable String> row : transaction.rows(FEW.formatted(tables, names))) {
      few.add(Answer.text(row, 0));
    }
    return few;
  }

  private static Optional<String> inFull(Server server, List<@Nullable String> row) {
    String why =
        Answer.yes(row, 0)
            ? "a standby keeps no statistics of what changes"
            : server.version() < Server.VERSION_15
                ? "PostgreSQL before 15 may withhold its statistics of what changes"
                : !Answer.yes(row, 1)
                    ? "track_counts is off for the server, a database or a role"
                    : !Answer.yes(row, 2)
                        ? "the role cannot see since when other sessions are in a transaction: run"
                            + " GRANT pg_read_all_stats TO "
                            + Quoted.name(server.role())
                        : Answer.yes(row, 4)
                            ? "track_activities is off in a session of the database"
                            : Answer.yes(row, 5)
                                ? "a statement that may commit in its middle has been running for"
                                    + " about a minute"
                                : "";
    return why.isEmpty() ? Optional.empty() : Optional.of(why);
  }

  /// Returns the facts of those relations that exist.
  static Map<TableName, RelationFacts> relations(
      GuardedTransaction transaction, Collection<TableName> tables)
      throws SQLException, Unanswered {
    if (tables.isEmpty()) {
      return Map.of();
    }
    List<TableName> asked = List.copyOf(tables);
    List<String> values = new ArrayList<>();
    for (int n = 0; n < asked.size(); n++) {
      TableName table = asked.get(n);
      values.add(
          "(" + n + ", " + Quoted.text(table.schema()) + ", " + Quoted.text(table.name()) + ")");
    }
    Map<Integer, List<List<@Nullable String>>> members = new LinkedHashMap<>();
    for (List<@Nullable String> row :
        transaction.rows(
            RELATIONS.formatted(String.join(", ", values), AlterableType.condition("atttypid")))) {
      int n = (int) Answer.number(row, 0);
      List<List<@Nullable String>> own = members.get(n);
      if (own == null) {
        own = new ArrayList<>();
        members.put(n, own);
      }
      own.add(row);
    }
    Map<TableName, RelationFacts> facts = new HashMap<>();
    for (int n : members.keySet()) {
      List<List<@Nullable String>> own = Objects.requireNonNull(members.get(n));
      facts.put(asked.get(n), facts(asked.get(n), own));
    }
    return facts;
  }

  private static RelationFacts facts(TableName table, List<List<@Nullable String>> members) {
    List<@Nullable String> root = members.getFirst();
    Set<String> virtual = names(Answer.optional(root, 12));
    List<RelationFacts.Leaf> leaves = new ArrayList<>();
    for (List<@Nullable String> member : members) {
      if (!Answer.text(member, 3).equals("p")) {
        leaves.add(
            new RelationFacts.Leaf(
                Answer.number(member, 2),
                new TableName(Answer.text(member, 4), Answer.text(member, 5)),
                Answer.text(member, 7),
                Answer.yes(member, 8)
                    && !Answer.yes(member, 9)
                    && (member == root || virtual.isEmpty())));
      }
    }
    return new RelationFacts(
        table,
        Answer.optional(root, 11).orElse(""),
        Answer.optional(root, 11).orElse("") + Answer.optional(root, 16).orElse(""),
        leaves,
        new RelationFacts.Columns(
            virtual,
            names(Answer.optional(root, 17)),
            names(Answer.optional(root, 13)),
            names(Answer.optional(root, 14)),
            Set.of()),
        partitionKey(members),
        Answer.yes(root, 18),
        members.size() == 1
            && Set.of("r", "m").contains(Answer.text(root, 3))
            && Answer.yes(root, 8)
            && Answer.yes(root, 10),
        inFull(members));
  }

  private static Optional<String> inFull(List<List<@Nullable String>> members) {
    List<@Nullable String> root = members.getFirst();
    for (List<@Nullable String> member : members) {
      switch (Answer.text(member, 3)) {
        case "r", "p", "m" -> {
          if (Answer.yes(member, 6)) {
            return Optional.of("a partition of it is being detached");
          }
        }
        case "catalog" -> {
          return Optional.of("not all changes of a system catalog are counted");
        }
        case "method" -> {
          return Optional.of("an access method that is not heap may not count what changes");
        }
        case "chunks" -> {
          return Optional.of("TimescaleDB may not count all that changes in its chunks");
        }
        case "v" -> {
          return Optional.of("a view does not tell what changes under it");
        }
        case "f" -> {
          return Optional.of(
              member == root
                  ? "a foreign table does not tell what changes"
                  : "a partition of it is a foreign table, which does not tell what changes");
        }
        default -> {
          return Optional.of("a relation of its sort does not tell what changes");
        }
      }
    }
    return Answer.yes(root, 9)
        ? Optional.of("row security applies to the role")
        : Answer.yes(root, 8) ? Optional.empty() : Optional.of("the role may not read all of it");
  }

  /// Equal keys lie in one leaf when every level of the partitions is made by columns of the key.
  private static Optional<Set<String>> partitionKey(List<List<@Nullable String>> members) {
    if (!Answer.text(members.getFirst(), 3).equals("p")) {
      return Optional.empty();
    }
    Set<String> columns = new HashSet<>();
    for (List<@Nullable String> member : members) {
      if (Answer.text(member, 3).equals("p")) {
        columns.addAll(names(Answer.optional(member, 15)));
      }
    }
    return columns.contains("") ? Optional.empty() : Optional.of(columns);
  }

  private static Set<String> names(Optional<String> joined) {
    return joined.map(all -> Set.copyOf(Arrays.asList(all.split(SEPARATOR, -1)))).orElse(Set.of());
  }
}
