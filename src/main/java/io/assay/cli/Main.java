package io.assay.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The command line. Exit codes are a contract: 0 good, 1 a breach or a refusal, 2 a problem in
/// files, usage or the environment.
@Command(
    name = "assay",
    description = "Watches the quality of the data in PostgreSQL databases.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      Serve.class,
      Demo.class,
      Validate.class,
      RunOnce.class,
      Explain.class,
      Alert.class,
      Schema.class,
      CommandLine.HelpCommand.class
    })
public final class Main implements Runnable {
  @CommandLine.Spec CommandLine.Model.CommandSpec spec;

  /// Runs the command that the arguments name and ends the process with its exit code.
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  static int run(String... arguments) {
    return commandLine().execute(arguments);
  }

  private static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler((failure, command, _) -> {
          PrintWriter err = command.getErr();
          err.println(
              failure instanceof ProblemsFound found
                  ? found.getMessage()
                  : "assay: " + Sentences.of(failure));
          err.flush();
          return 2;
        });
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
