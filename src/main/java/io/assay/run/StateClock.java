package io.assay.run;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The time that all replicas share: that of the state database. This machine's clock is followed
/// while the two agree, and corrected when they do not: leases, slots and signs of life are
/// compared between replicas, whatever the clocks of their machines say.
public final class StateClock implements InstantSource {
  /// What two clocks may differ by before it is worth a word: replicas whose clocks are kept by NTP
  /// are far below it.
  private static final Duration TOLERANCE = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(StateClock.class);

  private final InstantSource machine;
  private volatile Duration ahead = Duration.ZERO;

  /// Returns the clock of a daemon on this machine.
  public static StateClock ofMachine() {
    return new StateClock(InstantSource.system());
  }

  /// `machine` is the clock of this machine.
  StateClock(InstantSource machine) {
    this.machine = machine;
  }

  @Override
  public Instant instant() {
    return machine.instant().plus(ahead);
  }

  /// Returns the machine's own time, to be handed to [#compare].
  Instant machine() {
    return machine.instant();
  }

  /// Notes that the state database's clock showed `there` at some moment between `asked` and
  /// `answered`, by the machine's.
  void compare(Instant asked, Instant there, Instant answered) {
    Duration least = Duration.between(answered, there);
    Duration most = Duration.between(asked, there);
    if (ahead.compareTo(least.minus(TOLERANCE)) >= 0
        && ahead.compareTo(most.plus(TOLERANCE)) <= 0) {
      return;
    }
    Duration middle = least.plus(most).dividedBy(2);
    if (middle.abs().compareTo(TOLERANCE) < 0) {
      ahead = Duration.ZERO;
      LOG.info("The clock of this machine agrees with the state database's again.");
      return;
    }
    ahead = middle;
    LOG.warn(
        "The clock of this machine is {} s {} the state database's, and Assay goes by the latter.",
        Math.round(Math.abs(middle.toMillis()) / 1000.0),
        middle.isNegative() ? "ahead of" : "behind");
  }
}
