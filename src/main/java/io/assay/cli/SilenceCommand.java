package io.assay.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `assay silence`: quiet time that somebody asks for.
@Command(
    name = "silence",
    mixinStandardHelpOptions = true,
    description = "Keeps people from being told of what matches, for a while.",
    subcommands = {SilenceAdd.class, SilenceList.class, SilenceEnd.class})
final class SilenceCommand implements Runnable {
  @CommandLine.Spec CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
