package io.assay.cli;

import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
      "Ends with 0, or with 2 when there is no such incident or no daemon answers."
    })
final class IncidentShow implements Callable<Integer> {
  @CommandLine.Spec CommandLine.Model.CommandSpec spec;
  @Mixin Options options;

  @Parameters(paramLabel = "ID", description = "The incident, as 'assay incident list' names it.")
  String id;

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
    json,
    markdown
  }

  @Override
  public Integer call() {
    String path = URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    String story =
        DaemonApi.of(Optional.ofNullable(url), options.loaded())
            .get("/api/incidents/" + path + "?format=" + format);
    PrintWriter out = spec.commandLine().getOut();
    out.print(story);
    if (!story.endsWith("\n")) {
      out.println();
    }
    out.flush();
    return 0;
  }
}
