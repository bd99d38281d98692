package io.assay.cli;

import io.assay.alert.Match;
import io.assay.alert.Silence;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Silences as a daemon tells of them.
final class KnownSilences {
  private KnownSilences() {}

  /// Returns the silence that a daemon's object is about. Throws IllegalArgumentException or
  /// DateTimeParseException when it is about none.
  static Silence silence(Map<String, Object> view) {
    Map<String, String> match = new HashMap<>();
    if (view.get("match") instanceof Map<?, ?> equalities) {
      equalities.forEach((key, value) -> match.put(String.valueOf(key), String.valueOf(value)));
    }
    String endedBy = Answers.text(view, "endedBy");
    return new Silence(
        UUID.fromString(Answers.text(view, "id")),
        new Match(match),
        new Silence.Said(
            Answers.text(view, "author"), Answers.text(view, "reason"), time(view, "created")),
        new Silence.Span(time(view, "starts"), time(view, "ends")),
        endedBy.isEmpty()
            ? Optional.empty()
            : Optional.of(new Silence.Ended(time(view, "over"), endedBy)),
        Optional.empty());
  }

  private static Instant time(Map<String, Object> view, String key) {
    return Instant.parse(Answers.text(view, key));
  }
}
