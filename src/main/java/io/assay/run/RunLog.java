package io.assay.run;

import io.assay.check.Check;
import io.assay.check.Verdict;
import io.assay.history.Result;
import io.assay.incident.Decision;
import io.assay.incident.Incident;
import io.assay.incident.LoggedChange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Hears of what runs came to, after it was committed: for metrics, the console, and whoever is to
/// be woken. Called on the thread of the run; must be quick and not throw.
public interface RunLog {
  /// A result was accepted.
  void judged(Check check, Verdict verdict, Instant slot, Result.Taking taking);

  /// An incident opened, changed or ended.
  void changed(Incident incident, List<LoggedChange> changes);

  /// Something about a check was not told that would have been otherwise.
  default void held(Check check, Decision.Held why) {}

  /// A group ran: how long after its slot it began, and how long all of it took.
  void ran(CheckGroup group, Duration lag, Duration took);

  /// A group did not run in these slots.
  void missed(CheckGroup group, Gap gap, Gap.Reason reason);

  /// Returns one that passes everything on to all of these, in their order.
  static RunLog all(List<RunLog> logs) {
    List<RunLog> each = List.copyOf(logs);
    return new RunLog() {
      @Override
      public void judged(Check check, Verdict verdict, Instant slot, Result.Taking taking) {
        each.forEach(log -> log.judged(check, verdict, slot, taking));
      }

      @Override
      public void changed(Incident incident, List<LoggedChange> changes) {
        each.forEach(log -> log.changed(incident, changes));
      }

      @Override
      public void held(Check check, Decision.Held why) {
        each.forEach(log -> log.held(check, why));
      }

      @Override
      public void ran(CheckGroup group, Duration lag, Duration took) {
        each.forEach(log -> log.ran(group, lag, took));
      }

      @Override
      public void missed(CheckGroup group, Gap gap, Gap.Reason reason) {
        each.forEach(log -> log.missed(group, gap, reason));
      }
    };
  }
}
