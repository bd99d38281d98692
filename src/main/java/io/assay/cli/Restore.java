package io.assay.cli;

import io.assay.alert.Deliveries;
import io.assay.alert.Quiet;
import io.assay.metrics.DaemonMeters;
import io.assay.run.StateIdentity;
import io.assay.run.StateWatch;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a daemon does that finds itself on a state database restored from a backup: what is untold
/// there may have been told since.
final class Restore {
  private static final Logger LOG = LoggerFactory.getLogger(Restore.class);

  private Restore() {}

  /// Looks whether the state database is still the one that it was, and puts the deliveries right
  /// when it is not.
  static void lookFor(
      StateContext state, Deliveries deliveries, DaemonMeters meters, InstantSource clock) {
    StateIdentity identity = state.get(StateIdentity.class);
    try {
      state
          .transactions()
          .executeWrite(_ -> {
            if (identity.restored()) {
              int held = deliveries.restored(clock.instant());
              meters.suppressed(Quiet.Reason.RESTORED.word()).increment(held);
              LOG.warn(
                  "The state database is a copy, or was restored from a backup: {} deliveries may"
                      + " have been told since. Of what is open nobody is told before its checks have"
                      + " run, and what is over is no news.",
                  held);
            }
            return identity;
          });
    } catch (RuntimeException e) {
      if (!StateWatch.isOutage(e)) {
        throw e;
      }
      LOG.warn("Whether the state database was restored is not known: {}", Sentences.of(e));
    }
  }
}
