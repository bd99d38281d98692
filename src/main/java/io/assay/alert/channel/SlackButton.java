package io.assay.alert.channel;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/// The buttons under a message at Slack. The value of each says what the message is about.
public enum SlackButton {
  ACKNOWLEDGE("assay_acknowledge", "Acknowledge"),
  SILENCE_HOUR("assay_silence_1h", "Silence 1 h"),
  SILENCE_DAY("assay_silence_1d", "Silence 1 day"),
  RUN_NOW("assay_run_now", "Run now"),
  /// Only opens a page; Slack tells of it too, and nothing is done.
  OPEN("assay_open", "Open");

  private final String id;
  private final String label;

  SlackButton(String id, String label) {
    this.id = id;
    this.label = label;
  }

  /// Returns Slack's `action_id`.
  public String id() {
    return id;
  }

  /// Returns what stands on it.
  public String label() {
    return label;
  }

  /// Returns for how long it silences; nothing when it does not.
  public Optional<Duration> silence() {
    return switch (this) {
      case SILENCE_HOUR -> Optional.of(Duration.ofHours(1));
      case SILENCE_DAY -> Optional.of(Duration.ofDays(1));
      case ACKNOWLEDGE, RUN_NOW, OPEN -> Optional.empty();
    };
  }

  /// Returns the button of this `action_id`.
  public static Optional<SlackButton> of(String id) {
    return Arrays.stream(values()).filter(button -> button.id.equals(id)).findFirst();
  }
}
