package io.assay.incident;

import io.assay.check.Severity;
import java.util.Optional;

/// One entry of an incident's log.
public sealed interface Change {

  /// It began.
  record Opened(Severity severity, String sentence) implements Change {}

  /// It got better or worse.
  record SeverityChanged(Severity from, Severity to, String sentence) implements Change {}

  /// It goes on, and the time to say so again has come.
  record Reminded(String sentence) implements Change {}

  /// The check of an open breach can no longer be measured; the breach stays open.
  record NotMeasurable(String why) implements Change {}

  /// It changed so often that it stays open, and nothing more is told until it has been stable.
  record Flapping(String sentence) implements Change {}

  /// After flapping it has been stable for a while, and is still wrong.
  record Settled(String sentence) implements Change {}

  /// Somebody takes care of it: reminders stop until it is over or gets worse. `by` is the name
  /// that they gave, `note` may be empty.
  record Acknowledged(String by, String note) implements Change {}

  /// Nobody takes care of it any more.
  record Unacknowledged(String by) implements Change {}

  /// What only a later version knows and has written beside; `name` is its word for it.
  record Other(String name, String sentence) implements Change {
    /// Returns what it says, as far as that can be told.
    public String words() {
      String words = name.replace('_', ' ');
      return sentence.isEmpty() ? words : words + ": " + sentence;
    }
  }

  /// It ended; `sentence` says what is the case now.
  record Resolved(Reason reason, String sentence) implements Change {}

  /// Why an incident ended.
  enum Reason {
    /// The check passes again.
    PASSED,
    /// The check can be measured again.
    MEASURED,
    /// The check is no longer declared.
    REMOVED,
    /// A reason that only a later version knows.
    OTHER
  }

  /// Returns what was wrong, of a change that says how bad it is.
  default Optional<String> wrong() {
    return switch (this) {
      case Opened opened -> Optional.of(opened.sentence());
      case SeverityChanged changed -> Optional.of(changed.sentence());
      case Reminded _,
          NotMeasurable _,
          Flapping _,
          Settled _,
          Acknowledged _,
          Unacknowledged _,
          Resolved _,
          Other _ ->
          Optional.empty();
    };
  }
}
