package io.assay.cli;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `assay incident unack`: says that nobody takes care of an incident any more.
@Command(
    name = "unack",
    mixinStandardHelpOptions = true,
    description = "Takes an acknowledgement back: reminders go on.")
final class IncidentUnack implements Callable<Integer> {
  @CommandLine.Spec CommandLine.Model.CommandSpec spec;
  @Mixin DaemonCalls daemon;

  @Parameters(paramLabel = "ID", description = "The incident's id.")
  UUID id;

  @Option(
      names = "--author",
      paramLabel = "NAME",
      description = "Who says so; ${DEFAULT-VALUE} by default.",
      defaultValue = "${sys:user.name}")
  String author;

  @Override
  public Integer call() {
    return Answers.tell(
        spec.commandLine(),
        daemon.post("/api/incidents/" + id + "/unacknowledge", Map.of("by", author)),
        _ -> "no longer acknowledged: " + id);
  }
}
