package io.assay.scan;

import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Column;
import io.assay.check.Kept;
import io.assay.check.Measure;
import io.assay.check.Measured;
import io.assay.check.Measurement;
import io.assay.check.TableName;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What is known of the relations of a round before anything of them is read: which stored figures
/// still hold, and where everything has to be read, why.
final class Unchanged {
  private static final DateTimeFormatter TODAY = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
  private static final DateTimeFormatter EARLIER =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

  private final Optional<Look> look;
  private final Set<TableName> small = new HashSet<>();
  private final Set<TableName> looked = new LinkedHashSet<>();
  private final Map<Scan.Rows, Reuse> reuse = new HashMap<>();
  private final Map<CheckId, String> inFull = new HashMap<>();
  private final Map<CheckId, Measurement> answers = new HashMap<>();
  private final Map<Scan.Rows, Kept> kept = new HashMap<>();
  private final Set<CheckId> partly = new HashSet<>();

  private Unchanged(Optional<Look> look) {
    this.look = look;
  }

  /// Looks at the relations of these checks. `stored` is what was kept of them.
  static Unchanged find(
      Round round,
      Function<Set<TableName>, Optional<Look>> looking,
      List<Check> checks,
      Kept stored) {
    Map<Scan.Rows, List<Check>> asking = new LinkedHashMap<>();
    for (Check check : checks) {
      if (ofRowsOnly(check)) {
        TableName table = check.target().table().orElseThrow();
        asking
            .computeIfAbsent(
                new Scan.Rows(table, check.target().guard().ofStatement()), _ -> new ArrayList<>())
            .add(check);
      }
    }
    Set<TableName> tables = new LinkedHashSet<>();
    asking.forEach((rows, own) -> {
      tables.add(rows.table());
      own.forEach(check -> tables.addAll(beside(check)));
    });
    Unchanged unchanged =
        new Unchanged(tables.isEmpty() ? Optional.empty() : looking.apply(tables));
    asking.forEach((rows, own) -> {
      unchanged.looked.add(rows.table());
      unchanged.find(round, rows, own, stored);
    });
    return unchanged;
  }

  /// Returns the columns of which the distinct values are counted.
  private static Set<String> counted(List<Check> checks) {
    Set<String> columns = new LinkedHashSet<>();
    for (Check check : checks) {
      for (Measure.OfRows<?> measure : Scan.measures(check)) {
        if (measure instanceof Measure.Distinct(List<Column> counted)
            && counted.size() == 1
            && counted.getFirst() instanceof Column.Name(String name)) {
          columns.add(name);
        }
      }
    }
    return columns;
  }

  /// Returns the other tables whose rows the check looks at too.
  private static List<TableName> beside(Check check) {
    List<TableName> tables = new ArrayList<>();
    for (Measure.OfRows<?> measure : Scan.measures(check)) {
      RelationSql.beside(measure).ifPresent(tables::add);
    }
    return tables;
  }

  private static boolean ofRowsOnly(Check check) {
    return check.target().table().isPresent()
        && Scan.measures(check).size() == check.kind().measures().size();
  }

  private void find(Round round, Scan.Rows rows, List<Check> checks, Kept stored) {
    if (look.isEmpty()) {
      return;
    }
    if (look.get().small(rows.table())) {
      small.add(rows.table());
    }
    Optional<String> why =
        rows.guard().asRole()
            ? Optional.of("it is measured under the policies of the role")
            : look.get().inFull(rows.table());
    if (why.isPresent()) {
      checks.forEach(check -> inFull.put(check.id(), why.get()));
      return;
    }
    RelationFacts facts = look.get().relations().get(rows.table());
    if (facts == null || facts.leaves().isEmpty()) {
      return;
    }
    try {
      find(round, new Scan.OfRelation(rows.table(), rows.guard(), checks), facts, stored);
    } catch (Unanswered e) {
      reuse.remove(rows); // the scan tells what is wrong with the author's SQL
    }
  }

  private void find(Round round, Scan.OfRelation scan, RelationFacts facts, Kept stored)
      throws Unanswered {
    Look seen = look.orElseThrow();
    RowSql rows = new RowSql(scan.table(), seen.server());
    Set<String> counted = counted(scan.checks());
    RelationSql first = RelationSql.of(scan, rows, Optional.of(facts.few(counted)));
    List<String> expressions =
        first.cells().stream().flatMap(cell -> cell.made().stream()).distinct().toList();
    Map<String, String> understood = understood(round, facts, expressions);
    Reuse known =
        preferred(Reuse.of(seen, facts.few(counted), understood, stored), first, scan, round);
    reuse.put(scan.rows(), known);
    Asking asking = Asking.of(scan, seen.server(), Optional.of(known));
    RelationSql sql = asking.sql();
    List<@Nullable String> figures = new ArrayList<>();
    for (Cell cell : sql.cells()) {
      figures.add(known.figure(cell).orElse(null));
    }
    for (Check check : scan.checks()) {
      Set<Integer> cells = sql.cellsOf(check.id());
      why(check, cells.stream().map(sql.cells()::get).toList(), known)
          .ifPresent(reason -> inFull.put(check.id(), reason));
      if (cells.stream().allMatch(at -> figures.get(at) != null)) {
        answers.put(check.id(), reused(check, sql, figures, known, cells));
      } else if (cells.stream().anyMatch(at -> !known.figures(sql.cells().get(at)).isEmpty())) {
        partly.add(check.id());
      }
    }
    kept.put(scan.rows(), asking.kept());
  }

