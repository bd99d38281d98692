package io.assay.scan;

import io.assay.check.TableName;
import io.assay.check.TablePartitions;
import io.assay.check.TablePartitions.Range;
import io.assay.check.Unmeasurable.Reason;
import io.assay.scan.PartitionTree.Bound;
import io.assay.scan.PartitionTree.Key;
import io.assay.scan.PartitionTree.Node;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads how the partitions of a table cover time, sub-partitions by the same column included, and
/// whether rows sit in a default partition.
final class PartitionsSql {
  /// The bounds are texts that the server itself wrote, and only those of dates and timestamps are
  /// cast. A partition that is being detached takes no rows any more.
  private static final String TREE =
      """
      WITH RECURSIVE tree AS (
        SELECT c.oid, NULL::oid AS parent
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname = %s AND c.relname = %s
        UNION ALL
        SELECT c.oid, t.oid
        FROM tree t
        JOIN pg_inherits i ON i.inhparent = t.oid AND NOT i.inhdetachpending
        JOIN pg_class c ON c.oid = i.inhrelid AND c.relispartition
      ), key AS (
        SELECT p.partrelid, p.partstrat, p.partnatts, a.attname,
          format_type(coalesce(nullif(y.typbasetype, 0), y.oid), NULL) AS type
        FROM pg_partitioned_table p
        LEFT JOIN pg_attribute a ON a.attrelid = p.partrelid AND a.attnum = p.partattrs[0]
          AND p.partattrs[0] > 0
        LEFT JOIN pg_type y ON y.oid = a.atttypid
      ), bounds AS (
        SELECT t.oid,
          CASE WHEN above.type IN ('date', 'timestamp without time zone', 'timestamp with time zone')
            THEN substring(pg_get_expr(c.relpartbound, c.oid)
              FROM 'FROM \\(''([^'']*)''\\)') END AS low,
          CASE WHEN above.type IN ('date', 'timestamp without time zone', 'timestamp with time zone')
            THEN substring(pg_get_expr(c.relpartbound, c.oid)
              FROM 'TO \\(''([^'']*)''\\)') END AS high,
          above.type = 'timestamp with time zone' AS zoned
        FROM tree t JOIN pg_class c ON c.oid = t.oid JOIN key above ON above.partrelid = t.parent
        WHERE above.partstrat = 'r' AND above.partnatts = 1
      )
      SELECT /* assay */ t.oid, t.parent, n.nspname, c.relname, pg_get_expr(c.relpartbound, c.oid) = 'DEFAULT',
        own.partstrat, own.partnatts, own.attname, own.type, b.zoned,
        CASE WHEN b.zoned THEN extract(epoch FROM b.low::timestamptz)
          ELSE extract(epoch FROM b.low::timestamp) END,
        CASE WHEN b.zoned THEN extract(epoch FROM b.high::timestamptz)
          ELSE extract(epoch FROM b.high::timestamp) END,
        has_schema_privilege(n.oid, 'USAGE'), has_table_privilege(t.oid, 'SELECT')
      FROM tree t
      JOIN pg_class c ON c.oid = t.oid JOIN pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN key own ON own.partrelid = t.oid
      LEFT JOIN bounds b ON b.oid = t.oid\
      """;

  private static final String ONLY =
      ": 'partitions' is for tables that are partitioned by ranges of one date or timestamp column";

  private PartitionsSql() {}

  static TablePartitions partitions(GuardedTransaction transaction, TableName table, ZoneId zone)
      throws SQLException, Unanswered {
    PartitionTree tree = read(transaction, table, zone);
    for (Node each : tree.defaults()) {
      if (filled(transaction, each)) {
        return new TablePartitions(tree.covered(), Optional.of(each.name()));
      }
    }
    return new TablePartitions(tree.covered(), Optional.empty());
  }

