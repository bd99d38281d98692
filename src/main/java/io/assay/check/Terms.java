package io.assay.check;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// When a check is due, how bad its breach is, and how its incident opens, repeats and ends.
public record Terms(
    Severity severity,
    Schedule schedule,
    Streaks streaks,
    Duration remind,
    Optional<ActiveHours> active,
    Restraint restraint) {

  /// Terms with the usual restraint.
  public Terms(
      Severity severity,
      Schedule schedule,
      Streaks streaks,
      Duration remind,
      Optional<ActiveHours> active) {
    this(severity, schedule, streaks, remind, active, Restraint.USUAL);
  }

  /// How many breaches in a row open an incident, and how many passes in a row resolve it.
  public record Streaks(int breaches, int passes) {
    public static final Streaks ONE = new Streaks(1, 1);

    public Streaks {
      if (breaches < 1 || passes < 1) {
        throw new IllegalArgumentException("for and recover are at least 1");
      }
    }
  }

  /// What keeps people from being told of too much.
  ///
  /// @param flapping when it changes too often to be told change by change; none means never
  /// @param dependsOn while one of these is in incident, this one is not told
  public record Restraint(Optional<Flapping> flapping, List<Dependency> dependsOn) {
    public static final Restraint USUAL = new Restraint(Optional.of(Flapping.USUAL), List.of());

    public Restraint {
      dependsOn = List.copyOf(dependsOn);
    }
  }

  /// A check flaps when it changed more often than `changes` times `within` this long, until it has
  /// not changed for as long.
  public record Flapping(int changes, Duration within) {
    public static final Flapping USUAL = new Flapping(4, Duration.ofHours(1));
  }

  /// Another check that this one depends on, and where that is written.
  public record Dependency(CheckId check, Source written) {}
}
