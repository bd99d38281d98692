package io.assay.cli;

import io.assay.check.Check;
import io.assay.check.Verdict;
import io.assay.history.Result;
import io.assay.incident.Change;
import io.assay.incident.Incident;
import io.assay.incident.LoggedChange;
import io.assay.run.CheckGroup;
import io.assay.run.Gap;
import io.assay.run.RunLog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes what happens to incidents, and what did not run, into the log.
final class ServeLog implements RunLog, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServeLog.class);

  private final MissedLines missed = new MissedLines(LOG::warn);

  @Override
  public void judged(Check check, Verdict verdict, Instant slot, Result.Taking taking) {}

  @Override
  public void changed(Incident incident, List<LoggedChange> changes) {
    for (LoggedChange change : changes) {
      LOG.info(
          "Incident {} of {} {}.",
          incident.id(),
          incident.subject().check(),
          words(change.change()));
    }
  }

  @Override
  public void ran(CheckGroup group, Duration lag, Duration took) {}

  @Override
  public void missed(CheckGroup group, Gap gap, Gap.Reason reason) {
    missed.add(group.key(), gap, reason);
  }

  @Override
  public void close() {
    missed.close();
  }

  private static String words(Change change) {
    return switch (change) {
      case Change.Opened(var severity, var sentence) ->
          "opened as " + severity.word() + ": " + sentence;
      case Change.SeverityChanged(var from, var to, var sentence) ->
          "went from " + from.word() + " to " + to.word() + ": " + sentence;
      case Change.Reminded(var sentence) -> "goes on: " + sentence;
      case Change.NotMeasurable(var why) -> "can no longer be measured and stays open: " + why;
      case Change.Flapping(var sentence) -> "is " + sentence;
      case Change.Settled(var sentence) -> "no longer flaps and goes on: " + sentence;
      case Change.Acknowledged(var by, var note) ->
          "was acknowledged by " + by + (note.isEmpty() ? "" : ": " + note);
      case Change.Unacknowledged(var by) -> "is no longer acknowledged, says " + by;
      case Change.Resolved(var reason, var sentence) -> "is resolved: " + sentence;
      case Change.Other other -> other.words();
    };
  }
}
