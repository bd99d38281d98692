package io.assay.alert;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// What came of telling a receiver.
public sealed interface Outcome {

  /// The receiver has it: it now knows the incident up to `sequence`, and `reference` finds the
  /// message again.
  record Accepted(long sequence, Map<String, String> reference) implements Outcome {
    public Accepted {
      reference = Map.copyOf(reference);
    }
  }

  /// Not now: worth another try, not before `after` when the receiver asked for that. `reason` is a
  /// short word for the metric (`http_503`, `rate_limited`, `timeout`), `text` a sentence for
  /// people.
  record Retry(String reason, String text, Optional<Duration> after, Fate fate) implements Outcome {
    /// Of a call whose fate is settled.
    public Retry(String reason, String text, Optional<Duration> after) {
      this(reason, text, after, Fate.SETTLED);
    }

    /// Returns what to make of a channel that threw: no message, no stack trace, since either may
    /// quote an address that is a secret.
    static Retry broken(RuntimeException e) {
      return new Retry(
          "internal",
          "the channel broke with " + e.getClass().getSimpleName(),
          Optional.empty(),
          Fate.UNKNOWN);
    }
  }

  /// What became of a call that failed.
  enum Fate {
    /// It was answered, or it never left.
    SETTLED,
    /// It left and was not answered: it may reach the receiver yet.
    UNKNOWN
  }

  /// Never: another try would be refused the same way.
  record Rejected(String reason, String text) implements Outcome {}
}
