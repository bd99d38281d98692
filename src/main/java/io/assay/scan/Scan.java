package io.assay.scan;

import io.assay.check.Check;
import io.assay.check.Column;
import io.assay.check.Filter;
import io.assay.check.Guard;
import io.assay.check.Measure;
import io.assay.check.TableName;
import io.assay.check.Unmeasurable.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/// What one statement answers.
sealed interface Scan {
  List<Check> checks();

  Guard guard();

  GuardedTransaction.Path path();

  /// Returns what to ask in its place after it failed for this reason, so that one check's trouble
  /// is not told to the others; nothing when asking again would tell no more.
  List<Scan> parts(Reason why);

  /// The rows of one relation under one guard.
  record Rows(TableName table, Guard guard) {}

  /// The aggregates of one relation: one SELECT with one pass over it.
  record OfRelation(TableName table, Guard guard, List<Check> checks) implements Scan {
    public OfRelation {
      checks = List.copyOf(checks);
    }

    /// Halves, until the broken check is alone with its error: of many good checks and a broken one
    /// few passes come of it. What took too long is not repeated so; but a sort for `unique` must
    /// not take the counts with it, nor a full pass what an index answers. A lock is in the way of
    /// each of them.
    @Override
    public List<Scan> parts(Reason why) {
      return switch (why) {
        case UNREACHABLE, LOCKED -> List.of();
        case TIMEOUT, BUDGET -> split(OfRelation::effort);
        case PERMISSION, ROW_SECURITY, MISSING, QUERY, UNSUPPORTED ->
            split(check -> checks.indexOf(check) * 2 / checks.size());
      };
    }

    private List<Scan> split(ToIntFunction<Check> by) {
      Map<Integer, List<Check>> parts = new TreeMap<>();
      for (Check check : checks) {
        parts.computeIfAbsent(by.applyAsInt(check), key -> new ArrayList<>()).add(check);
      }
      return parts.size() == 1
          ? List.of()
          : parts.values().stream().<Scan>map(part -> new OfRelation(table, guard, part)).toList();
    }

    private static int effort(Check check) {
      List<Measure.OfRows<?>> measures = measures(check);
      if (measures.stream().anyMatch(Measure.Repeats.class::isInstance)) {
        return 2;
      }
      return measures.stream().allMatch(Measure.Newest.class::isInstance) ? 0 : 1;
    }

    Rows rows() {
      return new Rows(table, guard);
    }

    boolean indexAnswers() {
      return checks.stream().allMatch(check -> effort(check) == 0);
    }

    /// Whether a measure needs to see every row anyway, so that the others may look on.
    boolean passesOverRows() {
      return checks.stream()
          .flatMap(check -> measures(check).stream())
          .anyMatch(measure ->
              switch (measure) {
                case Measure.Rows _, Measure.RowsWhere _ -> true;
                case Measure.Repeats _, Measure.Newest _, Measure.RowsPerBucket _ -> false;
              });
    }

    @Override
    public GuardedTransaction.Path path() {
      return checks.stream().anyMatch(OfRelation::authored)
          ? GuardedTransaction.Path.AUTHOR
          : GuardedTransaction.Path.OWN;
    }

    private static boolean authored(Check check) {
      Filter filter = check.target().filter();
      return filter.where().isPresent()
          || filter.window().map(Filter.Window::time).filter(OfRelation::authored).isPresent()
          || measures(check).stream()
              .flatMap(measure -> columns(measure).stream())
              .anyMatch(OfRelation::authored);
    }

    private static boolean authored(Column column) {
      return column instanceof Column.Expression;
    }

    private static List<Column> columns(Measure.OfRows<?> measure) {
      return switch (measure) {
        case Measure.Rows() -> List.of();
        case Measure.RowsWhere where -> List.of(where.column());
        case Measure.Repeats(List<Column> key) -> key;
        case Measure.Newest(Column time) -> List.of(time);
        case Measure.RowsPerBucket(Column time, var _) -> List.of(time);
      };
    }
  }

  /// Several small relations in one UNION ALL.
  record OfRelations(Guard guard, List<OfRelation> relations) implements Scan {
    public OfRelations {
      relations = List.copyOf(relations);
    }

    @Override
    public List<Check> checks() {
      return relations.stream().flatMap(relation -> relation.checks().stream()).toList();
    }

    @Override
    public GuardedTransaction.Path path() {
      return relations.stream().anyMatch(each -> each.path() == GuardedTransaction.Path.AUTHOR)
          ? GuardedTransaction.Path.AUTHOR
          : GuardedTransaction.Path.OWN;
    }

    /// Halves, as for one relation. Each half that holds a locked one would wait for the lock
    /// again, so then each relation is asked by itself and waits but once.
    @Override
    public List<Scan> parts(Reason why) {
      int half = relations.size() / 2;
      return switch (why) {
        case UNREACHABLE -> List.of();
        case LOCKED -> List.copyOf(relations);
        case TIMEOUT, PERMISSION, ROW_SECURITY, MISSING, BUDGET, QUERY, UNSUPPORTED ->
            List.of(
                of(guard, relations.subList(0, half)),
                of(guard, relations.subList(half, relations.size())));
      };
    }

    static Scan of(Guard guard, List<OfRelation> relations) {
      return relations.size() == 1 ? relations.getFirst() : new OfRelations(guard, relations);
    }
  }

  /// A measure that is no aggregate of a relation, for all checks that ask for the same.
  record Alone(Measure<?> measure, Guard guard, List<Check> checks) implements Scan {
    public Alone {
      checks = List.copyOf(checks);
    }

    @Override
    public GuardedTransaction.Path path() {
      return switch (measure) {
        case Measure.Query _, Measure.QueryTime _ -> GuardedTransaction.Path.AUTHOR;
        case Measure.OfRows<?> _,
            Measure.Statements _,
            Measure.Refreshes _,
            Measure.Jobs _,
            Measure.Answers _ ->
            GuardedTransaction.Path.OWN;
      };
    }

    @Override
    public List<Scan> parts(Reason why) {
      return List.of();
    }
  }

  /// Returns what a check asks of the rows of its table.
  static List<Measure.OfRows<?>> measures(Check check) {
    List<Measure.OfRows<?>> ofRows = new ArrayList<>();
    for (Measure<?> measure : check.kind().measures()) {
      if (measure instanceof Measure.OfRows<?> rows) {
        ofRows.add(rows);
      }
    }
    return ofRows;
  }
}
