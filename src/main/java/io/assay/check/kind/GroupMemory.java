package io.assay.check.kind;

import io.assay.check.Evidence;
import io.assay.check.Judgement;
import io.assay.check.Measure;
import io.assay.check.Measured;
import io.assay.check.Memory;
import io.assay.check.Observation;
import io.assay.check.Verdict;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What is remembered of each group from one run to the next: the values of its last passing runs,
/// for kinds that compare with them, and what the kind itself remembered of it. A group that is
/// away keeps its place as long as there is room.
final class GroupMemory {
  private static final String PASSES = "passes";

  private final Map<String, Map<String, String>> byGroup;
  private final Set<String> present = new LinkedHashSet<>();

  private GroupMemory(Map<String, Map<String, String>> byGroup) {
    this.byGroup = byGroup;
  }

  /// Entries are written as a name without a blank, a blank, and the group.
  static GroupMemory read(Memory memory) {
    Map<String, Map<String, String>> byGroup = new HashMap<>();
    memory
        .entries()
        .forEach((entry, text) -> {
          int blank = entry.indexOf(' ');
          if (blank > 0) {
            byGroup
                .computeIfAbsent(entry.substring(blank + 1), group -> new HashMap<>())
                .put(entry.substring(0, blank), text);
          }
        });
    return new GroupMemory(byGroup);
  }

  /// Returns the evidence on one group.
  Evidence evidence(Measure.Group group, Measured measured) {
    Map<String, String> own = new HashMap<>(byGroup.getOrDefault(key(group), Map.of()));
    return new Evidence(measured, passes(own.remove(PASSES)), new Memory(own));
  }

  /// Notes what a group came to; the passing values are kept newest first.
  void judged(Measure.Group group, Judgement judgement, int passesRemembered) {
    String key = key(group);
    present.add(key);
    Map<String, String> own = new LinkedHashMap<>(judgement.memory().entries());
    List<BigDecimal> passes =
        new ArrayList<>(passes(byGroup.getOrDefault(key, Map.of()).get(PASSES)));
    if (judgement.verdict() instanceof Verdict.Pass(Observation seen)) {
      seen.value().ifPresent(passes::addFirst);
    }
    if (passesRemembered > 0 && !passes.isEmpty()) {
      own.put(
          PASSES,
          passes.stream()
              .limit(passesRemembered)
              .map(BigDecimal::toPlainString)
              .collect(Collectors.joining(" ")));
    }
    byGroup.put(key, own);
  }

  /// Returns what is to be stored, of at most so many groups: those judged come first.
  Memory write(int most) {
    Set<String> kept = new LinkedHashSet<>(present);
    byGroup.keySet().stream().sorted().forEach(kept::add);
    Map<String, String> entries = new LinkedHashMap<>();
    kept.stream()
        .limit(most)
        .forEach(group ->
            byGroup
                .getOrDefault(group, Map.of())
                .forEach((name, text) -> entries.put(name + " " + group, text)));
    return new Memory(entries);
  }

  private static List<BigDecimal> passes(@Nullable String text) {
    return Optional.ofNullable(text).stream()
        .flatMap(all -> Arrays.stream(all.split(" ")))
        .map(BigDecimal::new)
        .toList();
  }

  /// No two keys come to the same: each text goes with its length.
  private static String key(Measure.Group group) {
    return group.key().stream()
        .map(value -> value.map(text -> text.length() + ":" + text).orElse("-"))
        .collect(Collectors.joining(","));
  }
}
