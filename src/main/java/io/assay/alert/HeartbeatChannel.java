package io.assay.alert;

/// How the outside watcher is reached.
public interface HeartbeatChannel {
  /// Gives one sign of life and returns what came of it.
  Outcome beat(Heartbeat heartbeat);
}
