package io.assay.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `assay incident`: what is and was wrong, and who takes care of it.
@Command(
    name = "incident",
    mixinStandardHelpOptions = true,
    description = "Lists incidents, tells the story of one, says that somebody takes care of it.",
    subcommands = {IncidentList.class, IncidentShow.class, IncidentAck.class, IncidentUnack.class})
final class IncidentCommand implements Runnable {
  @CommandLine.Spec CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
