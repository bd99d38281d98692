package io.assay.scan;

import io.assay.check.CheckId;
import io.assay.check.Guard;
import io.assay.check.Kept;
import io.assay.check.Measurement;
import io.assay.check.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// What the groups of checks that are due at the same time ask one database together: the looks at
/// their relations, and the scans of those that are small.
final class Batches {
  private static final int RELATIONS_A_LOOK = 500;

  private final Supplier<Round> rounds;
  private final Together<Set<TableName>, Optional<Look>> looks;
  private final Together<Small, Taken> scans;
  private final Together<Set<TableName>, Map<TableName, TableShape>> shapes;

  /// The scan of a small relation, and what of it is known from before.
  private record Small(Scan.OfRelation scan, Optional<Reuse> reuse) {}

  Batches(Supplier<Round> rounds) {
    this.rounds = rounds;
    this.looks = new Together<>(this::look, RELATIONS_A_LOOK);
    this.scans = new Together<>(this::scan, Planner.RELATIONS_A_STATEMENT);
    this.shapes = new Together<>(this::shapes, RELATIONS_A_LOOK);
  }

  /// Returns a look at these relations, and perhaps at others; none when there could be none, or
  /// when the thread was interrupted, which it stays.
  Optional<Look> look(Set<TableName> tables) {
    try {
      return looks.ask(tables);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private List<Optional<Look>> look(List<Set<TableName>> asked) {
    Set<TableName> all = new LinkedHashSet<>();
    asked.forEach(all::addAll);
    Optional<Look> look = rounds.get().look(all);
    return asked.stream().map(_ -> look).toList();
  }

  /// Returns what these tables look like, and perhaps others; nothing when it cannot be read, or
  /// when the thread was interrupted, which it stays.
  Map<TableName, TableShape> shapes(Set<TableName> tables) {
    try {
      return shapes.ask(tables);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Map.of();
    }
  }

  private List<Map<TableName, TableShape>> shapes(List<Set<TableName>> asked) {
    Set<TableName> all = new LinkedHashSet<>();
    asked.forEach(all::addAll);
    Map<TableName, TableShape> found = rounds.get().shapes(all);
    return asked.stream().map(_ -> found).toList();
  }

  /// Returns what came of the scan; nothing when the thread was interrupted, which it stays.
  Taken scan(Scan.OfRelation scan, Optional<Reuse> reuse) {
    try {
      return scans.ask(new Small(scan, reuse));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Taken(Map.of(), Kept.NOTHING);
    }
  }

  /// One statement for each guard. A relation that is there twice is asked in a second one.
  private List<Taken> scan(List<Small> asked) {
    Map<Integer, Taken> taken = new HashMap<>();
    while (taken.size() < asked.size()) {
      Map<Scan.Rows, Integer> now = new LinkedHashMap<>();
      for (int at = 0; at < asked.size(); at++) {
        if (!taken.containsKey(at)) {
          now.putIfAbsent(asked.get(at).scan().rows(), at);
        }
      }
      Map<Scan.Rows, Small> once = new LinkedHashMap<>();
      now.forEach((rows, at) -> once.put(rows, asked.get(at)));
      Map<Scan.Rows, Taken> answers = scanOnce(once);
      now.forEach((rows, at) -> taken.put(at, Objects.requireNonNull(answers.get(rows))));
    }
    return IntStream.range(0, asked.size())
        .mapToObj(at -> Objects.requireNonNull(taken.get(at)))
        .toList();
  }

  private Map<Scan.Rows, Taken> scanOnce(Map<Scan.Rows, Small> asked) {
    Map<Scan.Rows, Reuse> reuse = new HashMap<>();
    Map<Guard, List<Scan.OfRelation>> byGuard = new LinkedHashMap<>();
    asked.forEach((rows, small) -> {
      small.reuse().ifPresent(known -> reuse.put(rows, known));
      byGuard.computeIfAbsent(rows.guard(), _ -> new ArrayList<>()).add(small.scan());
    });
    Round round = rounds.get().with(reuse);
    Map<CheckId, Measurement> measured = new HashMap<>();
    byGuard.forEach(
        (guard, scans) -> measured.putAll(round.measure(Scan.OfRelations.of(guard, scans))));
    Kept kept = round.kept();
    Map<Scan.Rows, Taken> taken = new HashMap<>();
    asked.forEach((rows, small) -> {
      Map<CheckId, Measurement> own = new HashMap<>();
      small.scan().checks().forEach(check -> own.computeIfAbsent(check.id(), measured::get));
      taken.put(rows, new Taken(own, Reuse.of(rows.table(), kept)));
    });
    return taken;
  }
}
