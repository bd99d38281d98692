package io.assay.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `assay route`: who is told of what.
@Command(
    name = "route",
    mixinStandardHelpOptions = true,
    description = "Tells who is told of what.",
    subcommands = {RouteTest.class})
final class Route implements Runnable {
  @CommandLine.Spec CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
