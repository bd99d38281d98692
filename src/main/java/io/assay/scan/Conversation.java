package io.assay.scan;

import io.assay.check.Guard;
import io.assay.check.TableName;
import io.assay.check.Unmeasurable;
import io.assay.check.Unmeasurable.Reason;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The guarded transactions of one round with one database, which end once it is found unreachable.
final class Conversation {
  private final MonitoredDatabase database;
  private final AtomicReference<@Nullable Unmeasurable> unreachable = new AtomicReference<>();

  Conversation(MonitoredDatabase database) {
    this.database = database;
  }

  /// What is asked in a transaction.
  interface Work<T> {
    T in(GuardedTransaction transaction) throws SQLException, Unanswered;
  }

  /// Returns what the work brings; Unanswered also without asking, once the database was found
  /// unreachable.
  <T> T inTransaction(
      Guard guard, GuardedTransaction.Path path, Optional<TableName> table, Work<T> work)
      throws Unanswered {
    Unmeasurable gone = unreachable.get();
    if (gone != null) {
      throw new Unanswered(gone);
    }
    String role = database.settings().login().username().orElse("assay");
    long begin = System.nanoTime();
    try (GuardedTransaction transaction = GuardedTransaction.begin(database, guard, path)) {
      role = transaction.server().role();
      begin = System.nanoTime();
      return work.in(transaction);
    } catch (SQLException e) {
      throw remembered(
          database.closed()
              ? new Unmeasurable(
                  Reason.UNREACHABLE, "it was not asked to the end: Assay is stopping")
              : new Trouble(
                      database.name(),
                      role,
                      table,
                      GuardedTransaction.timeout(database.settings(), guard),
                      Duration.ofNanos(System.nanoTime() - begin))
                  .why(e, refused -> RightsSql.lacking(database, refused)));
    }
  }

  private Unanswered remembered(Unmeasurable why) {
    if (why.reason() == Reason.UNREACHABLE) {
      unreachable.set(why);
    }
    return new Unanswered(why);
  }
}
