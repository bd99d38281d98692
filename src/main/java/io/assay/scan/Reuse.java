package io.assay.scan;

import io.assay.check.Kept;
import io.assay.check.TableName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Which of the stored figures of a relation still hold. Pure: a figure holds when the fingerprint
/// of the tables that it is about is the one it was stored with, and no session has been in a
/// transaction for long that began after that. What is true of a table is worked out once, for all
/// the figures that are asked of it.
final class Reuse {
  private static final String ALL = "*";
  private static final String CONFIRMATION = "";

  private final Look look;
  private final RelationFacts facts;
  private final Map<String, String> understood;
  private final Stored stored;
  private final Map<Cell, Optional<String>> keys = new ConcurrentHashMap<>();

  /// What is stored of each table, in the order of the facts, and of all of them together.
  private record Stored(List<Part> ofLeaves, Part ofAll) {}

  /// What is stored of one table, or of all of them together.
  ///
  /// @param name under which it is stored
  /// @param fingerprint its present one
  /// @param holding what is stored and still holds
  record Part(String name, String fingerprint, Optional<Kept.Part> holding) {
    private Optional<String> figure(String key) {
      return holding.map(part -> part.figures().get(key));
    }
  }

  private Reuse(Look look, RelationFacts facts, Map<String, String> understood, Stored stored) {
    this.look = look;
    this.facts = facts;
    this.understood = understood;
    this.stored = stored;
  }

  /// Returns what of `kept` still holds at this look.
  ///
  /// @param understood what PostgreSQL understands of the expressions that depend on the row alone
  static Reuse of(Look look, RelationFacts facts, Map<String, String> understood, Kept kept) {
    Instant confirmed =
        Optional.ofNullable(kept.parts().get(name(facts.table(), CONFIRMATION)))
            .map(Kept.Part::at)
            .orElse(Instant.MIN);
    Predicate<Kept.Part> trusted =
        part -> {
          Instant known = part.at().isAfter(confirmed) ? part.at() : confirmed;
          return look.openSince().filter(known::isBefore).isEmpty();
        };
    List<Part> ofLeaves = new ArrayList<>();
    for (RelationFacts.Leaf leaf : facts.leaves()) {
      String fingerprint =
          digest(look.identity() + '\n' + facts.shape() + '\n' + leaf.fingerprint());
      String name = name(facts.table(), Long.toString(leaf.oid()));
      ofLeaves.add(part(name, fingerprint, kept, trusted));
    }
    Part ofAll = part(name(facts.table(), ALL), fingerprint(look, facts), kept, trusted);
    return new Reuse(look, facts, Map.copyOf(understood), new Stored(ofLeaves, ofAll));
  }

  private static Part part(
      String name, String fingerprint, Kept kept, Predicate<Kept.Part> trusted) {
    return new Part(
        name,
        fingerprint,
        Optional.ofNullable(kept.parts().get(name))
            .filter(part -> part.fingerprint().equals(fingerprint))
            .filter(trusted));
  }

  Look look() {
    return look;
  }

  RelationFacts facts() {
    return facts;
  }

  /// What has to be asked, by the places of the cells.
  ///
  /// @param whole of all rows together
  /// @param byTable of all rows, by the table they lie in
  /// @param ofLeaf of the rows of one table
  record Missing(
      List<Integer> whole, List<Integer> byTable, Map<RelationFacts.Leaf, List<Integer>> ofLeaf) {

    /// Returns that all cells are to be asked as one.
    static Missing all(RelationSql sql) {
      return new Missing(places(sql), List.of(), Map.of());
    }

    /// Returns the places of what is asked, some of them several times.
    Stream<Integer> asked() {
      return Stream.of(List.of(whole, byTable), ofLeaf.values())
          .flatMap(Collection::stream)
          .flatMap(Collection::stream);
    }

    boolean nothing() {
      return whole.isEmpty() && byTable.isEmpty() && ofLeaf.isEmpty();
    }
  }

  static List<Integer> places(RelationSql sql) {
    List<Integer> places = new ArrayList<>();
    for (int at = 0; at < sql.cells().size(); at++) {
      places.add(at);
    }
    return places;
  }

  /// Returns the same where just these columns are known to have few values.
  Reuse few(Set<String> columns) {
    return new Reuse(look, facts.few(columns), understood, stored);
  }

  /// Returns the name under which a figure is stored; none when it does not hold longer than for
  /// the moment.
  Optional<String> key(Cell cell) {
    return keys.computeIfAbsent(cell, this::newKey);
  }

  private Optional<String> newKey(Cell cell) {
    if (!cell.lasting() || !understood.keySet().containsAll(cell.made())) {
      return Optional.empty();
    }
    StringBuilder text = new StringBuilder(cell.name());
    cell.made().forEach(each -> text.append('\n').append(understood.get(each)));
    if (cell.beside().isPresent()) {
      RelationFacts other = look.relations().get(cell.beside().get());
      if (other == null || look.inFull(other.table()).isPresent()) {
        return Optional.empty();
      }
      text.append('\n').append(fingerprint(look, other));
    }
    return Optional.of(digest(text.toString()));
  }

