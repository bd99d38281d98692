package io.assay.scan;

import io.assay.check.Kept;
import io.assay.check.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// What the tables of a group looked like when they were last measured, so that a change of their
/// structure can be told. The look before each measuring says whether the catalog's rows have
/// moved; only then is the catalog read.
///
/// @param kept what to compare with next time
/// @param noticed what is different since the last time
record Shapes(Kept kept, List<Noticed> noticed) {
  private static final String PART = "shape/";

  /// What was not confirmed for weeks is forgotten; to confirm it is a write.
  private static final Duration CONFIRMED = Duration.ofDays(1);

  /// The fingerprint of a table that is not there.
  private static final String GONE = "";

  /// Compares what `looked` says of the tables, at `now` by their database's clock, with what was
  /// kept of them; one of which nothing was kept is only remembered. `reading` reads shapes;
  /// nothing when it cannot, and then the next time has to tell.
  static Shapes compare(
      Map<TableName, Optional<RelationFacts>> looked,
      Instant now,
      Kept before,
      Function<Set<TableName>, Map<TableName, TableShape>> reading) {
    Map<String, Kept.Part> parts = new HashMap<>();
    before
        .parts()
        .forEach((name, part) -> {
          if (name.startsWith(PART)) {
            parts.put(name, part);
          }
        });
    List<Noticed> noticed = new ArrayList<>();
    Map<TableName, String> moved = new HashMap<>();
    looked.forEach((table, facts) -> {
      Kept.Part part = parts.get(PART + table);
      String is = facts.map(RelationFacts::structure).orElse(GONE);
      if (part == null ? facts.isPresent() : !part.fingerprint().equals(is)) {
        moved.put(table, is);
      } else if (part != null && part.at().isBefore(now.minus(CONFIRMED))) {
        parts.put(PART + table, new Kept.Part(is, now, part.figures()));
      }
    });
    Set<TableName> unread = new LinkedHashSet<>();
    moved.forEach((table, is) -> {
      if (is.equals(GONE)) {
        parts.put(PART + table, new Kept.Part(GONE, now, Map.of()));
        noticed.add(new Noticed(table, "the table is no longer there", key(table, before, is)));
      } else {
        unread.add(table);
      }
    });
    Map<TableName, TableShape> read = unread.isEmpty() ? Map.of() : reading.apply(unread);
    for (TableName table : unread) {
      TableShape shape = read.get(table);
      String is = moved.get(table);
      if (shape != null && is != null) {
        Kept.Part was = parts.put(PART + table, new Kept.Part(is, now, shape.facts()));
        Optional.ofNullable(was)
            .flatMap(part -> changes(part, shape))
            .ifPresent(words -> noticed.add(new Noticed(table, words, key(table, before, is))));
      }
    }
    return new Shapes(new Kept(parts), noticed);
  }

  private static Optional<String> changes(Kept.Part before, TableShape now) {
    return before.fingerprint().equals(GONE)
        ? Optional.of("the table is there again")
        : new TableShape(before.figures()).changes(now);
  }

  /// Two groups of checks of one table see the same change, each at its own time. That a table went
  /// away has no fingerprint of its own; the one it had tells which time it was.
  private static String key(TableName table, Kept before, String now) {
    Kept.Part part = before.parts().get(PART + table);
    return table + "/" + (now.equals(GONE) && part != null ? part.fingerprint() + "/gone" : now);
  }
}
