package io.assay.run;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// One turn of a group: which slot it runs for, the run, what was missed before and during it, and
/// when it is due next.
public final class Turns {
  private final Run run;
  private final MissedRuns missedRuns;
  private final RunLog log;
  private final InstantSource clock;

  public Turns(Run run, MissedRuns missedRuns, RunLog log, InstantSource clock) {
    this.run = run;
    this.missedRuns = missedRuns;
    this.log = log;
    this.clock = clock;
  }

  /// Runs `group`, which is due since `owed`, once: for the latest slot. Returns when it is due
  /// next: at the first slot after the end of the run, or, when it began late and the next slot
  /// came meanwhile, at that one, which is at once. Throws what [Run#run] throws.
  Instant take(CheckGroup group, Instant owed) {
    Instant began = clock.instant();
    Slots.Due due = Slots.due(group.schedule(), group.key(), owed, began);
    missed(group, due.missed(), Gap.Reason.NOBODY_RAN);

    run.run(group, due.slot());

    Instant end = clock.instant();
    log.ran(group, Duration.between(due.slot(), began), Duration.between(began, end));
    Instant following = group.schedule().next(due.slot(), group.key());
    Duration interval = Duration.between(following, group.schedule().next(following, group.key()));
    if (Duration.between(began, end).compareTo(interval) < 0) {
      return following;
    }
    missed(
        group, Slots.between(group.schedule(), group.key(), due.slot(), end), Gap.Reason.OVERRAN);
    return group.schedule().next(end, group.key());
  }

  Instant now() {
    return clock.instant();
  }

  private void missed(CheckGroup group, Optional<Gap> missed, Gap.Reason reason) {
    missed.ifPresent(gap -> {
      if (missedRuns.record(group.key(), gap, reason, clock.instant())) {
        log.missed(group, gap, reason);
      }
    });
  }
}
