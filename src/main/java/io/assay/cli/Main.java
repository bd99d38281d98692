package io.assay.cli;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The command line. Exit codes are a contract: 0 good, 1 a breach or a refusal, 2 a problem in
/// files, usage or the environment.
@Command(
    name = "assay",
    description = "Watches the quality of the data in PostgreSQL databases.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "`assay COMMAND --help` tells a command's options. Every command ends with 0 when all is good,"
          + " with 1 on a breach or a refused notice, with 2 on a problem in a file, the usage or"
          + " around."
    },
    subcommands = {
      Serve.class,
      Demo.class,
      Validate.class,
      RunOnce.class,
      Explain.class,
      Alert.class,
      Route.class,
      SilenceCommand.class,
      IncidentCommand.class,
      Schema.class,
      Rehearse.class,
      CommandLine.HelpCommand.class
    })
public final class Main implements Runnable {
  @CommandLine.Spec CommandLine.Model.CommandSpec spec;

  /// Runs the command that the arguments name and ends the process with its exit code.
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  private static int run(String... arguments) {
    // before anything logs: with a format that is not there, nothing would
    Optional<String> wrong =
        LogVariables.problem(System.getenv())
            .or(() -> EgressProxy.apply(System.getenv(), System.getProperties()));
    if (wrong.isPresent()) {
      System.err.println("assay: " + wrong.get());
      return 2;
    }
    return commandLine().execute(arguments);
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(UUID.class, Main::id)
        .setParameterExceptionHandler((failure, _) -> {
          CommandLine command = failure.getCommandLine();
          PrintWriter err = command.getErr();
          err.println("assay: " + firstLine(failure.getMessage()));
          CommandLine.UnmatchedArgumentException.printSuggestions(failure, err);
          err.println(
              "Try '" + command.getCommandSpec().qualifiedName() + " --help' for what it takes.");
          err.flush();
          return 2;
        })
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

  private static UUID id(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw new CommandLine.TypeConversionException(
          "'"
              + text
              + "' is no id; the list has them, such as 0b9c7a1e-8d3f-4a6a-8db8-0f5ce97dd46c");
    }
  }

  private static String firstLine(@Nullable String text) {
    return Optional.ofNullable(text).flatMap(all -> all.lines().findFirst()).orElse("wrong usage");
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
