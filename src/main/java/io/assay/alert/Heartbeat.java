package io.assay.alert;

import java.time.Duration;

/// The sign of life that an outside watcher waits for.
public record Heartbeat(Duration every, Watcher watcher) {
  /// Who raises the alarm when it stays away.
  public sealed interface Watcher {
    /// An address that is asked for, or posted to, as those of healthchecks.io. It is a secret in
    /// itself.
    record Page(Secret url, boolean post) implements Watcher {}

    /// An Alertmanager, which has an alert that always fires.
    record Server(Receiver.Address.Alertmanager address) implements Watcher {}

    /// A PagerDuty service that suspends the alert for longer than `every`: each sign of life takes
    /// the last one back and begins the next.
    record Service(Receiver.Address.PagerDuty address) implements Watcher {}
  }
}
