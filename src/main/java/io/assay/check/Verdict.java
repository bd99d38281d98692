package io.assay.check;

import java.util.Optional;

/// What a check came to.
public sealed interface Verdict {

  /// Returns the word of the result's state: `pass`, `breach`, `error`, `unknown`.
  String word();

  /// Returns what was observed; nothing when it could not be measured or nothing can be said.
  default Optional<Observation> observation() {
    return switch (this) {
      case Pass(Observation seen) -> Optional.of(seen);
      case Breach(Severity _, Observation seen) -> Optional.of(seen);
      case Errored _, Unknown _ -> Optional.empty();
    };
  }

  /// Inside its limits.
  record Pass(Observation seen) implements Verdict {
    @Override
    public String word() {
      return "pass";
    }
  }

  /// Outside; `severity` is that of the worst limit that did not hold.
  record Breach(Severity severity, Observation seen) implements Verdict {
    @Override
    public String word() {
      return "breach";
    }
  }

  /// Could not be measured.
  record Errored(Unmeasurable why) implements Verdict {
    @Override
    public String word() {
      return "error";
    }
  }

  /// Measured, but nothing can be said; `why` is one sentence without a final full stop.
  record Unknown(String why) implements Verdict {
    @Override
    public String word() {
      return "unknown";
    }
  }

  /// Returns the breach of a limit, or a pass when none is broken.
  static Verdict of(Optional<Limit> broken, Observation seen) {
    return broken
        .<Verdict>map(limit -> new Breach(limit.severity(), seen))
        .orElseGet(() -> new Pass(seen));
  }
}
