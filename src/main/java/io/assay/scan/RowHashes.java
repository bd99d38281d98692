package io.assay.scan;

import io.assay.check.Sides;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The hashes of some rows of one side, by the position and the hash of their key; how many rows
/// have the same.
record RowHashes(Map<Key, Map<String, Long>> rows) {

  /// A key without its values.
  record Key(long position, String hash) {}

  static RowHashes read(List<List<@Nullable String>> answer) {
    Map<Key, Map<String, Long>> rows = new HashMap<>();
    for (List<@Nullable String> row : answer) {
      rows.computeIfAbsent(
              new Key(Answer.number(row, 0), Answer.text(row, 1)), key -> new HashMap<>())
          .put(Answer.text(row, 2), Answer.number(row, 3));
    }
    return new RowHashes(rows);
  }

  /// Returns the keys under which the two sides do not have the same rows.
  Set<Key> differing(RowHashes there) {
    Set<Key> keys = new HashSet<>(rows.keySet());
    keys.addAll(there.rows.keySet());
    keys.removeIf(key -> of(key).equals(there.of(key)));
    return keys;
  }

  /// Returns the spans of these keys, in order.
  static List<Span> spans(Set<Key> keys) {
    Set<Long> positions = new TreeSet<>();
    keys.forEach(key -> positions.add(key.position()));
    return positions.stream().map(Span::at).toList();
  }

  Map<String, Long> of(Key key) {
    return rows.getOrDefault(key, Map.of());
  }

  /// Returns how the rows under one key differ: as many as both sides have are changed, the others
  /// are missing on one side.
  static Sides.Differences between(Map<String, Long> here, Map<String, Long> there) {
    long common = 0;
    for (Map.Entry<String, Long> row : here.entrySet()) {
      common += Math.min(row.getValue(), there.getOrDefault(row.getKey(), 0L));
    }
    long onlyHere = count(here) - common;
    long onlyThere = count(there) - common;
    long differing = Math.min(onlyHere, onlyThere);
    return new Sides.Differences(differing, onlyThere - differing, onlyHere - differing, true);
  }

  private static long count(Map<String, Long> rows) {
    return rows.values().stream().mapToLong(Long::longValue).sum();
  }
}
