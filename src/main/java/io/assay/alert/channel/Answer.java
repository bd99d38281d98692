package io.assay.alert.channel;

import io.assay.alert.Outcome;
import java.time.Duration;
import java.util.Optional;

/// What an HTTP status means for a notice. No text here quotes an address or a body: either may
/// hold a secret.
final class Answer {
  private Answer() {}

  /// Returns what to make of a status that does not mean success: too many requests, a slow request
  /// and trouble of the server's own pass, everything else would be refused the same way again.
  static Outcome refused(String who, int status, Optional<Duration> after) {
    if (status == 429) {
      return new Outcome.Retry("rate_limited", who + " asks to be called less often", after);
    }
    String text = who + " answered with HTTP status " + status;
    return status == 408 || status >= 500
        ? new Outcome.Retry("http_" + status, text, after)
        : new Outcome.Rejected("http_" + status, text);
  }

  /// Returns what to make of an answer that did not come, or came in part.
  static Outcome.Retry lost(String who, boolean late) {
    return late
        ? new Outcome.Retry("timeout", who + " did not answer in time", Optional.empty())
        : new Outcome.Retry("network", "the connection to " + who + " failed", Optional.empty());
  }

  /// Returns what to make of an answer that is not in the form of the protocol.
  static Outcome.Retry garbled(String who) {
    return new Outcome.Retry(
        "bad_answer", who + " answered something that is not its protocol", Optional.empty());
  }
}
