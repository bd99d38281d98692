package io.assay.cli;

import io.assay.config.Settings;
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
    try (ServeLog log = new ServeLog();
        Daemon daemon =
            new Daemon(
                settings,
                state,
                new Daemon.Start(new LiveConfiguration.Origin(options.configPath(), false), log))) {
      signals.onHangUp(daemon::reload);
      signals.awaitStop();
    }
    return 0;
  }
}
