package io.assay.alert;

import io.assay.alert.Receiver.Address;
import java.time.Duration;

/// How fast a receiver may be spoken to: one call each `interval`, of which those of `burst` may
/// come early.
record Pace(Duration interval, Duration burst) {

  /// Slack takes about one message a second for a channel and lets short bursts pass; PagerDuty
  /// takes 120 events a minute for a routing key. A server of one's own is spared a flood.
  static Pace of(Address address) {
    return switch (address) {
      case Address.SlackBot _, Address.SlackWebhook _ ->
          new Pace(Duration.ofSeconds(1), Duration.ofSeconds(3));
      case Address.PagerDuty _ -> new Pace(Duration.ofMillis(500), Duration.ofSeconds(10));
      case Address.Webhook _, Address.Alertmanager _ ->
          new Pace(Duration.ofMillis(20), Duration.ofSeconds(10));
      case Address.Console _ -> new Pace(Duration.ZERO, Duration.ZERO);
    };
  }
}
