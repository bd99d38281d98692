package io.assay.scan;

import io.assay.check.Guard;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// Finds in the catalog what the server refused: which relations or routines of that name the role
/// has no right on, each as SQL writes it. What belongs to the server itself is nobody's to grant.
final class RightsSql {
  private static final String RELATIONS =
      """
      SELECT /* assay */ n.nspname, c.relname
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

  /// Returns them, the likeliest first; nothing when they cannot be told.
  static List<String> lacking(MonitoredDatabase database, Refused refused) {
    return switch (refused.sort()) {
      case DATABASE, SCHEMA, SERVER -> List.of();
      case RELATION ->
          asked(database, RELATIONS.formatted(Quoted.text(refused.name()))).stream()
              .map(row -> Quoted.name(row.getFirst()) + "." + Quoted.name(row.getLast()))
              .toList();
      case ROUTINE ->
          asked(database, ROUTINES.formatted(Quoted.text(refused.name()))).stream()
              .map(List::getFirst)
              .toList();
    };
  }

  private static List<List<String>> asked(MonitoredDatabase database, String sql) {
    try (GuardedTransaction transaction =
        GuardedTransaction.begin(database, Guard.OF_DATABASE, GuardedTransaction.Path.OWN)) {
      return transaction.rows(sql).stream()
          .map(row -> row.stream().flatMap(cell -> Optional.ofNullable(cell).stream()).toList())
          .toList();
    } catch (SQLException | Unanswered e) {
      return List.of();
    }
  }
}
