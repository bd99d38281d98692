package io.assay.web.story;

import io.assay.alert.Reached;
import io.assay.check.Observation;
import io.assay.check.Severity;
import io.assay.check.Unmeasurable;
import io.assay.check.Verdict;
import io.assay.history.Result;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/// The words that the forms of a story share; nothing of it is escaped.
final class Words {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Words() {}

  static String time(Instant at) {
    return TIME.format(at);
  }

  static String utc(Instant at) {
    return io.assay.check.Words.moment(at);
  }

  /// Returns where a result lies: before the incident, during or after it.
  static String when(Story story, Result result) {
    Instant at = result.taking().at();
    return at.isBefore(story.incident().span().opened())
        ? "before"
        : story.incident().span().resolved().map(end -> !at.isBefore(end)).orElse(false)
            ? "after"
            : "during";
  }

  static Optional<Observation> seen(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Pass(Observation seen) -> Optional.of(seen);
      case Verdict.Breach(Severity _, Observation seen) -> Optional.of(seen);
      case Verdict.Errored _, Verdict.Unknown _ -> Optional.empty();
    };
  }

  /// Returns why nothing was observed.
  static String why(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Pass _, Verdict.Breach _ -> "";
      case Verdict.Errored(Unmeasurable why) -> why.text();
      case Verdict.Unknown(String why) -> why;
    };
  }

  static String state(Verdict verdict) {
    return verdict instanceof Verdict.Breach(Severity severity, Observation _)
        ? "breach, " + severity.word()
        : verdict.word();
  }

  /// Returns where a receiver stands.
  static String knows(Story story, Reached reached) {
    String known =
        reached.told() == 0 ? "nothing" : "that it " + Timeline.what(story, reached.told());
    if (reached.givenUp().isPresent()) {
      return known + "; given up: " + reached.note();
    }
    if (reached.told() < reached.wanted()) {
      return known + "; waiting" + (reached.note().isEmpty() ? "" : ": " + reached.note());
    }
    return reached.note().isEmpty() ? known : reached.note();
  }
}
