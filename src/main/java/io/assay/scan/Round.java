package io.assay.scan;

import io.assay.check.CheckId;
import io.assay.check.Guard;
import io.assay.check.Kept;
import io.assay.check.Measure;
import io.assay.check.Measured;
import io.assay.check.Measurement;
import io.assay.check.TableName;
import io.assay.check.Unmeasurable;
import io.assay.check.Unmeasurable.Reason;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One round of questions to one database: runs scans, asks again in parts what failed as a whole,
/// and stops asking once the database is found unreachable.
final class Round {
  private final MonitoredDatabase database;
  private final StatementLog log;
  private final Map<Scan.Rows, Reuse> known;
  private final Map<String, Kept.Part> keeping = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable Unmeasurable> unreachable;

  Round(MonitoredDatabase database, StatementLog log) {
    this(database, log, Map.of(), new AtomicReference<>());
  }

  private Round(
      MonitoredDatabase database,
      StatementLog log,
      Map<Scan.Rows, Reuse> known,
      AtomicReference<@Nullable Unmeasurable> unreachable) {
    this.database = database;
    this.log = log;
    this.known = Map.copyOf(known);
    this.unreachable = unreachable;
  }

  /// Returns the same round, which takes stored figures where they still hold.
  Round with(Map<Scan.Rows, Reuse> reuse) {
    return new Round(database, log, reuse, unreachable);
  }

  /// Returns what is to be stored of what was measured.
  Kept kept() {
    return new Kept(keeping);
  }

  /// Looks at these relations before anything of them is read; none when it cannot, and then each
  /// relation is asked by itself and tells its own trouble.
  Optional<Look> look(Set<TableName> tables) {
    try {
      return Optional.of(
          inTransaction(
              Guard.OF_DATABASE,
              GuardedTransaction.Path.OWN,
              Optional.empty(),
              transaction -> LookSql.look(transaction, tables)));
    } catch (Unanswered e) {
      return Optional.empty();
    }
  }

  /// Returns what PostgreSQL understands of those of the expressions that depend on nothing but the
  /// row of `source`. One that cannot be understood does not keep the others from it.
  Map<String, String> understood(String source, List<String> expressions) {
    if (expressions.isEmpty()) {
      return Map.of();
    }
    try {
      return inTransaction(
          Guard.OF_DATABASE,
          GuardedTransaction.Path.AUTHOR,
          Optional.empty(),
          transaction -> RowOnly.understood(transaction, source, expressions));
    } catch (Unanswered e) {
      Map<String, String> understood = new HashMap<>();
      if (expressions.size() > 1 && e.why().reason() != Reason.UNREACHABLE) {
        expressions.forEach(each -> understood.putAll(understood(source, List.of(each))));
      }
      return understood;
    }
  }

  CatalogAnswer catalog() {
    try {
      return new CatalogAnswer.Read(
          inTransaction(
              Guard.OF_DATABASE, GuardedTransaction.Path.OWN, Optional.empty(), CatalogSql::read));
    } catch (Unanswered e) {
      return new CatalogAnswer.Unread(e.why());
    }
  }

  Map<CheckId, Measurement> measure(Scan scan) {
    return withParts(scan, this::measured, why -> why);
  }

  Map<CheckId, Explanation> explain(Scan scan) {
    return withParts(scan, this::explained, Explanation.Refused::new);
  }

  private interface Question<A> {
    Map<CheckId, A> ask(Scan scan) throws Unanswered;
  }

  private <A> Map<CheckId, A> withParts(
      Scan scan, Question<A> question, Function<Unmeasurable, A> failed) {
    Map<CheckId, A> answers = new HashMap<>();
    try {
      answers.putAll(question.ask(scan));
    } catch (Unanswered e) {
      List<Scan> parts = scan.parts(e.why().reason());
      if (parts.isEmpty()) {
        scan.checks().forEach(check -> answers.put(check.id(), failed.apply(e.why())));
      }
      parts.forEach(part -> answers.putAll(withParts(part, question, failed)));
    }
    return answers;
  }

  private Map<CheckId, Measurement> measured(Scan scan) throws Unanswered {
    return switch (scan) {
      case Scan.OfRelation one ->
          inTransaction(
              scan.guard(),
              scan.path(),
              Optional.of(one.table()),
              transaction -> relations(transaction, List.of(one)));
      case Scan.OfRelations many ->
          inTransaction(
              scan.guard(),
              scan.path(),
              Optional.empty(),
              transaction -> relations(transaction, many.relations()));
      case Scan.Alone alone -> alone(alone);
    };
  }

