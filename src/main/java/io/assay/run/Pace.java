package io.assay.run;

import java.time.Duration;

/// How the schedule is worked on.
///
/// @param poll how often the state store is asked for what is due: the most a run begins late for
///   it
/// @param heartbeat how often a running group is marked as alive. Without a mark for four times as
///   long its replica counts as dead, which is looked for every second time: after six heartbeats
///   the group is taken over
/// @param groups how many groups may be in work at a time, most of them waiting for their
///   database's turn
/// @param patience how long running groups may take to end at a shutdown
public record Pace(Duration poll, Duration heartbeat, int groups, Duration patience) {
  /// Late by a quarter of a second; taken over after 24 seconds.
  public static final Pace DEFAULT =
      new Pace(Duration.ofMillis(250), Duration.ofSeconds(4), 1_000, Duration.ofSeconds(10));

  static final int MISSED_HEARTBEATS = 4;
}
