package io.assay.incident;

import io.assay.check.CheckId;
import io.assay.check.Memory;
import io.assay.check.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Where a check stands after its last accepted run.
///
/// @param group the group of a check that is judged by groups; empty otherwise
/// @param streaks how often in a row it came to the same
/// @param told when its open incident last changed in a way that people are told of; none while no
///   incident is open
/// @param flips how often it changed lately
/// @param remembered what its next run is judged by
public record CheckState(
    Of of, Last last, Streaks streaks, Optional<Instant> told, Flips flips, Remembered remembered) {

  /// Whose state it is.
  public record Of(CheckId check, String group) {}

  /// The last accepted run.
  ///
  /// @param state the word of its verdict; empty before the first run
  /// @param slot the slot it ran for
  /// @param run when it was over
  /// @param pass when the check last passed
  /// @param severity of the last verdict, when that was a breach
  public record Last(
      Optional<String> state,
      Optional<Instant> slot,
      Optional<Instant> run,
      Optional<Instant> pass,
      Optional<Severity> severity) {
    public static final Last NEVER =
        new Last(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
  }

  /// Verdicts in a row: breaches and passes that counted, and errors of the check's own. A breach
  /// ends the passes and a pass the breaches; an error or an unknown says nothing about the data
  /// and ends neither. Whatever could be measured ends the errors.
  public record Streaks(int breaches, int passes, int errors) {
    public static final Streaks NONE = new Streaks(0, 0, 0);
  }

  /// What the next run is judged by.
  ///
  /// @param memory what the check's kind remembered
  public record Remembered(Memory memory, Baseline baseline) {
    public static final Remembered NOTHING = new Remembered(Memory.NONE, Baseline.UNKNOWN);
  }

  /// Changes that people are told of: an incident that opened, ended, or changed its severity.
  ///
  /// @param times of the last ones, oldest first, no more than it takes to call it flapping
  /// @param wrong while it is flapping: whether its incident would be open but for that
  public record Flips(List<Instant> times, Optional<Boolean> wrong) {
    public static final Flips NONE = new Flips(List.of(), Optional.empty());

    public Flips {
      times = List.copyOf(times);
    }
  }

  /// Returns the same with another time of what was last told.
  public CheckState told(Instant at) {
    return new CheckState(of, last, streaks, Optional.of(at), flips, remembered);
  }

  /// Returns the state of a check that never ran.
  public static CheckState fresh(CheckId check) {
    return new CheckState(
        new Of(check, ""),
        Last.NEVER,
        Streaks.NONE,
        Optional.empty(),
        Flips.NONE,
        Remembered.NOTHING);
  }

  /// Returns what its kind remembered.
  public Memory memory() {
    return remembered.memory();
  }

  /// Returns whether a run for `slot` is news: none for the same or a later slot was accepted.
  public boolean awaits(Instant slot) {
    return last.slot().isEmpty() || last.slot().get().isBefore(slot);
  }
}