  private Map<CheckId, Measurement> relations(
      GuardedTransaction transaction, List<Scan.OfRelation> scans) throws SQLException, Unanswered {
    List<Asking> askings = askings(transaction, scans);
    String sql = union(askings);
    transaction.withinBudget(sql);
    Measured.How how = how(scans);
    log.sent(database.name(), how);
    long begin = System.nanoTime();
    for (GuardedTransaction.Figures row : transaction.figures(sql)) {
      askings.forEach(asking -> asking.take(row));
    }
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    Map<CheckId, Measurement> measured = new HashMap<>();
    for (Asking asking : askings) {
      measured.putAll(asking.measured(how, took));
      keep(asking.kept());
    }
    return measured;
  }

  /// Two statements may have asked for figures of the same table.
  void keep(Kept kept) {
    kept.parts().forEach((name, part) -> keeping.merge(name, part, Kept.Part::and));
  }

  /// Tables that changed between the look and this transaction's snapshot are not taken for what
  /// they were.
  private List<Asking> askings(GuardedTransaction transaction, List<Scan.OfRelation> scans)
      throws SQLException, Unanswered {
    List<Asking> askings = new ArrayList<>();
    for (Scan.OfRelation scan : scans) {
      Optional<Reuse> reuse = Optional.ofNullable(known.get(scan.rows()));
      Asking asking = Asking.of(scan, transaction.server(), reuse);
      boolean stayed =
          asking.taken().isEmpty()
              || Optional.ofNullable(
                      LookSql.relations(transaction, Set.of(scan.table())).get(scan.table()))
                  .filter(now -> now.sameFor(reuse.orElseThrow().facts(), asking.taken()))
                  .isPresent();
      askings.add(stayed ? asking : asking.afresh());
    }
    return askings;
  }

  private static String union(List<Asking> askings) throws Unanswered {
    List<String> selects = new ArrayList<>();
    for (Asking asking : askings) {
      selects.addAll(asking.selects(selects.size()));
    }
    return String.join("\nUNION ALL ", selects);
  }

  private static Measured.How how(List<Scan.OfRelation> scans) {
    return scans.stream().allMatch(Scan.OfRelation::indexAnswers)
        ? Measured.How.INDEX
        : Measured.How.SCAN;
  }

  private Map<CheckId, Measurement> alone(Scan.Alone scan) throws Unanswered {
    return inTransaction(
        scan.guard(),
        scan.path(),
        Optional.empty(),
        transaction -> {
          log.sent(database.name(), Measured.How.SCAN);
          long begin = System.nanoTime();
          Object value = AloneSql.value(transaction, scan.measure());
          Measured measured =
              new Measured(
                  Map.of(scan.measure(), value),
                  transaction.server().moment(),
                  new Measured.Cost(
                      Measured.How.SCAN, Duration.ofNanos(System.nanoTime() - begin)));
          Map<CheckId, Measurement> all = new HashMap<>();
          scan.checks().forEach(check -> all.put(check.id(), measured));
          return all;
        });
  }

  private Map<CheckId, Explanation> explained(Scan scan) throws Unanswered {
    return inTransaction(
        scan.guard(),
        scan.path(),
        scan instanceof Scan.OfRelation one ? Optional.of(one.table()) : Optional.empty(),
        transaction -> {
          Measured.How how = Measured.How.SCAN;
          String sql;
          switch (scan) {
            case Scan.OfRelation one -> {
              sql = union(askings(transaction, List.of(one)));
              transaction.withinBudget(sql);
              how = how(List.of(one));
            }
            case Scan.OfRelations many -> {
              sql = union(askings(transaction, many.relations()));
              transaction.withinBudget(sql);
              how = how(many.relations());
            }
            case Scan.Alone alone -> {
              sql = AloneSql.sql(transaction, alone.measure());
              if (alone.measure() instanceof Measure.Query
                  || alone.measure() instanceof Measure.QueryTime) {
                transaction.withinBudget(sql);
              }
            }
          }
          Explanation planned =
              new Explanation.Planned(sql, transaction.cost(sql), how, scan.checks().size());
          Map<CheckId, Explanation> all = new HashMap<>();
          scan.checks().forEach(check -> all.put(check.id(), planned));
          return all;
        });
  }

  private interface Work<T> {
    T in(GuardedTransaction transaction) throws SQLException, Unanswered;
  }

  private <T> T inTransaction(
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
                  .why(e));
    }
  }

  private Unanswered remembered(Unmeasurable why) {
    if (why.reason() == Reason.UNREACHABLE) {
      unreachable.set(why);
    }
    return new Unanswered(why);
  }

  /// Joins what two scans brought for one check that asked for more than rows.
  static Measurement merged(Measurement one, Measurement other) {
    if (!(one instanceof Measured first) || !(other instanceof Measured second)) {
      return one instanceof Unmeasurable ? one : other;
    }
    Map<Measure<?>, Object> values = new HashMap<>(first.values());
    values.putAll(second.values());
    return new Measured(
        values,
        first.moment(),
        new Measured.Cost(Measured.How.SCAN, first.cost().took().plus(second.cost().took())));
  }
}
