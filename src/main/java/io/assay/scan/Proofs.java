package io.assay.scan;

import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Column;
import io.assay.check.Filter;
import io.assay.check.Guarantee;
import io.assay.check.Measure;
import io.assay.check.Measured;
import io.assay.check.TableName;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Finds the checks whose answer follows from the schema, so that no row has to be read: those that
/// count failing rows, of which keys, NOT NULL or CHECK constraints allow none. A proof is true at
/// its moment; what a scan would have refused to answer is not proven.
final class Proofs {
  private final GuardedTransaction transaction;
  private final long begin = System.nanoTime();

  private Proofs(GuardedTransaction transaction) {
    this.transaction = transaction;
  }

  /// A check that may be proven, and the measure that counts its failing rows.
  private record Claim(Check check, TableName table, Measure.OfRows<Long> failing) {
    Filter filter() {
      return check.target().filter();
    }

    boolean filtered() {
      return filter().where().isPresent() || filter().window().isPresent();
    }

    List<Column> columns() {
      return switch (failing) {
        case Measure.RowsWhere where -> List.of(where.column());
        case Measure.Repeats(List<Column> key) -> key;
        case Measure.Orphans(List<Column> key, var _) -> key;
        case Measure.Distinct(List<Column> columns) -> columns;
        case Measure.Rows() -> List.of();
      };
    }

    /// Returns the columns; none when one of them is an expression.
    Optional<Set<String>> names() {
      Set<String> names = new LinkedHashSet<>();
      for (Column column : columns()) {
        if (!(column instanceof Column.Name(String name))) {
          return Optional.empty();
        }
        names.add(name);
      }
      return Optional.of(names);
    }

    /// Whether only the check's columns and its window's are looked at, and nothing the author
    /// wrote.
    boolean plain() {
      return filter().where().isEmpty()
          && names().isPresent()
          && filter().window().map(window -> window.time() instanceof Column.Name).orElse(true);
    }
  }

  /// Returns the proofs of those checks of one database that can be proven. `transaction` is open,
  /// with the path of Assay's own SQL, and is of no use for anything else afterwards.
  static Map<CheckId, Proof> of(GuardedTransaction transaction, List<Check> checks)
      throws SQLException, Unanswered {
    List<Claim> claims = new ArrayList<>();
    checks.forEach(check -> claim(check).ifPresent(claims::add));
    return claims.isEmpty() ? Map.of() : new Proofs(transaction).prove(claims);
  }

  /// Returns whether any of the checks is of the sort that can be proven.
  static boolean worthTrying(List<Check> checks) {
    return checks.stream().anyMatch(check -> claim(check).isPresent());
  }

  /// What is measured under the role's policies is measured so on purpose.
  private static Optional<Claim> claim(Check check) {
    if (check.target().guard().asRole() || check.target().table().isEmpty()) {
      return Optional.empty();
    }
    List<Measure<?>> measures =
        check.kind().measures().stream()
            .filter(measure -> !(measure instanceof Measure.Rows))
            .distinct()
            .toList();
    if (measures.size() != 1) {
      return Optional.empty();
    }
    TableName table = check.target().table().get();
    return switch (measures.getFirst()) {
      case Measure.RowsWhere where -> Optional.of(new Claim(check, table, where));
      case Measure.Repeats repeats -> Optional.of(new Claim(check, table, repeats));
      case Measure.Orphans orphans ->
          check.target().guard().trustForeignKeys() && check.target().filter().where().isEmpty()
              ? Optional.of(new Claim(check, table, orphans))
              : Optional.empty();
      case Measure.Rows _,
          Measure.Distinct _,
          Measure.Figure _,
          Measure.Gaps _,
          Measure.Newest _,
          Measure.Groups _,
          Measure.RowsPerBucket _,
          Measure.BothSides _,
          Measure.OfTable<?> _,
          Measure.Migrations _,
          Measure.Query _,
          Measure.QueryTime _,
          Measure.Statements _,
          Measure.Refreshes _,
          Measure.Jobs _,
          Measure.Answers _ ->
          Optional.empty();
    };
  }

  private Map<CheckId, Proof> prove(List<Claim> claims) throws SQLException, Unanswered {
    Map<TableName, Schema> schemas = SchemaSql.read(transaction, wanted(claims));
    Explained explained = new Explained(transaction);
    Map<CheckId, Proof> proofs = new HashMap<>();
    claims.sort(Comparator.comparing(claim -> Scan.OfRelation.authored(claim.check())));
    for (Claim claim : claims) {
      Schema schema = schemas.get(claim.table());
      Optional<String> words =
          claim.failing() instanceof Measure.Orphans orphans
              ? byForeignKey(claim, orphans)
              : schema == null ? Optional.empty() : prove(claim, schema, explained);
      words.ifPresent(each -> proofs.put(claim.check().id(), proof(claim, each)));
    }
    return proofs;
  }

