package io.assay.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `assay incident`: what is and was wrong.
@Command(
    name = "incident",
    mixinStandardHelpOptions = true,
    description = "Lists incidents, and tells the story of one.",
    subcommands = {IncidentList.class, IncidentShow.class})
final class IncidentCommand implements Runnable {
  @CommandLine.Spec CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
