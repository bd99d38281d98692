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

/// `assay alert retry`: has the daemon try again what it had given up.
@Command(
    name = "retry",
    mixinStandardHelpOptions = true,
    description = "Has a running daemon try again to tell what it had given up.",
    footer = {
      "",
      "The status page and /api/deliveries?state=dead name the dead letters.",
      "Ends with 0, or with 2 when there is no such dead letter or no daemon answers."
    })
final class AlertRetry implements Callable<Integer> {
  @CommandLine.Spec CommandLine.Model.CommandSpec spec;
  @Mixin Options options;

  @Parameters(paramLabel = "ID", description = "The dead letter.")
  String id;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "The daemon's address; else assay.web.url, else this machine and assay.web.port.")
  @Nullable String url;

  @Override
  public Integer call() {
    DaemonApi.of(Optional.ofNullable(url), options.loaded())
        .post("/api/deliveries/retry?id=" + URLEncoder.encode(id, StandardCharsets.UTF_8));
    PrintWriter out = spec.commandLine().getOut();
    out.println(id + ": is tried again");
    out.flush();
    return 0;
  }
}
