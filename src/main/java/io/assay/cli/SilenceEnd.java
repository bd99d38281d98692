package io.assay.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `assay silence end`: ends a silence before its time.
@Command(
    name = "end",
    mixinStandardHelpOptions = true,
    description = "Ends a silence now; what is still wrong is told at once.")
final class SilenceEnd implements Callable<Integer> {
  @CommandLine.Spec CommandLine.Model.CommandSpec spec;
  @Mixin DaemonCalls daemon;

  @Parameters(paramLabel = "ID", description = "The silence's id, as 'assay silence list' has it.")
  UUID id;

  @Option(
      names = "--author",
      paramLabel = "NAME",
      description = "Who ends it; ${DEFAULT-VALUE} by default.",
      defaultValue = "${sys:user.name}")
  String author;

  @Override
  public Integer call() {
    String by = URLEncoder.encode(author, StandardCharsets.UTF_8);
    return Answers.tell(
        spec.commandLine(),
        daemon.delete("/api/silences/" + id + "?by=" + by),
        _ -> "ended: " + id);
  }
}
