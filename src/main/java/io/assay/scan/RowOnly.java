package io.assay.scan;

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
      Pattern.compile("E?'(?:[^'\\\\]|''|\\\\.)*'|\"(?:[^\"]|\"\")*\"");

  /// A function, type, operator or collation with its schema; what changes of a row without its
  /// being updated, or is no part of it.
  private static final Pattern FOREIGN =
      Pattern.compile(
          "[\\w$]\\.[\\w$]+\\(|::\\s*[\\w$]+\\.|\\bOPERATOR\\(|\\bCOLLATE\\b|\\$\\d"
              + "|\\b(?:xmin|xmax|cmin|cmax|ctid|tableoid|SubPlan|InitPlan)\\b");

  private RowOnly() {}

  /// Returns what PostgreSQL understands of those of the expressions that depend on nothing but the
  /// row of `source`. The transaction looks for names where the author's are looked for. Throws
  /// when one of the expressions cannot be understood, or has a plan of its own.
  static Map<String, String> understood(
      GuardedTransaction transaction, String source, List<String> expressions)
      throws SQLException, Unanswered {
    List<String> author = written(transaction, source, expressions);
    transaction.local("search_path", GuardedTransaction.Path.OWN.schemas());
    List<String> own = written(transaction, source, expressions);
    transaction.local("constraint_exclusion", "on");
    Set<Integer> mutable = mutable(transaction, source, expressions);
    Map<String, String> understood = new HashMap<>();
    for (int i = 0; i < expressions.size(); i++) {
      String text = own.get(i);
      if (text.equals(author.get(i))
          && !mutable.contains(i)
          && !FOREIGN.matcher(QUOTED.matcher(text).replaceAll("q")).find()) {
        understood.put(expressions.get(i), text);
      }
    }
    return understood;
  }

  private static List<String> written(
      GuardedTransaction transaction, String source, List<String> expressions)
      throws SQLException, Unanswered {
    List<String> columns = expressions.stream().map(each -> "(" + each + ")").toList();
    Plan plan =
        transaction.plan("VERBOSE", "SELECT " + String.join(",\n", columns) + "\nFROM " + source);
    if (plan.nodes().count() != 1 || plan.output().size() != expressions.size()) {
      throw new Unanswered(
          io.assay.check.Unmeasurable.Reason.QUERY, "an expression has a plan of its own");
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
