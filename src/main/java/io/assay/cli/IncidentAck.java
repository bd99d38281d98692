package io.assay.cli;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `assay incident ack`: says that somebody takes care of an incident.
@Command(
    name = "ack",
    mixinStandardHelpOptions = true,
    description = "Says that you take care of an incident: no reminders until it gets worse.",
    footer = {
      "",
      "Ends with 0, with 1 when the incident is resolved or there is none, with 2 without a daemon."
    })
final class IncidentAck implements Callable<Integer> {
  @CommandLine.Spec CommandLine.Model.CommandSpec spec;
  @Mixin DaemonCalls daemon;

  @Parameters(paramLabel = "ID", description = "The incident's id.")
  UUID id;

  @Option(names = "--note", paramLabel = "TEXT", description = "What you want others to know.")
  String note = "";

  @Option(
      names = "--author",
      paramLabel = "NAME",
      description = "Who takes care; ${DEFAULT-VALUE} by default.",
      defaultValue = "${sys:user.name}")
  String author;

  @Override
  public Integer call() {
    return Answers.tell(
        spec.commandLine(),
        daemon.post("/api/incidents/" + id + "/acknowledge", Map.of("by", author, "note", note)),
        answer ->
            Answers.text(answer.object(), "came").equals("already")
                ? "acknowledged already: " + id
                : "acknowledged: " + id);
  }
}
