package io.assay.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `assay alert`: what has to do with telling people.
@Command(
    name = "alert",
    mixinStandardHelpOptions = true,
    description = "Tries out who is told.",
    subcommands = {AlertTest.class, AlertRetry.class})
final class Alert implements Runnable {
  @CommandLine.Spec CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
