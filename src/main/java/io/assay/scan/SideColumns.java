package io.assay.scan;

import io.assay.check.TableName;
import io.assay.check.Unmeasurable.Reason;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The columns of one of two tables that are compared, by name, and its primary key.
record SideColumns(Map<String, SideColumn> columns, List<String> primaryKey) {
  private static final Set<Integer> WHOLE = Set.of(20, 21, 23);
  private static final int NUMERIC = 1700;

  /// A domain over a domain leads to its last base type.
  private static final String READ =
      """
      SELECT /* assay */ a.attname,
        (WITH RECURSIVE base AS (
           SELECT t.oid, t.typtype, t.typbasetype FROM pg_type t WHERE t.oid = a.atttypid
           UNION ALL
           SELECT t.oid, t.typtype, t.typbasetype
           FROM base b JOIN pg_type t ON t.oid = b.typbasetype WHERE b.typtype = 'd'
         ) SELECT oid FROM base WHERE typtype <> 'd'),
        a.attnotnull AND c.relkind IN ('r', 'p'),
        CASE WHEN array_position(i.indkey::int2[], a.attnum) < i.indnkeyatts
          THEN array_position(i.indkey::int2[], a.attnum) END
      FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
      WHERE n.nspname = %s AND c.relname = %s
      ORDER BY a.attnum\
      """;

  /// A column's base type and whether every row has a value in it.
  record SideColumn(int type, boolean filled) {
    /// Whether its values are whole numbers that order the rows the same on every server.
    boolean position() {
      return filled && WHOLE.contains(type);
    }

    boolean numeric() {
      return type == NUMERIC;
    }
  }

  static SideColumns read(GuardedTransaction transaction, TableName table)
      throws SQLException, Unanswered {
    Map<String, SideColumn> columns = new LinkedHashMap<>();
    Map<Long, String> key = new TreeMap<>();
    String sql = READ.formatted(Quoted.text(table.schema()), Quoted.text(table.name()));
    for (List<@Nullable String> row : transaction.rows(sql)) {
      String name = Answer.text(row, 0);
      columns.put(name, new SideColumn((int) Answer.number(row, 1), Answer.yes(row, 2)));
      Optional<String> at = Answer.optional(row, 3);
      at.ifPresent(position -> key.put(Long.valueOf(position), name));
    }
    if (columns.isEmpty()) {
      throw new Unanswered(Reason.MISSING, "there is no table " + table + " with columns");
    }
    return new SideColumns(columns, new ArrayList<>(key.values()));
  }
}