  /// Returns whether the figure is one of each table, and not one of them all.
  boolean ofEachTable(Cell cell) {
    return !facts.divided() || cell.fold() != Cell.Fold.NONE;
  }

  /// Returns what is stored of each table, in the order of the facts.
  List<Part> ofLeaves() {
    return stored.ofLeaves();
  }

  /// Returns what is stored of all tables together.
  Part ofAll() {
    return stored.ofAll();
  }

  /// Returns the stored figures of a cell that still hold, by place of the table in the facts (one
  /// place when it is a figure of them all); absent ones are not in it.
  Map<Integer, String> figures(Cell cell) {
    Map<Integer, String> figures = new HashMap<>();
    Optional<String> key = key(cell);
    if (key.isEmpty()) {
      return figures;
    }
    if (!ofEachTable(cell)) {
      ofAll().figure(key.get()).ifPresent(figure -> figures.put(0, figure));
      return figures;
    }
    for (int i = 0; i < ofLeaves().size(); i++) {
      int at = i;
      ofLeaves().get(i).figure(key.get()).ifPresent(figure -> figures.put(at, figure));
    }
    return figures;
  }

  /// Returns the figure of a cell when all of it is stored and still holds.
  Optional<String> figure(Cell cell) {
    Map<Integer, String> figures = figures(cell);
    int tables = ofEachTable(cell) ? facts.leaves().size() : 1;
    return figures.size() == tables ? cell.fold().of(figures.values()) : Optional.empty();
  }

  /// Returns what is to be asked for these figures. A table whose rows may not be read by
  /// themselves is read with all the others.
  Missing missing(RelationSql sql) {
    if (!facts.divided()) {
      return Missing.all(sql);
    }
    List<Integer> whole = new ArrayList<>();
    List<Integer> byTable = new ArrayList<>();
    Map<RelationFacts.Leaf, List<Integer>> ofLeaf = new LinkedHashMap<>();
    boolean anyKept = false;
    for (int at : places(sql)) {
      Cell cell = sql.cells().get(at);
      Map<Integer, String> figures = figures(cell);
      boolean stays = key(cell).isPresent();
      anyKept |= stays;
      if (!ofEachTable(cell)) {
        if (figures.isEmpty()) {
          whole.add(at);
        }
        continue;
      }
      List<RelationFacts.Leaf> moved = new ArrayList<>();
      for (int i = 0; i < facts.leaves().size(); i++) {
        if (!figures.containsKey(i)) {
          moved.add(facts.leaves().get(i));
        }
      }
      boolean asOne = moved.size() == facts.leaves().size() || !readable(moved);
      boolean looksOn = sql.selects().looksOn(cell);
      if (!stays || asOne && !looksOn && !readable(moved)) {
        (looksOn ? byTable : whole).add(at);
      } else if (asOne && looksOn) {
        byTable.add(at);
      } else {
        moved.forEach(leaf -> ofLeaf.computeIfAbsent(leaf, key -> new ArrayList<>()).add(at));
      }
    }
    return anyKept ? new Missing(whole, byTable, ofLeaf) : Missing.all(sql);
  }

  private static boolean readable(List<RelationFacts.Leaf> leaves) {
    return leaves.stream().allMatch(RelationFacts.Leaf::readable);
  }

  /// Returns the name of the part that says since when the others are known to hold.
  String confirmation() {
    return name(facts.table(), CONFIRMATION);
  }

  /// Returns that all parts that are stored with it held at this look.
  Kept.Part confirmed() {
    return new Kept.Part("", look.known(), Map.of());
  }

  /// Returns those of the parts that are about this table.
  static Kept of(TableName table, Kept kept) {
    String prefix = name(table, "");
    Map<String, Kept.Part> own = new HashMap<>(kept.parts());
    own.keySet().removeIf(name -> !name.startsWith(prefix));
    return new Kept(own);
  }

  private static String name(TableName table, String which) {
    return table + "/" + which;
  }

  private static String fingerprint(Look look, RelationFacts facts) {
    StringBuilder all = new StringBuilder(look.identity()).append('\n').append(facts.shape());
    facts.leaves().forEach(leaf -> all.append('\n').append(leaf.fingerprint()));
    return digest(all.toString());
  }

  /// Returns the latest time at which figures of these cells were taken.
  Optional<Instant> since(Set<Integer> places, RelationSql sql) {
    List<Part> parts = new ArrayList<>();
    if (places.stream().anyMatch(at -> ofEachTable(sql.cells().get(at)))) {
      parts.addAll(ofLeaves());
    }
    if (places.stream().anyMatch(at -> !ofEachTable(sql.cells().get(at)))) {
      parts.add(ofAll());
    }
    return parts.stream()
        .flatMap(part -> part.holding().stream())
        .map(Kept.Part::at)
        .max(Instant::compareTo);
  }

  private static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
