package io.assay.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `assay incident show`: the story of one incident.
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Tells the story of an incident of a running daemon.",
    footer = {
      "",
      "markdown is what a post-mortem begins with.",
      "Ends with 0, with 1 when there is no such incident, with 2 without a daemon."
    })
final class IncidentShow implements Callable<Integer> {
  @CommandLine.Spec CommandLine.Model.CommandSpec spec;
  @Mixin DaemonCalls daemon;

  @Parameters(paramLabel = "ID", description = "The incident, as 'assay incident list' names it.")
  String id;

  @Option(
      names = "--format",
      description = "${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} by default.",
      defaultValue = "text")
  Format format;

  enum Format {
    text,
    json,
    markdown
  }

  @Override
  public Integer call() {
    String path = URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    return Answers.tell(
        spec.commandLine(),
        daemon.get("/api/incidents/" + path + "?format=" + format),
        answer -> answer.text().stripTrailing());
  }
}