  private static SchemaSql.Wanted wanted(List<Claim> claims) {
    Set<TableName> tables = new LinkedHashSet<>();
    Set<String> columns = new LinkedHashSet<>();
    boolean keys = false;
    boolean conditions = false;
    for (Claim claim : claims) {
      tables.add(claim.table());
      claim.names().ifPresent(columns::addAll);
      keys |= claim.failing() instanceof Measure.Repeats;
      conditions |= claim.failing() instanceof Measure.RowsWhere || claim.filtered();
    }
    return new SchemaSql.Wanted(tables, columns, keys, conditions);
  }

  /// Returns the words of the proof. Whatever the author wrote is shown to the planner on its own
  /// too, because what it folds away it does not check.
  private Optional<String> prove(Claim claim, Schema schema, Explained explained)
      throws SQLException {
    if (!claim.names().map(schema.columns().keySet()::containsAll).orElse(true)) {
      return Optional.empty();
    }
    Optional<String> known = byCatalog(claim, schema);
    List<Schema.Condition> relevant = relevant(claim, schema);
    boolean conditions =
        claim.names().isEmpty() && claim.failing() instanceof Measure.RowsWhere
            || !relevant.isEmpty();
    if (known.isEmpty() && !(conditions && trusted(claim, relevant))) {
      return Optional.empty();
    }
    boolean authored = claim.filtered() || claim.names().isEmpty();
    Explained.Rows looked =
        authored ? explained.rows(claim.check(), claim.columns()) : Explained.Rows.SOME;
    return switch (looked) {
      case UNKNOWN -> Optional.empty();
      case NONE -> known.or(() -> Optional.of(Explained.NO_ROW));
      case SOME ->
          known.isEmpty()
                  && claim.failing() instanceof Measure.RowsWhere where
                  && explained.rows(claim.check(), where) == Explained.Rows.NONE
              ? Optional.of(words(claim, schema))
              : known;
    };
  }

  private Optional<String> byForeignKey(Claim claim, Measure.Orphans orphans)
      throws SQLException, Unanswered {
    return claim.names().isEmpty()
        ? Optional.empty()
        : ForeignKeyProof.foreignKey(
            transaction,
            claim.table(),
            List.copyOf(claim.names().get()),
            orphans.to().table(),
            orphans.to().columns());
  }

  private static Optional<String> byCatalog(Claim claim, Schema schema) {
    return switch (claim.failing()) {
      case Measure.Nulls(Column.Name(String name)) ->
          Optional.ofNullable(schema.columns().get(name))
              .filter(Schema.ColumnFact::neverNull)
              .map(never -> Guarantee.by("NOT NULL"));
      case Measure.RowsWhere _, Measure.Rows _, Measure.Orphans _, Measure.Distinct _ ->
          Optional.empty();
      case Measure.Repeats _ ->
          claim
              .names()
              .flatMap(names ->
                  schema.keys().stream()
                      .filter(key -> names.containsAll(key.columns()))
                      .findFirst())
              .map(key -> Guarantee.by(key.words()));
    };
  }

  /// Returns the conditions that the planner could use: of the check's columns, or any where the
  /// author's own SQL may look at others.
  private static List<Schema.Condition> relevant(Claim claim, Schema schema) {
    if (!claim.plain()) {
      return schema.conditions();
    }
    Set<String> names = new LinkedHashSet<>(claim.names().orElse(Set.of()));
    claim
        .filter()
        .window()
        .ifPresent(window -> {
          if (window.time() instanceof Column.Name(String name)) {
            names.add(name);
          }
        });
    return schema.conditions().stream().filter(each -> each.touches(names)).toList();
  }

  /// Whether a column is NULL no collation decides.
  private static boolean trusted(Claim claim, List<Schema.Condition> relevant) {
    boolean anyCollation = claim.plain() && claim.failing() instanceof Measure.Nulls;
    return relevant.stream()
        .allMatch(condition ->
            switch (condition.trust()) {
              case SURE -> true;
              case BY_COLLATION -> anyCollation;
              case REPLACEABLE -> false;
            });
  }

  /// Names the constraint when only one can have been it.
  private static String words(Claim claim, Schema schema) {
    Set<String> names = claim.names().orElse(Set.of());
    List<String> candidates =
        schema.conditions().stream()
            .filter(condition -> condition.touches(names))
            .map(Schema.Condition::words)
            .distinct()
            .toList();
    return Guarantee.by(candidates.size() == 1 ? candidates.getFirst() : "the table's constraints");
  }

  private Proof proof(Claim claim, String words) {
    return new Proof(
        words,
        new Measured(
            Map.of(claim.failing(), 0L),
            transaction.server().moment(),
            new Measured.Cost(
                Measured.How.PROOF,
                Duration.ofNanos(System.nanoTime() - begin),
                Optional.of(words),
                Optional.empty())));
  }
}
