package io.assay.scan;

import io.assay.check.Check;
import io.assay.check.Guard;
import io.assay.check.Measured;
import io.assay.check.TableName;
import io.assay.check.Unmeasurable;
import io.assay.check.Unmeasurable.Reason;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One of two tables that are compared.
///
/// @param name what a message calls the side; none for the check's own table
record Side(MonitoredDatabase database, TableName table, Optional<String> name) {

  /// What one side answered, when by its clock, and how far behind it was.
  record Answered<T>(T value, Measured.Moment moment) {}

  interface Question<T> {
    T ask(Side side, GuardedTransaction transaction) throws SQLException, Unanswered;
  }

  /// Asks each of `sides`, which are in one database, in one transaction, so that they are seen in
  /// one snapshot. The turn is given back before any other is waited for.
  static <T> List<Answered<T>> ask(
      List<Side> sides, Check check, GuardedTransaction.Path path, Question<T> question)
      throws Unanswered {
    MonitoredDatabase database = sides.getFirst().database();
    Guard guard = check.target().guard();
    Side asked = sides.getFirst();
    String role = database.settings().login().username().orElse("assay");
    long begin = System.nanoTime();
    try (GuardedTransaction transaction = GuardedTransaction.begin(database, guard, path)) {
      role = transaction.server().role();
      List<Answered<T>> answers = new ArrayList<>();
      for (Side side : sides) {
        asked = side;
        begin = System.nanoTime();
        answers.add(new Answered<>(question.ask(side, transaction), transaction.server().moment()));
      }
      return answers;
    } catch (SQLException e) {
      throw new Unanswered(
          database.closed()
              ? new Unmeasurable(
                  Reason.UNREACHABLE, "it was not asked to the end: Assay is stopping")
              : asked.told(
                  new Trouble(
                          database.name(),
                          role,
                          Optional.of(asked.table()),
                          GuardedTransaction.timeout(database.settings(), guard),
                          Duration.ofNanos(System.nanoTime() - begin))
                      .why(e, refused -> RightsSql.lacking(database, refused))));
    } catch (Unanswered e) {
      throw new Unanswered(asked.told(e.why()));
    }
  }

  /// Whoever is unreachable is named already.
  private Unmeasurable told(Unmeasurable why) {
    return why.reason() == Reason.UNREACHABLE
        ? why
        : name.map(it -> new Unmeasurable(why.reason(), "in " + it + ": " + why.text()))
            .orElse(why);
  }
}
