package io.assay.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `assay rehearse`: what the launcher and the build of the image have java learn from.
@Command(
    name = "rehearse",
    mixinStandardHelpOptions = true,
    hidden = true,
    description =
        "Runs the daemon by the given command on a database of its own, works it for some seconds and"
            + " ends it, so that java can keep what it learned about it.")
final class Rehearse implements Callable<Integer> {
  @Parameters(
      paramLabel = "COMMAND",
      arity = "1..*",
      description = "What starts Assay, after `--`: java, its options and the program.")
  List<String> command;

  @Override
  public Integer call() throws IOException {
    try (Rehearsal rehearsal = Rehearsal.prepare()) {
      return rehearsal.run(command);
    }
  }
}
