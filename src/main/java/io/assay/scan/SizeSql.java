package io.assay.scan;

import io.assay.check.TableName;
import io.assay.check.Unmeasurable.Reason;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Asks how many bytes a table with its partitions or children, or the database, takes. Needs no
/// right on the table.
final class SizeSql {
  private static final String TABLE =
      """
      WITH RECURSIVE tree AS (
        SELECT c.oid, c.relkind
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'm', 'v', 'f') AND n.nspname = %s AND c.relname = %s
        UNION
        SELECT c.oid, c.relkind
        FROM tree t JOIN pg_inherits i ON i.inhparent = t.oid JOIN pg_class c ON c.oid = i.inhrelid
        WHERE c.relkind IN ('r', 'p', 'f')
      )
      SELECT /* assay */ bool_and(relkind IN ('v', 'f')),
        sum(CASE WHEN relkind IN ('r', 'm') THEN pg_total_relation_size(oid) ELSE 0 END)::bigint
      FROM tree\
      """;

  private static final String DATABASE =
      "SELECT /* assay */ false, pg_database_size(current_database())";

  private SizeSql() {}

  static String sql(Optional<TableName> table) {
    return table
        .map(name -> TABLE.formatted(Quoted.text(name.schema()), Quoted.text(name.name())))
        .orElse(DATABASE);
  }

  static long bytes(GuardedTransaction transaction, Optional<TableName> table)
      throws SQLException, Unanswered {
    List<@Nullable String> row = transaction.rows(sql(table)).getFirst();
    if (Answer.optional(row, 0).isEmpty()) {
      throw new Unanswered(
          Reason.MISSING,
          "there is no table " + table.map(TableName::toString).orElse("") + " in this database");
    }
    if (Answer.yes(row, 0)) {
      throw new Unanswered(
          Reason.UNSUPPORTED,
          "a view or foreign table takes no room of its own: name the table behind it");
    }
    return Answer.number(row, 1);
  }

  /// Returns the statement; Unanswered when there is nothing whose size it could tell.
  static String sql(GuardedTransaction transaction, Optional<TableName> table)
      throws SQLException, Unanswered {
    bytes(transaction, table);
    return sql(table);
  }
}
