package io.assay.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `assay incident list`: the incidents of a running daemon.
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists the incidents of a running daemon.",
    footer = {"", "Ends with 0, with 1 when the daemon refuses, with 2 without a daemon."})
final class IncidentList implements Callable<Integer> {
  @CommandLine.Spec CommandLine.Model.CommandSpec spec;
  @Mixin DaemonCalls daemon;

  @ArgGroup @Nullable Which which;

  /// Which of them.
  static final class Which {
    @Option(names = "--open", description = "Those that are open, the oldest first; the default.")
    boolean open;

    @Option(
        names = "--all",
        description = "The last 200, the newest first, also those that are over.")
    boolean all;
  }

  @Option(
      names = "--format",
      description = "${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} by default.",
      defaultValue = "text")
  Format format;

  enum Format {
    text,
    json
  }

  @Override
  public Integer call() {
    boolean all = which != null && which.all;
    return Answers.tell(
        spec.commandLine(),
        daemon.get("/api/incidents?all=" + all + "&format=" + format),
        answer ->
            !answer.text().isEmpty()
                ? answer.text().stripTrailing()
                : all ? "No incident." : "No incident is open.");
  }
}
