package io.assay.cli;

import io.assay.alert.Channel;
import io.assay.alert.Notice;
import io.assay.alert.Outcome;
import io.assay.alert.Receiver;
import io.assay.alert.channel.Channels;
import io.assay.check.About;
import io.assay.check.CheckId;
import io.assay.check.Severity;
import io.assay.check.Source;
import io.assay.config.Settings;
import io.assay.incident.Change;
import io.assay.incident.Incident;
import io.assay.incident.LoggedChange;
import io.assay.incident.Subject;
import io.micronaut.context.ApplicationContext;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `assay alert test`: sends a receiver a notice that is marked as a test, then its end, so that nothing stays open.
@Command(
    name = "test",
    mixinStandardHelpOptions = true,
    description = "Sends a marked test notice to a receiver, resolves it, and tells the answer.",
    footer = {"", "Ends with 0 when the receiver accepted it, with 1 when it refused."})
final class AlertTest implements Callable<Integer> {
  private static final String SENTENCE = "this is a test of the channel, nothing is wrong";
  private static final int MOST_STEPS = 6;

  @CommandLine.Spec CommandLine.Model.CommandSpec spec;
  @Mixin Options options;

  @Option(names = "--receiver", required = true, paramLabel = "NAME", description = "The receiver.")
  String receiver;

  @Override
  public Integer call() {
    Optional<Settings> settings = options.settingsIfAny();
    Settings.Folders folders = settings.map(Settings::folders).orElseGet(options::folders);
    Declarations declared =
        Declarations.read(
            new Declarations.Scope(
                Stream.of(folders.alerts()).filter(Files::exists).toList(),
                settings.map(known -> known.databases().keySet()),
                Map.of()));
    if (!declared.routing().problems().isEmpty()) {
      throw new ProblemsFound(declared.routing().problems());
    }
    Map<String, Receiver> receivers = declared.routing().routing().receivers();
    if (!receivers.containsKey(receiver)) {
      throw new CannotStart(
          "there is no receiver '%s' in %s; there are: %s"
              .formatted(
                  receiver, folders.alerts(), String.join(", ", receivers.keySet().stream().sorted().toList())));
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
    UUID id = UUID.randomUUID();
    UUID delivery = UUID.randomUUID();
    Instant now = Instant.now();
    Notice.Known known = Notice.Known.NOTHING;
    for (int step = 0; step < MOST_STEPS && known.sequence() < 2; step++) {
      boolean ends = known.sequence() == 1;
      switch (channel.tell(notice(id, delivery, now, known, ends))) {
        case Outcome.Accepted(long sequence, var reference) ->
            known = new Notice.Known(sequence, reference, 0);
        case Outcome.Retry(var reason, var text, var after) -> {
          return refused(out, "not now", reason + ", " + text);
        }
        case Outcome.Rejected(var reason, var text) -> {
          return refused(out, "refused", reason + ", " + text);
        }
      }
    }
    out.println(receiver + ": accepted, and resolved again");
    out.flush();
    return 0;
  }

  private int refused(PrintWriter out, String how, String why) {
    out.println(receiver + ": " + how + ": " + why);
    out.flush();
    return 1;
  }

  private static Notice notice(
      UUID id, UUID delivery, Instant now, Notice.Known known, boolean ends) {
    Subject subject =
        new Subject(
            new CheckId("assay/test"),
            "",
            Subject.Sort.BREACH,
            "Test from Assay",
            new Subject.Place("none", Optional.empty(), "test"),
            new About(
                Optional.empty(), Optional.empty(), Optional.empty(), Map.of(),
                new Source("assay alert test", 1, 1)));
    Incident incident =
        new Incident(
            id,
            subject,
            Severity.INFO,
            new Incident.Span(now, ends ? Optional.of(now) : Optional.empty()),
            new Incident.Seen(SENTENCE, "a test", "a test", List.of()),
            ends ? 2 : 1);
    Change change =
        ends
            ? new Change.Resolved(Change.Reason.PASSED, SENTENCE)
            : new Change.Opened(Severity.INFO, SENTENCE);
    return new Notice(
        delivery,
        incident,
        List.of(new LoggedChange(id, incident.sequence(), now, change)),
        known,
        "");
  }
}
