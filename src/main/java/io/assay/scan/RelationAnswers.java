package io.assay.scan;

import io.assay.check.CheckId;
import io.assay.check.Kept;
import io.assay.check.Measured;
import io.assay.check.Measurement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The answers to what checks ask of the rows of relations: figures that are read in one statement
/// for all of these, beside stored ones that still hold, and what is to be stored in turn. Several
/// transactions may be answered from at a time.
final class RelationAnswers {
  private final StatementLog log;
  private final String database;
  private final Map<Scan.Rows, Reuse> known;
  private final Map<String, Kept.Part> keeping = new ConcurrentHashMap<>();

  /// `known` is what is known of relations from before.
  RelationAnswers(StatementLog log, String database, Map<Scan.Rows, Reuse> known) {
    this.log = log;
    this.database = database;
    this.known = Map.copyOf(known);
  }

  /// Returns what is to be stored of what was measured.
  Kept kept() {
    return new Kept(keeping);
  }

  /// Two statements may have asked for figures of the same table.
  void keep(Kept kept) {
    kept.parts().forEach((name, part) -> keeping.merge(name, part, Kept.Part::and));
  }

  /// Returns the statement that asks for what is not stored.
  String sql(GuardedTransaction transaction, List<Scan.OfRelation> scans)
      throws SQLException, Unanswered {
    return union(askings(transaction, scans));
  }

  /// Returns how the rows are looked at when they are.
  static Measured.How how(List<Scan.OfRelation> scans) {
    return scans.stream().allMatch(Scan.OfRelation::indexAnswers)
        ? Measured.How.INDEX
        : Measured.How.SCAN;
  }

  /// Returns the measurement of each check, all of the transaction's snapshot.
  Map<CheckId, Measurement> answer(GuardedTransaction transaction, List<Scan.OfRelation> scans)
      throws SQLException, Unanswered {
    List<Asking> askings = askings(transaction, scans);
    Measured.How how = how(scans);
    Duration took = ask(transaction, how, askings);
    for (int i = 0; i < askings.size(); i++) {
      if (askings.get(i).tooMany()) {
        Asking again = withMany(transaction, scans.get(i));
        askings.set(i, again);
        took = took.plus(ask(transaction, how, List.of(again)));
      }
    }
    Map<CheckId, Measurement> measured = new HashMap<>();
    for (Asking asking : askings) {
      measured.putAll(asking.measured(how, took));
      keep(asking.kept());
    }
    return measured;
  }

  /// Returns how long the statement took; none is sent when there is nothing to ask.
  private Duration ask(GuardedTransaction transaction, Measured.How how, List<Asking> askings)
      throws SQLException, Unanswered {
    String sql = union(askings);
    if (sql.isEmpty()) {
      return Duration.ZERO;
    }
    transaction.withinBudget(sql);
    log.sent(database, how);
    long begin = System.nanoTime();
    for (GuardedTransaction.Figures row : transaction.figures(sql)) {
      askings.forEach(asking -> asking.take(row));
    }
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  /// Returns the questions where no column is taken for one of few values.
  private Asking withMany(GuardedTransaction transaction, Scan.OfRelation scan) throws Unanswered {
    return Asking.of(scan, transaction.server(), reuse(scan).map(each -> each.few(Set.of())));
  }

  /// Tables that changed between the look and this transaction's snapshot are not taken for what
  /// they were; and where a table came or went, nothing that is read is kept for those of the look.
  private List<Asking> askings(GuardedTransaction transaction, List<Scan.OfRelation> scans)
      throws SQLException, Unanswered {
    List<Asking> askings = new ArrayList<>();
    for (Scan.OfRelation scan : scans) {
      Optional<Reuse> reuse = reuse(scan);
      Asking asking = Asking.of(scan, transaction.server(), reuse);
      boolean stayed =
          !reuse.map(known -> known.facts().spreads()).orElse(false)
              || asking.taken().isEmpty() && !asking.storing()
              || Optional.ofNullable(
                      LookSql.relations(transaction, Set.of(scan.table())).get(scan.table()))
                  .filter(now -> now.sameFor(reuse.orElseThrow().facts(), asking.taken()))
                  .isPresent();
      askings.add(stayed ? asking : asking.afresh());
    }
    return askings;
  }

  private Optional<Reuse> reuse(Scan.OfRelation scan) {
    return Optional.ofNullable(known.get(scan.rows()));
  }

  private static String union(List<Asking> askings) throws Unanswered {
    List<String> selects = new ArrayList<>();
    for (Asking asking : askings) {
      selects.addAll(asking.selects(selects.size()));
    }
    return String.join("\nUNION ALL ", selects);
  }
}
