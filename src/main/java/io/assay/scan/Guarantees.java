package io.assay.scan;

import io.assay.check.CheckId;
import io.assay.check.Guarantee;
import io.assay.check.Kept;
import io.assay.check.Measured;
import io.assay.check.Measurement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What the schema guaranteed when checks were last measured, so that the loss of a guarantee can
/// be told.
final class Guarantees {
  private static final String PART = "guarantees";

  private Guarantees() {}

  /// Returns for each check that is measured now and was guaranteed before what to say of it.
  static Map<CheckId, String> lost(Kept before, Map<CheckId, Measurement> now) {
    Map<CheckId, String> lost = new HashMap<>();
    words(before)
        .forEach((id, words) -> {
          if (now.get(new CheckId(id)) instanceof Measured measured && words(measured).isEmpty()) {
            Guarantee.lost(words).ifPresent(sentence -> lost.put(new CheckId(id), sentence));
          }
        });
    return lost;
  }

  /// Returns what to keep: of a check that could not be measured, what was guaranteed before.
  static Kept kept(Kept before, Map<CheckId, Measurement> now) {
    Map<String, String> words = new HashMap<>();
    now.forEach((id, measurement) ->
        (measurement instanceof Measured measured
                ? words(measured)
                : Optional.ofNullable(words(before).get(id.value())))
            .ifPresent(each -> words.put(id.value(), each)));
    return words.isEmpty()
        ? Kept.NOTHING
        : new Kept(Map.of(PART, new Kept.Part("", day(before, now), words)));
  }

  /// What was not kept for long is forgotten, so it is kept anew each day.
  private static Instant day(Kept before, Map<CheckId, Measurement> now) {
    return now.values().stream()
        .filter(Measured.class::isInstance)
        .map(measurement -> ((Measured) measurement).moment().now().truncatedTo(ChronoUnit.DAYS))
        .max(Comparator.naturalOrder())
        .or(() -> Optional.ofNullable(before.parts().get(PART)).map(Kept.Part::at))
        .orElse(Instant.EPOCH);
  }

  private static Map<String, String> words(Kept kept) {
    Kept.Part part = kept.parts().get(PART);
    return part == null ? Map.of() : part.figures();
  }

  private static Optional<String> words(Measured measured) {
    return measured.cost().how() == Measured.How.PROOF
        ? measured.cost().because()
        : Optional.empty();
  }
}
