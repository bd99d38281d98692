package io.assay.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `assay alert retry`: has the daemon try again what it had given up.
@Command(
    name = "retry",
    mixinStandardHelpOptions = true,
    description = "Has a running daemon try again to tell what it had given up.",
    footer = {
      "",
      "The status page and /api/deliveries?state=dead name the dead letters.",
      "Ends with 0, with 1 when there is no dead letter of that kind, with 2 when no daemon answers."
    })
final class AlertRetry implements Callable<Integer> {
  @CommandLine.Spec CommandLine.Model.CommandSpec spec;
  @Mixin DaemonCalls daemon;

  @Parameters(
      paramLabel = "ID",
      description = "The dead letter, or the name of a receiver: all that it was not told.")
  String id;

  @Override
  public Integer call() {
    return Answers.tell(
        spec.commandLine(),
        daemon.post(
            "/api/deliveries/retry?id=" + URLEncoder.encode(id, StandardCharsets.UTF_8), Map.of()),
        answer -> {
          String count = Answers.text(answer.object(), "count");
          return count.equals("1")
              ? id + ": is tried again"
              : "%s: %s notices are tried again".formatted(id, count);
        });
  }
}
