package io.assay.alert;

/// What is told of the heartbeat as it happens, for the metrics.
public interface HeartbeatLog {
  /// The watcher took it.
  void sent();

  /// The watcher did not take it.
  void failed();

  /// It was not sent, because deliveries do not get on.
  void withheld();
}
