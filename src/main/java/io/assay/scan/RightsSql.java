package io.assay.scan;

import io.assay.check.Guard;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// Finds in the catalog what the server refused: which relations or routines of that name the role
/// has no right on. What belongs to the server itself is nobody's to grant.
final class RightsSql {
  // of a relation that the role may read in part, the columns that it may not
  private static final String RELATIONS =
      """
      SELECT /* assay */ n.nspname, c.relname,
        CASE WHEN has_any_column_privilege(c.oid, 'SELECT') THEN (
          SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a
          WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            AND NOT has_column_privilege(c.oid, a.attnum, 'SELECT')) END
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relname = %s AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
        AND n.nspname NOT IN ('pg_catalog', 'pg_toast', 'information_schema')
        AND NOT has_table_privilege(c.oid, 'SELECT')
      ORDER BY has_schema_privilege(n.oid, 'USAGE') DESC, n.nspname = 'public' DESC, n.nspname\
      """;

  private static final String ROUTINES =
      """
      SELECT /* assay */ p.oid::regprocedure
      FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
      WHERE p.proname = %s AND n.nspname NOT IN ('pg_catalog', 'information_schema')
        AND NOT has_function_privilege(p.oid, 'EXECUTE')
      ORDER BY has_schema_privilege(n.oid, 'USAGE') DESC, n.nspname = 'public' DESC, p.oid\
      """;

  private RightsSql() {}

  /// What the role has no right on.
  ///
  /// @param name as SQL writes it
  /// @param columns those it may not read, as SQL writes them, of a relation of which it may read
  ///   others
  record Lacking(String name, Optional<String> columns) {}

  /// Returns what it is, the likeliest first; nothing when that cannot be told.
  static List<Lacking> lacking(MonitoredDatabase database, Refused refused) {
    return switch (refused.sort()) {
      case DATABASE, SCHEMA, SERVER -> List.of();
      case RELATION ->
          asked(database, RELATIONS.formatted(Quoted.text(refused.name()))).stream()
              .map(row ->
                  new Lacking(
                      Quoted.name(row.getFirst()) + "." + Quoted.name(row.get(1)),
                      Optional.of(row.getLast()).filter(columns -> !columns.isEmpty())))
              .toList();
      case ROUTINE ->
          asked(database, ROUTINES.formatted(Quoted.text(refused.name()))).stream()
              .map(row -> new Lacking(row.getFirst(), Optional.empty()))
              .toList();
    };
  }

  private static List<List<String>> asked(MonitoredDatabase database, String sql) {
    try (GuardedTransaction transaction =
        GuardedTransaction.begin(database, Guard.OF_DATABASE, GuardedTransaction.Path.OWN)) {
      return transaction.rows(sql).stream()
          .map(row -> row.stream().map(cell -> Optional.ofNullable(cell).orElse("")).toList())
          .toList();
    } catch (SQLException | Unanswered e) {
      return List.of();
    }
  }
}
