package io.assay.scan;

import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Kept;
import io.assay.check.Measured;
import io.assay.check.Measurement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The questions to one relation within a statement, and what came back: figures that were read
/// now, and stored ones of the tables that have not changed.
final class Asking {
  private final Scan.OfRelation scan;
  private final Server server;
  private final Optional<Reuse> reuse;
  private final RelationSql sql;
  private final Reuse.Missing missing;
  private final List<Map<Integer, String>> stored = new ArrayList<>();
  private final Map<Integer, Question> questions = new HashMap<>();
  private final Map<Integer, String> whole = new HashMap<>();
  private final Map<Integer, Map<Long, String>> ofTables = new HashMap<>();
  private boolean asked;

  /// One SELECT: of the rows of one table, of each table, or of all together.
  private record Question(
      Optional<RelationFacts.Leaf> leaf, boolean byTable, List<Integer> cells) {}

  private Asking(
      Scan.OfRelation scan,
      Server server,
      Optional<Reuse> reuse,
      RelationSql sql,
      Reuse.Missing missing) {
    this.scan = scan;
    this.server = server;
    this.reuse = reuse;
    this.sql = sql;
    this.missing = missing;
    for (Cell cell : sql.cells()) {
      stored.add(reuse.map(known -> known.figures(cell)).orElse(Map.of()));
    }
  }

  static Asking of(Scan.OfRelation scan, Server server, Optional<Reuse> reuse) throws Unanswered {
    RelationSql sql = sql(scan, server, reuse);
    return new Asking(
        scan,
        server,
        reuse,
        sql,
        reuse.map(known -> known.missing(sql)).orElseGet(() -> Reuse.Missing.all(sql)));
  }

  private static RelationSql sql(Scan.OfRelation scan, Server server, Optional<Reuse> reuse)
      throws Unanswered {
    return RelationSql.of(scan, new RowSql(scan.table(), server), reuse.map(Reuse::facts));
  }

  /// Returns what is asked, as of all rows.
  RelationSql sql() {
    return sql;
  }

  /// Returns the tables whose stored figures are taken for their present ones, while others are
  /// read.
  Set<Long> taken() {
    Set<Long> taken = new HashSet<>();
    if (missing.byTable().isEmpty() && reuse.isPresent() && reuse.get().facts().divided()) {
      Set<Integer> byLeaf = new HashSet<>(Reuse.places(sql));
      missing.whole().forEach(byLeaf::remove);
      for (RelationFacts.Leaf leaf : reuse.get().facts().leaves()) {
        if (missing.ofLeaf().getOrDefault(leaf, List.of()).size() < byLeaf.size()) {
          taken.add(leaf.oid());
        }
      }
    }
    return taken;
  }

  /// Returns whether anything of what is read now may be stored.
  boolean storing() {
    return reuse.isPresent()
        && missing
            .asked()
            .map(sql.cells()::get)
            .anyMatch(cell -> reuse.get().key(cell).isPresent());
  }

  /// Returns the same questions, all of them to all tables.
  Asking afresh() {
    return new Asking(scan, server, Optional.empty(), sql, Reuse.Missing.all(sql));
  }

  /// Returns the SELECTs, the first of which has the number `first`.
  List<String> selects(int first) throws Unanswered {
    asked = true;
    List<String> selects = new ArrayList<>();
    if (!missing.whole().isEmpty()) {
      questions.put(first, new Question(Optional.empty(), false, missing.whole()));
      selects.add(sql.selects().select(first, missing.whole()));
    }
    if (!missing.byTable().isEmpty()) {
      int number = first + selects.size();
      questions.put(number, new Question(Optional.empty(), true, missing.byTable()));
      selects.add(sql.selects().selectByTable(number, missing.byTable()));
    }
    for (Map.Entry<RelationFacts.Leaf, List<Integer>> of : missing.ofLeaf().entrySet()) {
      int number = first + selects.size();
      RowSql rows = new RowSql(scan.table(), of.getKey().as(scan.table()), server);
      questions.put(number, new Question(Optional.of(of.getKey()), false, of.getValue()));
      selects.add(
          RelationSql.of(scan, rows, reuse.map(Reuse::facts))
              .selects()
              .select(number, of.getValue()));
    }
    return selects;
  }

  /// Takes a row of the answer; nothing when it is not about this relation.
  void take(GuardedTransaction.Figures row) {
    Question question = questions.get(row.number());
    if (question == null) {
      return;
    }
    for (int i = 0; i < question.cells().size(); i++) {
      int at = question.cells().get(i);
      String figure = figure(row.cells().get(i));
      boolean single = reuse.isPresent() && !reuse.get().facts().divided();
      if (question.byTable() || question.leaf().isPresent() || single) {
        long table =
            single
                ? reuse.get().facts().leaves().getFirst().oid()
                : question.leaf().map(RelationFacts.Leaf::oid).orElse(row.table());
        ofTables.computeIfAbsent(at, key -> new HashMap<>()).put(table, figure);
      } else {
        whole.put(at, figure);
      }
    }
  }

