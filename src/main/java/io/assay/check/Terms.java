package io.assay.check;

import java.time.Duration;
import java.util.Optional;

/// When a check is due, how bad its breach is, and how its incident opens, repeats and ends.
public record Terms(
    Severity severity,
    Schedule schedule,
    Streaks streaks,
    Duration remind,
    Optional<ActiveHours> active) {

  /// How many breaches in a row open an incident, and how many passes in a row resolve it.
  public record Streaks(int breaches, int passes) {
    public static final Streaks ONE = new Streaks(1, 1);

    public Streaks {
      if (breaches < 1 || passes < 1) {
        throw new IllegalArgumentException("for and recover are at least 1");
      }
    }
  }
}
