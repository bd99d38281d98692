package io.assay.cli;

import io.assay.alert.Channel;
import io.assay.alert.Notice;
import io.assay.alert.Outcome;
import io.assay.alert.Receiver;
import io.assay.alert.TestNotice;
import io.assay.alert.channel.Channels;
import io.assay.config.LoadedSettings;
import io.assay.config.Settings;
import io.micronaut.context.ApplicationContext;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `assay alert test`: sends a receiver a notice that is marked as a test, then its end, so that
/// nothing stays open.
@Command(
    name = "test",
    mixinStandardHelpOptions = true,
    description = "Sends a marked test notice to a receiver, resolves it, and tells the answer.",
    footer = {
      "",
      "Ends with 0 when the receiver accepted it, with 1 when it refused, with 2"
          + " when there is no such receiver or a file has a problem."
    })
final class AlertTest implements Callable<Integer> {
  @CommandLine.Spec CommandLine.Model.CommandSpec spec;
  @Mixin Options options;

  @Option(names = "--receiver", required = true, paramLabel = "NAME", description = "The receiver.")
  String receiver;

  @Override
  public Integer call() {
    LoadedSettings settings = options.loaded();
    boolean unconfigured = options.unconfigured(settings);
    if (!unconfigured && settings.settings().isEmpty()) {
      throw new ProblemsFound(settings.problems());
    }
    Settings.Folders folders = settings.folders();
    Declarations declared =
        Declarations.read(
            new Declarations.Scope(
                Stream.of(folders.alerts()).filter(Files::exists).toList(),
                unconfigured ? Optional.empty() : Optional.of(settings.places().keySet()),
                Map.of()));
    if (!declared.routing().problems().isEmpty()) {
      throw new ProblemsFound(declared.routing().problems());
    }
    Map<String, Receiver> receivers = declared.routing().routing().receivers();
    if (!receivers.containsKey(receiver)) {
      throw new CannotStart(
          receivers.isEmpty()
              ? "there is no receiver '%s': no routing file in %s declares any"
                  .formatted(receiver, folders.alerts())
              : "there is no receiver '%s' in %s; there are: %s"
                  .formatted(
                      receiver,
                      folders.alerts(),
                      String.join(", ", receivers.keySet().stream().sorted().toList())));
    }
    try (ApplicationContext context =
        ApplicationContext.builder()
            .banner(false)
            .deduceEnvironment(false)
            .environmentPropertySource(false)
            .singletons(Daemon.channelOptions(System.out, false))
            .start()) {
      return tell(context.getBean(Channels.class).to(receivers.get(receiver)));
    }
  }

  private int tell(Channel channel) {
    PrintWriter out = spec.commandLine().getOut();
    Notice opened = TestNotice.opened(receiver, Instant.now());
    return switch (channel.tell(opened)) {
      case Outcome.Accepted accepted -> {
        Outcome end = channel.tell(TestNotice.over(opened, accepted, Instant.now()));
        out.println(
            receiver
                + ": accepted, "
                + switch (end) {
                  case Outcome.Accepted _ -> "and resolved again";
                  case Outcome.Retry retry -> notOver(retry.text());
                  case Outcome.Rejected rejected -> notOver(rejected.text());
                });
        out.flush();
        yield 0;
      }
      case Outcome.Retry retry -> refused(out, "not now", retry.text());
      case Outcome.Rejected rejected -> refused(out, "refused", rejected.text());
    };
  }

  private static String notOver(String why) {
    return "but not its end: " + why + "; resolve the test by hand";
  }

  private int refused(PrintWriter out, String how, String why) {
    out.println(receiver + ": " + how + ": " + why);
    out.flush();
    return 1;
  }
}
