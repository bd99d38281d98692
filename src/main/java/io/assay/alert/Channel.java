package io.assay.alert;

/// A way to tell a receiver. Implementations are thread-safe, keep no state of their own, do not
/// retry, and never throw for what the other side does: that is an [Outcome].
public interface Channel {

  /// Tells the receiver the next step of what it does not know yet, and returns what came of it. An
  /// accepted step may leave some of it untold (`PagerDuty` hears of a trigger before its resolve);
  /// the courier then calls again.
  Outcome tell(Notice notice);

  /// Returns whether what [#tell] would say now is the last word on the incident, which an earlier
  /// call that came after it would take back. It is told when no earlier call can be under way.
  default boolean isLastWord(Notice notice) {
    return false;
  }
}
