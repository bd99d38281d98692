package io.assay.scan;

import io.assay.check.Check;
import io.assay.check.Column;
import io.assay.check.Measure;
import io.assay.check.TableName;
import io.assay.check.Unmeasurable.Reason;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Asks the planner, under `constraint_exclusion`, whether any row can pass a check's conditions.
/// It knows all constraints of a table, its partitions and children, and says so by a plan that
/// never looks at the table. An EXPLAIN also finds what a scan would fail at: a missing right, a
/// missing column, SQL that is none.
final class Explained {
  static final String NO_ROW = "no row can pass its filter";

  /// How long the planner may wait for a lock; the scan that comes then tells of it.
  private static final Duration LOCK = Duration.ofMillis(50);

  private final GuardedTransaction transaction;
  private GuardedTransaction.@Nullable Path path;
  private final Set<TableName> locked = new HashSet<>();

  Explained(GuardedTransaction transaction) {
    this.transaction = transaction;
  }

  /// Which rows can be there.
  enum Rows {
    NONE,
    SOME,
    /// The planner refused the question.
    UNKNOWN
  }

  /// Returns whether rows can pass the check's filter, with a look at what it reads of them.
  Rows rows(Check check, List<Column> columns) throws SQLException {
    return ask(
        check,
        rows -> {
          List<String> read = new ArrayList<>();
          for (Column column : columns) {
            read.add(rows.column(column));
          }
          return new Question(
              String.join(", ", read),
              rows.condition(check.target().filter(), check.target().zone()));
        });
  }

  /// Returns whether rows that fail can pass the check's filter.
  Rows rows(Check check, Measure.RowsWhere failing) throws SQLException {
    return ask(
        check,
        rows ->
            new Question(
                "",
                RowSql.and(
                    rows.condition(failing),
                    rows.condition(check.target().filter(), check.target().zone()))));
  }

  private record Question(String columns, String condition) {}

  private interface Asking {
    Question of(RowSql rows) throws Unanswered;
  }

  private Rows ask(Check check, Asking asking) throws SQLException {
    TableName table = check.target().table().orElseThrow();
    if (locked.contains(table)) {
      return Rows.UNKNOWN;
    }
    try {
      Question question = asking.of(new RowSql(table, transaction.server()));
      within(
          Scan.OfRelation.authored(check)
              ? GuardedTransaction.Path.AUTHOR
              : GuardedTransaction.Path.OWN);
      Optional<List<List<@Nullable String>>> plan =
          transaction.attempt(
              "EXPLAIN /* assay */ (COSTS OFF, FORMAT JSON) SELECT "
                  + question.columns()
                  + " FROM "
                  + Quoted.name(table)
                  + RowSql.where(question.condition()));
      return plan.map(Plan::of).map(Explained::rows).orElse(Rows.UNKNOWN);
    } catch (Unanswered e) {
      if (e.why().reason() == Reason.LOCKED) {
        locked.add(table);
      }
      return Rows.UNKNOWN;
    }
  }

  private void within(GuardedTransaction.Path wanted) throws SQLException, Unanswered {
    if (wanted != path) {
      transaction.set(
          Map.of(
              "constraint_exclusion",
              "on",
              "lock_timeout",
              Long.toString(LOCK.toMillis()),
              "search_path",
              wanted.schemas()));
      path = wanted;
    }
  }

  /// A plan that brings no row is a single Result whose filter is the constant false.
  private static Rows rows(Plan plan) {
    return plan.nothing() && plan.nodes().count() == 1 ? Rows.NONE : Rows.SOME;
  }
}
