package io.assay.cli;

import java.io.PrintWriter;
import java.util.Optional;
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
    footer = {"", "Ends with 0, or with 2 when no daemon answers."})
final class IncidentList implements Callable<Integer> {
  @CommandLine.Spec CommandLine.Model.CommandSpec spec;
  @Mixin Options options;

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

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "The daemon's address; else assay.web.url, else this machine and assay.web.port.")
  @Nullable String url;

  enum Format {
    text,
    json
  }

  @Override
  public Integer call() {
    boolean all = which != null && which.all;
    String listed =
        DaemonApi.of(Optional.ofNullable(url), options.loaded())
            .get("/api/incidents?all=" + all + "&format=" + format);
    PrintWriter out = spec.commandLine().getOut();
    if (listed.isEmpty()) {
      spec.commandLine().getErr().println(all ? "No incidents." : "No incident is open.");
      spec.commandLine().getErr().flush();
    }
    out.print(listed);
    if (!listed.isEmpty() && !listed.endsWith("\n")) {
      out.println();
    }
    out.flush();
    return 0;
  }
}