  /// Returns the statement; Unanswered when the table is not partitioned by time, or a default
  /// partition cannot be looked into.
  static String sql(GuardedTransaction transaction, TableName table, ZoneId zone)
      throws SQLException, Unanswered {
    read(transaction, table, zone);
    return sql(table);
  }

  private static String sql(TableName table) {
    return TREE.formatted(Quoted.text(table.schema()), Quoted.text(table.name()));
  }

  private static PartitionTree read(GuardedTransaction transaction, TableName table, ZoneId zone)
      throws SQLException, Unanswered {
    List<Node> nodes = new ArrayList<>();
    List<Node> defaults = new ArrayList<>();
    List<List<@Nullable String>> rows = transaction.rows(sql(table));
    for (List<@Nullable String> row : rows) {
      nodes.add(node(row, zone));
    }
    Node root =
        nodes.stream()
            .filter(node -> node.parent().isEmpty())
            .findFirst()
            .orElseThrow(() ->
                new Unanswered(Reason.MISSING, "there is no table " + table + " in this database"));
    refuseOthers(root.key());
    PartitionTree tree = new PartitionTree(root, nodes);
    String role = transaction.server().role();
    for (Node each : tree.defaults()) {
      readable(each.name(), rows.get(nodes.indexOf(each)), role);
    }
    return tree;
  }

  private static Node node(List<@Nullable String> row, ZoneId zone) {
    boolean zoned = Answer.yes(row, 9);
    return new Node(
        Answer.text(row, 0),
        Answer.optional(row, 1),
        new TableName(Answer.text(row, 2), Answer.text(row, 3)),
        new Key(
            Answer.optional(row, 5),
            Answer.optional(row, 6).map(Long::parseLong).orElse(0L),
            Answer.optional(row, 7),
            Answer.optional(row, 8)),
        new Bound(
            Answer.yes(row, 4),
            new Range(
                Answer.instant(row, 10).map(at -> zoned ? at : inZone(at, zone)),
                Answer.instant(row, 11).map(at -> zoned ? at : inZone(at, zone)))));
  }

  /// A time without a zone came as if it were UTC.
  private static Instant inZone(Instant wall, ZoneId zone) {
    return LocalDateTime.ofInstant(wall, ZoneOffset.UTC).atZone(zone).toInstant();
  }

  private static void refuseOthers(Key key) throws Unanswered {
    if (key.byTime()) {
      return;
    }
    String why =
        switch (key.strategy().orElse("")) {
          case "" -> "it is not partitioned";
          case "l" -> "it is partitioned by list";
          case "h" -> "it is partitioned by hash";
          default ->
              key.columns() > 1
                  ? "its partitions range over several columns"
                  : key.column()
                      .map(name ->
                          "its partitions range over "
                              + name
                              + ", which is "
                              + key.type().orElse("of another type"))
                      .orElse("its partitions range over an expression");
        };
    throw new Unanswered(Reason.UNSUPPORTED, why + ONLY);
  }

  private static void readable(TableName name, List<@Nullable String> row, String role)
      throws Unanswered {
    if (!Answer.yes(row, 12)) {
      throw new Unanswered(
          Reason.PERMISSION,
          "the default partition "
              + name
              + " cannot be read: run GRANT USAGE ON SCHEMA "
              + Quoted.name(name.schema())
              + " TO "
              + Quoted.name(role));
    }
    if (!Answer.yes(row, 13)) {
      throw new Unanswered(
          Reason.PERMISSION,
          "the default partition "
              + name
              + " cannot be read: run GRANT SELECT ON "
              + Quoted.name(name)
              + " TO "
              + Quoted.name(role));
    }
  }

  private static boolean filled(GuardedTransaction transaction, Node node)
      throws SQLException, Unanswered {
    return Answer.yes(
        transaction
            .rows("SELECT /* assay */ EXISTS (SELECT FROM " + Quoted.name(node.name()) + ")")
            .getFirst(),
        0);
  }
}