  /// Returns whether a column that was thought to have few values has many.
  boolean tooMany() {
    return Reuse.places(sql).stream()
        .filter(at -> sql.cells().get(at).fold() == Cell.Fold.UNION)
        .anyMatch(at ->
            Cell.Fold.TOO_MANY.equals(whole.get(at))
                || ofTables.getOrDefault(at, Map.of()).containsValue(Cell.Fold.TOO_MANY));
  }

  private static String figure(@Nullable String cell) {
    if (cell == null) {
      throw new IllegalStateException("an aggregate came back as NULL");
    }
    return cell;
  }

  /// Returns the measurement of each check.
  Map<CheckId, Measurement> measured(Measured.How how, Duration took) throws Unanswered {
    List<@Nullable String> figures = new ArrayList<>();
    for (int at : Reuse.places(sql)) {
      figures.add(figure(at));
    }
    Map<CheckId, Measurement> measured = new HashMap<>();
    for (Check check : scan.checks()) {
      Measured.Cost cost = new Measured.Cost(how, took, because(check), Optional.empty());
      measured.put(check.id(), new Measured(sql.read(check.id(), figures), server.moment(), cost));
    }
    return measured;
  }

  private String figure(int at) {
    Cell cell = sql.cells().get(at);
    String one = whole.get(at);
    if (one != null) {
      return one;
    }
    if (reuse.isEmpty() || !reuse.get().ofEachTable(cell)) {
      return stored(at).orElseThrow();
    }
    return cell.fold().of(all(at).values()).or(cell.fold()::ofNone).orElseThrow();
  }

  /// Returns the stored figure of all tables together.
  private Optional<String> stored(int at) {
    return Optional.ofNullable(stored.get(at).get(0));
  }

  /// Returns the figures of a cell by table, those read now before the stored ones. A table that no
  /// row came of has none.
  private Map<Long, String> all(int at) {
    Map<Long, String> all = new HashMap<>();
    reuse.ifPresent(known -> {
      if (!missing.byTable().contains(at)) {
        stored.get(at).forEach((i, figure) -> all.put(known.facts().leaves().get(i).oid(), figure));
      }
    });
    all.putAll(ofTables.getOrDefault(at, Map.of()));
    return all;
  }

  private Optional<String> because(Check check) {
    Set<Integer> cells = sql.cellsOf(check.id());
    if (reuse.isEmpty()
        || !reuse.get().facts().divided()
        || missing.whole().stream().anyMatch(cells::contains)) {
      return Optional.empty();
    }
    long read =
        missing.ofLeaf().values().stream()
            .filter(places -> places.stream().anyMatch(cells::contains))
            .count();
    int tables = reuse.get().facts().leaves().size();
    boolean all = missing.byTable().stream().anyMatch(cells::contains) || read == tables;
    return all ? Optional.empty() : Optional.of(read + " of " + tables + " partitions measured");
  }

  /// Returns what is to be stored: the figures of each table, and those of all of them together.
  Kept kept() {
    if (reuse.isEmpty()) {
      return Kept.NOTHING;
    }
    Reuse known = reuse.get();
    Map<String, Kept.Part> parts = new HashMap<>();
    List<Map<Long, String>> present = Reuse.places(sql).stream().map(this::all).toList();
    for (int i = 0; i < known.ofLeaves().size(); i++) {
      long table = known.facts().leaves().get(i).oid();
      Map<String, String> figures = new HashMap<>();
      for (int at : Reuse.places(sql)) {
        Cell cell = sql.cells().get(at);
        if (known.ofEachTable(cell)) {
          Optional<String> figure =
              Optional.ofNullable(present.get(at).get(table))
                  .or(() ->
                      asked && missing.byTable().contains(at)
                          ? cell.fold().ofNone()
                          : Optional.empty());
          keep(known, cell, figure, figures);
        }
      }
      put(parts, known.ofLeaves().get(i), figures);
    }
    Map<String, String> together = new HashMap<>();
    for (int at : Reuse.places(sql)) {
      Cell cell = sql.cells().get(at);
      if (!known.ofEachTable(cell)) {
        keep(known, cell, Optional.ofNullable(whole.get(at)).or(() -> stored(at)), together);
      }
    }
    put(parts, known.ofAll(), together);
    return new Kept(parts);
  }

  private static void keep(
      Reuse known, Cell cell, Optional<String> figure, Map<String, String> figures) {
    known.key(cell).ifPresent(key -> figure.ifPresent(value -> figures.put(key, value)));
  }

  private void put(Map<String, Kept.Part> parts, Reuse.Part part, Map<String, String> figures) {
    if (figures.isEmpty()) {
      return;
    }
    Instant now = reuse.orElseThrow().look().server().now();
    Instant at =
        part.holding()
            .filter(old -> old.figures().entrySet().stream().anyMatch(figures.entrySet()::contains))
            .map(Kept.Part::at)
            .orElse(now);
    parts.put(part.name(), new Kept.Part(part.fingerprint(), at, figures));
  }
}
