package io.assay.scan;

import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Guard;
import io.assay.check.KeptRows;
import io.assay.check.Measure;
import io.assay.check.Measured;
import io.assay.check.Measurement;
import io.assay.check.TableName;
import io.assay.check.Unmeasurable;
import io.assay.check.Unmeasurable.Reason;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One round of questions to one database: runs scans, asks again in parts what failed as a whole,
/// and stops asking once the database is found unreachable.
final class Round {
  private static final String SMALL =
      """
      SELECT /* assay */ n.nspname, c.relname
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'm') AND c.relpages < 1000
        AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
        AND (c.reltuples >= 0 OR pg_stat_get_live_tuples(c.oid) < 100000)
        AND (n.nspname, c.relname) IN (VALUES %s)\
      """;

  private final MonitoredDatabase database;
  private final StatementLog log;
  private final AtomicReference<@Nullable Unmeasurable> unreachable = new AtomicReference<>();

  Round(MonitoredDatabase database, StatementLog log) {
    this.database = database;
    this.log = log;
  }

  /// Returns which of the checks' relations are small by the catalog's own estimate, so that they
  /// may share a statement; none when there is but one, or when the catalog cannot be read.
  Set<TableName> small(List<Check> checks) {
    Set<TableName> tables = new LinkedHashSet<>();
    checks.forEach(check -> check.target().table().ifPresent(tables::add));
    if (tables.size() < 2) {
      return Set.of();
    }
    String names =
        String.join(
            ", ",
            tables.stream()
                .map(t -> "(" + Quoted.text(t.schema()) + ", " + Quoted.text(t.name()) + ")")
                .toList());
    try {
      return inTransaction(
          Guard.OF_DATABASE,
          GuardedTransaction.Path.OWN,
          Optional.empty(),
          transaction -> {
            Set<TableName> small = new HashSet<>();
            for (List<@Nullable String> row : transaction.rows(SMALL.formatted(names))) {
              small.add(new TableName(Answer.text(row, 0), Answer.text(row, 1)));
            }
            return small;
          });
    } catch (Unanswered e) {
      return Set.of(); // each relation is then asked by itself and tells its own trouble
    }
  }

  /// Returns some of the rows that fail, in a transaction of its own under the check's guard.
  KeptRows failing(FailingSql failing) throws Unanswered {
    return inTransaction(
        failing.check().target().guard(),
        failing.path(),
        failing.check().target().table(),
        transaction -> {
          log.sent(database.name(), Measured.How.SCAN);
          return failing.rows(transaction);
        });
  }

  /// Has the planner read the statement for failing rows; reads no row.
  void explain(FailingSql failing) throws Unanswered {
    inTransaction(
        failing.check().target().guard(),
        failing.path(),
        failing.check().target().table(),
        transaction -> transaction.cost(failing.sql(transaction.server())));
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
      case Scan.Grouped grouped ->
          inTransaction(
              scan.guard(),
              scan.path(),
              Optional.of(grouped.table()),
              transaction -> groups(transaction, grouped));
      case Scan.Alone alone -> alone(alone);
    };
  }

  private Map<CheckId, Measurement> groups(GuardedTransaction transaction, Scan.Grouped scan)
      throws SQLException, Unanswered {
    GroupedSql select = GroupedSql.of(scan, transaction.server());
    String sql = select.select();
    transaction.withinBudget(sql);
    log.sent(database.name(), Measured.How.SCAN);
    long begin = System.nanoTime();
    Collection<List<@Nullable String>> rows = transaction.arrays(sql).values();
    Map<CheckId, Measurement> measured = new HashMap<>();
    Optional<Unmeasurable> tooMany = GroupedSql.tooMany(rows);
    if (tooMany.isPresent()) {
      if (!select.alike()) {
        throw new Unanswered(tooMany.get()); // some of the checks may have fewer
      }
      scan.checks().forEach(check -> measured.put(check.id(), tooMany.get()));
      return measured;
    }
    Map<CheckId, List<Measure.Group>> groups = select.read(rows);
    Measured.Cost cost =
        new Measured.Cost(Measured.How.SCAN, Duration.ofNanos(System.nanoTime() - begin));
    for (Check check : scan.checks()) {
      measured.put(
          check.id(),
          new Measured(
              Map.of(Scan.Grouped.groups(check), groups.getOrDefault(check.id(), List.of())),
              transaction.server().moment(),
              cost));
    }
    return measured;
  }

  private Map<CheckId, Measurement> relations(
      GuardedTransaction transaction, List<Scan.OfRelation> scans) throws SQLException, Unanswered {
    List<RelationSql> selects = selects(transaction, scans);
    String sql = union(selects);
    transaction.withinBudget(sql);
    Measured.How how = how(scans);
    log.sent(database.name(), how);
    long begin = System.nanoTime();
    Map<Integer, List<@Nullable String>> rows = transaction.arrays(sql);
    Measured.Cost cost = new Measured.Cost(how, Duration.ofNanos(System.nanoTime() - begin));
    Map<CheckId, Measurement> measured = new HashMap<>();
    for (int i = 0; i < selects.size(); i++) {
      List<@Nullable String> row = rows.get(i);
      if (row == null) {
        throw new IllegalStateException("a relation is missing in the answer");
      }
      selects
          .get(i)
          .read(row)
          .forEach((id, values) ->
              measured.put(id, new Measured(values, transaction.server().moment(), cost)));
    }
    return measured;
  }

  private static List<RelationSql> selects(
      GuardedTransaction transaction, List<Scan.OfRelation> scans) throws Unanswered {
    List<RelationSql> selects = new ArrayList<>();
    for (Scan.OfRelation scan : scans) {
      selects.add(RelationSql.of(scan, transaction.server()));
    }
    return selects;
  }

  private static String union(List<RelationSql> selects) {
    StringBuilder sql = new StringBuilder();
    for (int i = 0; i < selects.size(); i++) {
      sql.append(i == 0 ? "" : "\nUNION ALL ").append(selects.get(i).select(i));
    }
    return sql.toString();
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
              sql = union(selects(transaction, List.of(one)));
              transaction.withinBudget(sql);
              how = how(List.of(one));
            }
            case Scan.OfRelations many -> {
              sql = union(selects(transaction, many.relations()));
              transaction.withinBudget(sql);
              how = how(many.relations());
            }
            case Scan.Grouped grouped -> {
              sql = GroupedSql.of(grouped, transaction.server()).select();
              transaction.withinBudget(sql);
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