  /// Nothing is understood for long where the type of a column can be altered behind an expression.
  private static Map<String, String> understood(
      Round round, RelationFacts facts, List<String> expressions) {
    return facts.leaves().stream()
        .filter(leaf -> leaf.readable() && facts.columns().alterable().isEmpty())
        .findFirst()
        .map(leaf -> round.understood(leaf.as(facts.table()), expressions))
        .orElse(Map.of());
  }

  /// Returns which columns are to be taken for those of few values: the ones of which the values
  /// are stored, else none when only their number is, else what the planner's statistics say.
  private static Reuse preferred(Reuse allFew, RelationSql first, Scan.OfRelation scan, Round round)
      throws Unanswered {
    Set<String> columns = allFew.facts().columns().few();
    if (columns.isEmpty() || answered(allFew, first)) {
      return allFew;
    }
    Reuse many = allFew.few(Set.of());
    RowSql rows = new RowSql(scan.table(), allFew.look().server());
    return answered(many, RelationSql.of(scan, rows, Optional.of(many.facts())))
        ? many
        : allFew.few(round.few(allFew.facts(), columns));
  }

  private static boolean answered(Reuse known, RelationSql sql) {
    return sql.cells().stream()
        .filter(Cell::lasting)
        .allMatch(cell -> known.figure(cell).isPresent());
  }

  private static Optional<String> why(Check check, List<Cell> cells, Reuse known) {
    if (check.target().filter().window().isPresent()) {
      return Optional.of("its window moves on with the time");
    }
    return cells.stream().allMatch(cell -> known.key(cell).isPresent())
        ? Optional.empty()
        : Optional.of("what it looks at may depend on more than the row");
  }

  private static Measured reused(
      Check check, RelationSql sql, List<@Nullable String> figures, Reuse known, Set<Integer> cells)
      throws Unanswered {
    Instant now = known.look().server().now();
    String since =
        known.since(cells, sql).map(at -> said(at, now, check.target().zone())).orElse("");
    return new Measured(
        sql.read(check.id(), figures),
        known.look().server().moment(),
        new Measured.Cost(
            Measured.How.REUSED,
            Duration.ZERO,
            Optional.of("unchanged since " + since + ", measured then"),
            Optional.empty()));
  }

  private static String said(Instant at, Instant now, ZoneId zone) {
    boolean today = LocalDate.ofInstant(at, zone).equals(LocalDate.ofInstant(now, zone));
    return (today ? TODAY : EARLIER).format(at.atZone(zone));
  }

  /// Returns the measurements of the checks whose figures are stored and still hold.
  Map<CheckId, Measurement> answers() {
    return answers;
  }

  /// Returns whether figures of some of the check's tables still hold. Such a check is not asked
  /// together with one for which all tables have to be read.
  boolean partly(Check check) {
    return partly.contains(check.id());
  }

  /// Returns the tables of the checks as they were found; none when there was no look.
  Map<TableName, Optional<RelationFacts>> looked() {
    Map<TableName, Optional<RelationFacts>> found = new HashMap<>();
    look.ifPresent(seen ->
        looked.forEach(
            table -> found.put(table, Optional.ofNullable(seen.relations().get(table)))));
    return found;
  }

  /// Returns when that was, by the database's clock; the epoch when there was no look.
  Instant lookedAt() {
    return look.map(seen -> seen.server().now()).orElse(Instant.EPOCH);
  }

  Map<Scan.Rows, Reuse> reuse() {
    return reuse;
  }

  /// Returns why all that the check looks at has to be read each time; none when only what has
  /// changed has to.
  Optional<String> inFull(CheckId check) {
    return Optional.ofNullable(inFull.get(check));
  }

  /// Returns what is stored of the relations and still holds, confirmed as of this look.
  Kept kept() {
    Kept all = Kept.NOTHING;
    for (Map.Entry<Scan.Rows, Kept> each : kept.entrySet()) {
      Reuse known = reuse.get(each.getKey());
      if (known != null) {
        all =
            all.with(each.getValue())
                .with(new Kept(Map.of(known.confirmation(), known.confirmed())));
      }
    }
    return all;
  }

  /// Returns those of the relations that may share a statement with others.
  Set<TableName> small() {
    return small;
  }
}
