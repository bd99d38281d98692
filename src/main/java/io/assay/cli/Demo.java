package io.assay.cli;

import io.assay.check.Check;
import io.assay.check.Durations;
import io.assay.check.Verdict;
import io.assay.cli.demo.DemoDatabase;
import io.assay.cli.demo.LiveReport;
import io.assay.cli.demo.Style;
import io.assay.config.Settings;
import io.assay.history.Result;
import io.assay.incident.Incident;
import io.assay.incident.Lifecycle;
import io.assay.incident.LoggedChange;
import io.assay.run.CheckGroup;
import io.assay.run.Gap;
import io.assay.run.RunLog;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `assay demo`: the daemon on an embedded database that tells a story, with the project's own
/// check files.
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = "Runs the daemon on an embedded, filled demo database and shows what it finds.",
    footer = {
      "",
      "With SLACK_BOT_TOKEN or PAGERDUTY_ROUTING_KEY set it really sends; else it shows what would be sent.",
      "A second start keeps the data. Ctrl-C ends it."
    })
final class Demo implements Callable<Integer> {

  /// How long the report of all checks, which comes before the notices, is waited for.
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Mixin Options options;

  @Option(
      names = "--port",
      description = "The port of the page and the metrics; ${DEFAULT-VALUE} by default.",
      defaultValue = "8080")
  int port;

  @Override
  public Integer call() throws InterruptedException {
    Signals signals = Signals.install();
    PrintStream out = System.out;
    Style style = Style.ofTerminal();
    Path home = home();
    Settings.Folders given = options.over(Settings.Folders.DEFAULT);
    Settings.Folders folders =
        new Settings.Folders(
            options.checks == null ? home.resolve("checks") : given.checks(),
            options.alerts == null ? home.resolve("alerts") : given.alerts(),
            options.data == null ? home.resolve("data").resolve("demo") : given.data());
    try (EmbeddedServer server =
        EmbeddedServer.start(folders.data(), text -> out.println("· " + text))) {
      DemoDatabase demo = DemoDatabase.open(server, text -> out.println("· " + text));
      Settings settings = settings(folders, demo);
      HeldOutput notices = new HeldOutput(out);
      DemoLog log = new DemoLog(notices);
      Thread traffic =
          Thread.ofVirtual().name("demo-traffic").start(demo.traffic(InstantSource.system()));
      Instant begin = Instant.now();
      out.println("· starting the daemon …");
      try (Daemon daemon =
          new Daemon(
              settings,
              StateContext.on(
                  server,
                  settings,
                  Daemon.serverProperties(settings),
                  Daemon.channelOptions(notices.stream(), style.colour())),
              new Daemon.Start(new LiveConfiguration.Origin("demo", true), log))) {
        out.printf(
            "· ready after %s at %s — metrics at %s/prometheus, Ctrl-C ends it%n",
            Durations.say(Duration.between(begin, Instant.now())),
            settings.web().url().orElse(""),
            settings.web().url().orElse(""));
        daemon.problems().forEach(out::println);
        LiveReport report = new LiveReport(out, style, daemon.declared(), InstantSource.system());
        log.report.complete(report);
        signals.onHangUp(daemon::reload);
        if (!signals.awaitStop(PATIENCE)) {
          report.report();
          notices.release();
          signals.awaitStop();
        }
        out.println("· stopping …");
        traffic.interrupt();
      }
    }
    return 0;
  }

  /// Returns where the project is, relative to the working directory where that is shorter: it
  /// begins every path that is shown.
  private static Path home() {
    Path home = Path.of(System.getProperty("assay.home", "")).toAbsolutePath();
    Path here = Path.of("").toAbsolutePath();
    return home.startsWith(here) ? here.relativize(home) : home;
  }

  private Settings settings(Settings.Folders folders, DemoDatabase demo) {
    return new Settings(
        folders,
        Map.of(DemoDatabase.NAME, demo.settings()),
        new Settings.State(Optional.empty(), Settings.Keep.DEFAULT),
        new Settings.Web(
            "127.0.0.1", port, Optional.empty(), false, Optional.of("http://localhost:" + port)));
  }

  /// Shows the results; those that come before the report is ready wait for it.
  private static final class DemoLog implements RunLog {
    private final CompletableFuture<LiveReport> report = new CompletableFuture<>();
    private final HeldOutput notices;

    private DemoLog(HeldOutput notices) {
      this.notices = notices;
    }

    @Override
    public void judged(Check check, Verdict verdict, Instant slot, Result.Taking taking) {
      if (!check.kind().keyword().equals(Lifecycle.ANSWERS)) {
        report.join().tell(check, verdict);
        if (report.join().reported()) {
          notices.release();
        }
      }
    }

    @Override
    public void changed(Incident incident, List<LoggedChange> changes) {}

    @Override
    public void ran(CheckGroup group, Duration lag, Duration took) {}

    @Override
    public void missed(CheckGroup group, Gap gap, Gap.Reason reason) {}
  }
}
