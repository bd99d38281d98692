package io.assay.scan;

import io.assay.check.StatementCounters;
import io.assay.check.Unmeasurable.Reason;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads pg_stat_statements, whose columns differ between versions and whose schema is anybody's
/// choice; both are read from the catalog first. Only statements of the current database count, and
/// none of Assay's own, which carry a comment.
final class StatementsSql {
  private static final String EXTENSION =
      """
      SELECT /* assay */ n.nspname, c.relname, a.attname, current_user,
        pg_has_role(current_user, 'pg_read_all_stats', 'USAGE')
      FROM pg_extension e
      JOIN pg_depend d ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
        AND d.classid = 'pg_class'::regclass AND d.deptype = 'e'
      JOIN pg_class c ON c.oid = d.objid
      JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      WHERE e.extname = 'pg_stat_statements'\
      """;

  /// The extension as this database has it.
  private record Extension(String schema, String role, boolean seesAll, Set<String> columns) {
    boolean has(String view, String column) {
      return columns.contains(view + "." + column);
    }

    String view(String name) {
      return Quoted.name(schema) + "." + name;
    }

    String either(String newer, String older) {
      return has("pg_stat_statements", newer) ? newer : older;
    }

    String orNull(String column, String expression) {
      return has("pg_stat_statements", column) ? expression : "NULL";
    }
  }

  private StatementsSql() {}

  static StatementCounters counters(GuardedTransaction transaction, String pattern)
      throws SQLException, Unanswered {
    Extension extension = require(transaction);
    Optional<Instant> reset = Optional.empty();
    long evictions = 0;
    if (extension.has("pg_stat_statements_info", "stats_reset")) {
      List<@Nullable String> info =
          asked(
                  transaction,
                  "SELECT /* assay */ extract(epoch FROM stats_reset), dealloc FROM "
                      + extension.view("pg_stat_statements_info"))
              .getFirst();
      reset = Answer.instant(info, 0);
      evictions = Answer.number(info, 1);
    }
    List<StatementCounters.Entry> entries = new ArrayList<>();
    for (List<@Nullable String> row : asked(transaction, sql(extension, pattern))) {
      entries.add(
          new StatementCounters.Entry(
              Answer.text(row, 0),
              Answer.text(row, 1),
              new StatementCounters.Totals(
                  Answer.number(row, 2),
                  Double.parseDouble(Answer.text(row, 3)),
                  Double.parseDouble(Answer.text(row, 4)),
                  Answer.number(row, 5),
                  Answer.number(row, 6)),
              Answer.instant(row, 7)));
    }
    return new StatementCounters(reset, evictions, entries);
  }

  static String sql(GuardedTransaction transaction, String pattern)
      throws SQLException, Unanswered {
    return sql(require(transaction), pattern);
  }

  /// Returns calls and text of the REFRESH statements of this database; none when they cannot be
  /// known. An error in it spoils the transaction: ask last.
  static Optional<List<List<@Nullable String>>> refreshCalls(GuardedTransaction transaction)
      throws SQLException, Unanswered {
    Optional<Extension> extension = extension(transaction).filter(Extension::seesAll);
    if (extension.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          transaction.rows(
              "SELECT /* assay */ calls, query FROM "
                  + extension.get().view("pg_stat_statements")
                  + " WHERE query ILIKE '%refresh%materialized%view%' AND "
                  + THIS_DATABASE));
    } catch (SQLException e) {
      if (notLoaded(e) || "42501".equals(e.getSQLState())) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static final String THIS_DATABASE =
      "dbid = (SELECT oid FROM pg_database WHERE datname = current_database())";

  private static String sql(Extension extension, String pattern) {
    return """
    SELECT /* assay */ concat_ws('/', userid, dbid, queryid, %s), left(query, 2000), calls,
      %s, %s, shared_blks_hit, shared_blks_read, %s
    FROM %s
    WHERE %s AND queryid IS NOT NULL AND query NOT LIKE '%%/* assay */%%'%s\
    """
        .formatted(
            extension.orNull("toplevel", "toplevel"),
            extension.either("total_exec_time", "total_time"),
            extension.either("max_exec_time", "max_time"),
            extension.orNull("stats_since", "extract(epoch FROM stats_since)"),
            extension.view("pg_stat_statements"),
            THIS_DATABASE,
            matching(pattern));
  }

  private static String matching(String pattern) {
    if (pattern.equals("*")) {
      return "";
    }
    return pattern.matches("-?[0-9]+")
        ? " AND queryid::text = " + Quoted.text(pattern)
        : " AND query ILIKE " + Quoted.pattern(pattern);
  }

  private static Extension require(GuardedTransaction transaction) throws SQLException, Unanswered {
    Extension extension =
        extension(transaction)
            .orElseThrow(() ->
                new Unanswered(
                    Reason.UNSUPPORTED,
                    "pg_stat_statements is not in this database: add it to"
                        + " shared_preload_libraries, restart, and run CREATE EXTENSION"
                        + " pg_stat_statements"));
    if (!extension.seesAll()) {
      throw new Unanswered(
          Reason.PERMISSION,
          "pg_stat_statements hides the statements of other roles: run GRANT pg_read_all_stats TO "
              + Quoted.name(extension.role()));
    }
    return extension;
  }

  private static Optional<Extension> extension(GuardedTransaction transaction)
      throws SQLException, Unanswered {
    List<List<@Nullable String>> rows = transaction.rows(EXTENSION);
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    Set<String> columns = new HashSet<>();
    for (List<@Nullable String> row : rows) {
      columns.add(Answer.text(row, 1) + "." + Answer.text(row, 2));
    }
    List<@Nullable String> any = rows.getFirst();
    return Optional.of(
        new Extension(Answer.text(any, 0), Answer.text(any, 3), Answer.yes(any, 4), columns));
  }

  private static List<List<@Nullable String>> asked(GuardedTransaction transaction, String sql)
      throws SQLException, Unanswered {
    try {
      return transaction.rows(sql);
    } catch (SQLException e) {
      if (notLoaded(e)) {
        throw new Unanswered(
            Reason.UNSUPPORTED,
            "pg_stat_statements is not loaded: add it to shared_preload_libraries and restart");
      }
      throw e;
    }
  }

  private static boolean notLoaded(SQLException e) {
    return "55000".equals(e.getSQLState());
  }
}
