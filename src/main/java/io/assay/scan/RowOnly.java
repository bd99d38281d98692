package io.assay.scan;

import io.assay.check.Unmeasurable.Reason;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Finds out of expressions over a row whether they depend on nothing but the row, by what
/// PostgreSQL makes of them.
///
/// EXPLAIN VERBOSE writes an expression as it was understood: its constants with their values
/// (`'today'` as the day), and schemas before the names of all that is not PostgreSQL's own, as
/// long as only PostgreSQL's own is found without. That it is understood in the same way where the
/// author's names are looked for too shows that nothing of another schema is in it. Whether it is
/// immutable tells the planner: it uses `e IS NULL AND e IS NOT NULL` to prove that no row comes of
/// it only if `e` is.
final class RowOnly {
  private static final Pattern QUOTED =
      Pattern.compile("E?'(?:[^'\\\\]|''|\\\\.)*+'|\"(?:[^\"]|\"\")*+\"");

  /// A function, type, operator or collation with its schema; a name of something in the catalog,
  /// such as a text search configuration; what changes of a row without its being updated, or is no
  /// part of it.
  private static final Pattern FOREIGN =
      Pattern.compile(
          "[\\w$]\\.[\\w$]+\\(|::\\s*(?:[\\w$]+\\.|reg[a-z]+\\b)|\\bOPERATOR\\(|\\bCOLLATE (?!C\\b)|\\$\\d"
              + "|\\b(?:xmin|xmax|cmin|cmax|ctid|tableoid|SubPlan|InitPlan)\\b");

  /// Whether there are functions that somebody wrote and that may be called without a trace in an
  /// expression: those of casts, of `=` (in CASE, NULLIF, IS DISTINCT FROM) and of the orders of
  /// types (in LEAST, GREATEST), and those in PostgreSQL's own schema. What is written in C changes
  /// with a release only.
  private static final String HIDDEN =
      """
      SELECT /* assay */ EXISTS (
        SELECT FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
        WHERE p.oid >= 16384 AND l.lanname NOT IN ('internal', 'c')
          AND (p.pronamespace = 'pg_catalog'::regnamespace
            OR p.oid IN (SELECT castfunc FROM pg_cast)
            OR p.oid IN (SELECT oprcode FROM pg_operator WHERE oprname = '=')
            OR p.oid IN (SELECT amproc FROM pg_amproc)))\
      """;

  private RowOnly() {}

  /// Returns what PostgreSQL understands of those of the expressions that depend on nothing but the
  /// row of `source`. The transaction looks for names where the author's are looked for. Throws
  /// when one of the expressions cannot be understood, or has a plan of its own.
  static Map<String, String> understood(
      GuardedTransaction transaction, String source, List<String> expressions)
      throws SQLException, Unanswered {
    if (Answer.yes(transaction.rows(HIDDEN).getFirst(), 0)) {
      return Map.of();
    }
    transaction.set(Map.of("max_parallel_workers_per_gather", "0"));
    List<String> author = written(transaction, source, expressions);
    transaction.set(
        Map.of("search_path", GuardedTransaction.Path.OWN.schemas(), "constraint_exclusion", "on"));
    List<String> own = written(transaction, source, expressions);
    Set<Integer> mutable = mutable(transaction, source, expressions);
    Map<String, String> understood = new HashMap<>();
    for (int i = 0; i < expressions.size(); i++) {
      String text = own.get(i);
      if (text.equals(author.get(i))
          && !mutable.contains(i)
          && !FOREIGN.matcher(unquoted(text)).find()) {
        understood.put(expressions.get(i), text);
      }
    }
    return understood;
  }

  /// Leaves of what is quoted only the collation C, whose order and classes of letters never
  /// change.
  private static String unquoted(String text) {
    return QUOTED.matcher(text).replaceAll(quoted -> quoted.group().equals("\"C\"") ? "C" : "q");
  }

  private static List<String> written(
      GuardedTransaction transaction, String source, List<String> expressions)
      throws SQLException, Unanswered {
    List<String> columns = expressions.stream().map(each -> "(" + each + ")").toList();
    Plan plan =
        transaction.plan("VERBOSE", "SELECT " + String.join(",\n", columns) + "\nFROM " + source);
    if (plan.nodes().count() != 1 || plan.output().size() != expressions.size()) {
      throw new Unanswered(Reason.QUERY, "an expression has a plan of its own");
    }
    return plan.output();
  }

  private static Set<Integer> mutable(
      GuardedTransaction transaction, String source, List<String> expressions)
      throws SQLException, Unanswered {
    List<String> contradictions = new ArrayList<>();
    for (int i = 0; i < expressions.size(); i++) {
      String each = "(" + expressions.get(i) + ")";
      contradictions.add(
          "SELECT "
              + i
              + " FROM "
              + source
              + "\nWHERE ("
              + each
              + ") IS NULL AND ("
              + each
              + ") IS NOT NULL");
    }
    Plan plan = transaction.plan("VERBOSE", String.join("\nUNION ALL\n", contradictions));
    Set<Integer> mutable = new HashSet<>();
    plan.nodes()
        .filter(node -> !node.nothing())
        .map(Plan::output)
        .filter(output -> output.size() == 1)
        .map(output -> number(output.getFirst()))
        .flatMap(Optional::stream)
        .forEach(mutable::add);
    return mutable;
  }

  private static Optional<Integer> number(String output) {
    return output.chars().allMatch(Character::isDigit)
        ? Optional.of(Integer.valueOf(output))
        : Optional.empty();
  }
}
