package io.assay.scan;

import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Deferred;
import io.assay.check.Guard;
import io.assay.check.Kept;
import io.assay.check.KeptRows;
import io.assay.check.Measure;
import io.assay.check.Measured;
import io.assay.check.Measurement;
import io.assay.check.TableName;
import io.assay.check.Unmeasurable;
import io.assay.check.Unmeasurable.Reason;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// One round of questions to one database: runs scans, asks again in parts what failed as a whole,
/// and stops asking once the database is found unreachable.
final class Round {
  private final MonitoredDatabase database;
  private final StatementLog log;
  private final Duration open;
  private final RelationAnswers relations;
  private final Conversation conversation;

  /// `open` is how long a transaction is open before it keeps figures from being reused.
  Round(MonitoredDatabase database, StatementLog log, Duration open) {
    this(
        database,
        log,
        open,
        new RelationAnswers(log, database.name(), Map.of()),
        new Conversation(database));
  }

  private Round(
      MonitoredDatabase database,
      StatementLog log,
      Duration open,
      RelationAnswers relations,
      Conversation conversation) {
    this.database = database;
    this.log = log;
    this.open = open;
    this.relations = relations;
    this.conversation = conversation;
  }

  /// Returns the same round, which takes stored figures where they still hold.
  Round with(Map<Scan.Rows, Reuse> reuse) {
    return new Round(
        database, log, open, new RelationAnswers(log, database.name(), reuse), conversation);
  }

  /// Returns what is to be stored of what was measured.
  Kept kept() {
    return relations.kept();
  }

  /// Adds to what is to be stored.
  void keep(Kept kept) {
    relations.keep(kept);
  }

  /// Looks at these relations before anything of them is read; none when it cannot, and then each
  /// relation is asked by itself and tells its own trouble.
  Optional<Look> look(Set<TableName> tables) {
    try {
      return Optional.of(
          conversation.inTransaction(
              Guard.OF_DATABASE,
              GuardedTransaction.Path.OWN,
              Optional.empty(),
              transaction -> LookSql.look(transaction, tables, open)));
    } catch (Unanswered e) {
      return Optional.empty();
    }
  }

  /// Returns what those of the tables that exist look like; nothing when it cannot be read.
  Map<TableName, TableShape> shapes(Set<TableName> tables) {
    try {
      return conversation.inTransaction(
          Guard.OF_DATABASE,
          GuardedTransaction.Path.OWN,
          Optional.empty(),
          transaction -> ShapeSql.shapes(transaction, tables));
    } catch (Unanswered e) {
      return Map.of();
    }
  }

  /// Returns which of these columns have few values; none when it cannot be told.
  Set<String> few(RelationFacts facts, Set<String> columns) {
    if (columns.isEmpty()) {
      return Set.of();
    }
    try {
      return conversation.inTransaction(
          Guard.OF_DATABASE,
          GuardedTransaction.Path.OWN,
          Optional.empty(),
          transaction -> LookSql.few(transaction, facts, columns));
    } catch (Unanswered e) {
      return Set.of();
    }
  }

  /// Returns what PostgreSQL understands of those of the expressions that depend on nothing but the
  /// row of `source`. One that cannot be understood does not keep the others from it.
  Map<String, String> understood(String source, List<String> expressions) {
    if (expressions.isEmpty()) {
      return Map.of();
    }
    try {
      return conversation.inTransaction(
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

  /// Returns the proofs of those checks whose answer follows from the schema; none when the catalog
  /// cannot be read, because each check is then asked by itself and tells its own trouble.
  Map<CheckId, Proof> proofs(List<Check> checks) {
    if (!Proofs.worthTrying(checks)) {
      return Map.of();
    }
    try {
      return conversation.inTransaction(
          Guard.OF_DATABASE,
          GuardedTransaction.Path.OWN,
          Optional.empty(),
          transaction -> Proofs.of(transaction, checks));
    } catch (Unanswered e) {
      return Map.of();
    }
  }

  /// Returns some of the rows that fail, in a transaction of its own under the check's guard.
  KeptRows failing(FailingSql failing) throws Unanswered {
    return conversation.inTransaction(
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
    conversation.inTransaction(
        failing.check().target().guard(),
        failing.path(),
        failing.check().target().table(),
        transaction -> transaction.cost(failing.sql(transaction.server())));
  }

  /// Returns the measurements that the proofs are, and counts them.
  Map<CheckId, Measurement> proven(List<Check> checks) {
    Map<CheckId, Measurement> proven = new HashMap<>();
    proofs(checks)
        .forEach((id, proof) -> {
          log.sent(database.name(), Measured.How.PROOF);
          proven.put(id, proof.measured());
        });
    return proven;
  }

  /// Waits until the database is not too busy for those checks that read its tables; returns them
  /// as put off when it stays so.
  Map<CheckId, Measurement> deferred(List<Check> checks) {
    List<Check> reading = checks.stream().filter(Load::readsTables).toList();
    Optional<Load> load = database.load();
    if (reading.isEmpty() || load.isEmpty()) {
      return Map.of();
    }
    try {
      Optional<Deferred> busy =
          load.get()
              .await(() ->
                  conversation.inTransaction(
                      Guard.OF_DATABASE,
                      GuardedTransaction.Path.OWN,
                      Optional.empty(),
                      Load::read));
      busy.ifPresent(why -> log.deferred(database.name(), reading.size()));
      return busy.<Map<CheckId, Measurement>>map(
              why -> reading.stream().collect(Collectors.toMap(Check::id, check -> why)))
          .orElse(Map.of());
    } catch (Unanswered e) {
      return Map.of(); // each check is then asked by itself and tells its own trouble
    }
  }

  CatalogAnswer catalog() {
    try {
      return new CatalogAnswer.Read(
          conversation.inTransaction(
              Guard.OF_DATABASE, GuardedTransaction.Path.OWN, Optional.empty(), CatalogSql::read));
    } catch (Unanswered e) {
      return new CatalogAnswer.Unread(e.why());
    }
  }

  Map<CheckId, Measurement> measure(Scan scan) {
    return withParts(scan, this::measured, why -> why);
  }

  Map<CheckId, Explanation> explain(Scan scan) {
    return withParts(
        scan,
        part -> Explaining.explained(conversation, relations, part),
        Explanation.Refused::new);
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
          conversation.inTransaction(
              scan.guard(),
              scan.path(),
              Optional.of(one.table()),
              transaction -> relations.answer(transaction, List.of(one)));
      case Scan.OfRelations many ->
          conversation.inTransaction(
              scan.guard(),
              scan.path(),
              Optional.empty(),
              transaction -> relations.answer(transaction, many.relations()));
      case Scan.Grouped grouped ->
          conversation.inTransaction(
              scan.guard(),
              scan.path(),
              Optional.of(grouped.table()),
              transaction -> new GroupAnswers(log, database.name()).answer(transaction, grouped));
      case Scan.Alone alone -> alone(alone);
    };
  }

  private Map<CheckId, Measurement> alone(Scan.Alone scan) throws Unanswered {
    return conversation.inTransaction(
        scan.guard(),
        scan.path(),
        scan.table(),
        transaction -> {
          log.sent(database.name(), Measured.How.SCAN);
          long begin = System.nanoTime();
          Object value = AloneSql.value(transaction, scan);
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
