package io.assay.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `assay incident`: what is wrong now, and who takes care of it.
@Command(
    name = "incident",
    mixinStandardHelpOptions = true,
    description = "Says that somebody takes care of an incident.",
    subcommands = {IncidentAck.class, IncidentUnack.class})
final class IncidentCommand implements Runnable {
  @CommandLine.Spec CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
