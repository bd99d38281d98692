package io.assay.cli;

import io.assay.config.CheckSchema;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `assay schema`: the JSON Schema of check files, for editors.
@Command(
    name = "schema",
    mixinStandardHelpOptions = true,
    description =
        "Prints the JSON Schema of check files, for editors that complete and check them.")
final class Schema implements Callable<Integer> {
  @CommandLine.Spec CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().getOut().println(CheckSchema.json());
    spec.commandLine().getOut().flush();
    return 0;
  }
}
