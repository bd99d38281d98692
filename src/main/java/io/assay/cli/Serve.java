package io.assay.cli;

import io.assay.check.Check;
import io.assay.check.Verdict;
import io.assay.config.Settings;
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
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `assay serve`: the daemon.
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = "Runs the checks on their schedules until it is stopped.",
    footer = {
      "",
      "TERM or Ctrl-C ends it in order with 0, a second Ctrl-C at once; HUP reads the files again.",
      "Ends with 2 when it cannot start."
    })
final class Serve implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(Serve.class);

  @Mixin Options options;

  @Override
  public Integer call() throws InterruptedException {
    Signals signals = Signals.install();
    Settings settings = options.settings();
    StateContext.await(settings, signals::stopped, text -> LOG.warn("Assay is {}", text));
    if (signals.stopped()) {
      return 0;
    }
    StateContext state =
        StateContext.open(
            settings,
            Daemon.serverProperties(settings),
            text -> LOG.info("Assay is {}", text),
            Daemon.channelOptions(System.out, false));
    try (Daemon daemon =
        new Daemon(
            settings,
            state,
            new Daemon.Start(new LiveConfiguration.Origin(options.configPath(), false), LOGGED))) {
      signals.onHangUp(daemon::reload);
      signals.awaitStop();
    }
    return 0;
  }

  /// Writes what happens to incidents, and what did not run, into the log.
  static final RunLog LOGGED =
      new RunLog() {
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
          LOG.warn(
              "{} slots of {} from {} to {} were missed: {}.",
              gap.slots(),
              group.key(),
              gap.first(),
              gap.last(),
              switch (reason) {
                case NOBODY_RAN -> "nobody was there to run them, or the state database was away";
                case OVERRAN -> "the run before took longer than its interval";
              });
        }
      };

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
    };
  }
}
