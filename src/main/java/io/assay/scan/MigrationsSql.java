package io.assay.scan;

import io.assay.check.MigrationHistory;
import io.assay.check.MigrationHistory.Migration;
import io.assay.check.MigrationHistory.Step;
import io.assay.check.TableName;
import io.assay.check.Unmeasurable.Reason;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the history tables of Flyway, Supabase and dbmate, which are told apart by their columns.
/// Supabase has other tables named schema_migrations, of its own services: dbmate's is looked for
/// in `public` only.
final class MigrationsSql {
  private static final String TABLES =
      """
      SELECT /* assay */ n.nspname, c.relname, string_agg(a.attname, ' '), current_user,
        has_schema_privilege(n.oid, 'USAGE'), has_table_privilege(c.oid, 'SELECT')
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      WHERE c.relkind IN ('r', 'p', 'v', 'f') AND (%s)
      GROUP BY n.oid, n.nspname, c.oid, c.relname
      ORDER BY n.nspname, c.relname\
      """;

  private static final String KNOWN =
      """
      c.relname = 'flyway_schema_history'
        OR c.relname = 'schema_migrations' AND n.nspname IN ('supabase_migrations', 'public')\
      """;

  /// A record of `DELETE` or `UNDO_…` takes back the version that it names.
  private static final String FLYWAY =
      """
      SELECT /* assay */ version, coalesce(description, script),
        CASE WHEN NOT success THEN 'FAILED'
          WHEN type = 'DELETE' OR type LIKE 'UNDO%%' THEN 'REMOVED'
          ELSE 'APPLIED' END
      FROM %s h
      ORDER BY installed_rank\
      """;

  private static final String VERSIONS =
      "SELECT /* assay */ version, coalesce(to_jsonb(h) ->> 'name', ''), 'APPLIED' FROM %s h";

  private static final Set<String> OF_FLYWAY =
      Set.of("installed_rank", "version", "description", "type", "script", "success");

  /// A history table that is there and may be read.
  private record Found(TableName table, boolean flyway) {
    String sql() {
      return (flyway ? FLYWAY : VERSIONS).formatted(Quoted.name(table));
    }
  }

  private MigrationsSql() {}

  static MigrationHistory history(GuardedTransaction transaction, Optional<TableName> named)
      throws SQLException, Unanswered {
    Found found = find(transaction, named);
    List<Migration> migrations = new ArrayList<>();
    for (List<@Nullable String> row : transaction.rows(found.sql())) {
      migrations.add(
          new Migration(
              Answer.optional(row, 0), Answer.text(row, 1), Step.valueOf(Answer.text(row, 2))));
    }
    return new MigrationHistory(found.table(), found.flyway(), migrations);
  }

  static String sql(GuardedTransaction transaction, Optional<TableName> named)
      throws SQLException, Unanswered {
    return find(transaction, named).sql();
  }

  private static Found find(GuardedTransaction transaction, Optional<TableName> named)
      throws SQLException, Unanswered {
    List<List<@Nullable String>> tables =
        transaction.rows(TABLES.formatted(named.map(MigrationsSql::exactly).orElse(KNOWN)));
    if (tables.isEmpty()) {
      throw new Unanswered(
          Reason.MISSING,
          named
              .map(table -> "there is no table " + table + " in this database")
              .orElse(
                  "no migration history was found: looked for flyway_schema_history in every"
                      + " schema, supabase_migrations.schema_migrations and"
                      + " public.schema_migrations; name the table, as in 'migrations:"
                      + " shop.flyway_schema_history'"));
    }
    if (tables.size() > 1) {
      List<String> names = new ArrayList<>();
      for (List<@Nullable String> each : tables) {
        names.add(name(each).toString());
      }
      throw new Unanswered(
          Reason.QUERY,
          "there are several migration histories, "
              + String.join(", ", names)
              + ": name one, as in 'migrations: "
              + names.getFirst()
              + "'");
    }
    List<@Nullable String> row = tables.getFirst();
    readable(row);
    return known(name(row), Set.of(Answer.text(row, 2).split(" ")));
  }

  private static Found known(TableName table, Set<String> columns) throws Unanswered {
    boolean flyway = columns.containsAll(OF_FLYWAY);
    if (!flyway && (!columns.contains("version") || columns.contains("dirty"))) {
      throw new Unanswered(
          Reason.UNSUPPORTED,
          table
              + " is no history of migrations that Assay knows: Flyway, Supabase and dbmate keep a"
              + " row for each migration, with its version");
    }
    return new Found(table, flyway);
  }

  private static void readable(List<@Nullable String> row) throws Unanswered {
    TableName table = name(row);
    String role = Quoted.name(Answer.text(row, 3));
    List<String> grants = new ArrayList<>();
    if (!Answer.yes(row, 4)) {
      grants.add("GRANT USAGE ON SCHEMA " + Quoted.name(table.schema()) + " TO " + role);
    }
    if (!Answer.yes(row, 5)) {
      grants.add("GRANT SELECT ON " + Quoted.name(table) + " TO " + role);
    }
    if (!grants.isEmpty()) {
      throw new Unanswered(
          Reason.PERMISSION,
          "the migration history " + table + " cannot be read: run " + String.join("; ", grants));
    }
  }

  private static TableName name(List<@Nullable String> row) {
    return new TableName(Answer.text(row, 0), Answer.text(row, 1));
  }

  private static String exactly(TableName table) {
    return "n.nspname = "
        + Quoted.text(table.schema())
        + " AND c.relname = "
        + Quoted.text(table.name());
  }
}
