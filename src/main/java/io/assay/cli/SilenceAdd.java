package io.assay.cli;

import io.assay.check.Words;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `assay silence add`: asks the daemon for a silence.
@Command(
    name = "add",
    mixinStandardHelpOptions = true,
    description = "Silences what matches, from now or later on, and tells the silence's id.",
    footer = {
      "",
      "What is still wrong at the end is told then. Ends with 0 when it holds, with 1 when the daemon"
          + " refuses, with 2 when there is none."
    })
final class SilenceAdd implements Callable<Integer> {
  @CommandLine.Spec CommandLine.Model.CommandSpec spec;
  @Mixin DaemonCalls daemon;

  @Option(
      names = "--match",
      paramLabel = "KEY=VALUE",
      description =
          "As under 'match' in a routing file: database, table, check, kind, owner, severity or a"
              + " label; may be repeated, and all must hold.")
  List<String> match = new ArrayList<>();

  @Option(names = "--for", paramLabel = "DURATION", description = "For how long, such as 2h.")
  @Nullable String length;

  @Option(names = "--until", paramLabel = "MOMENT", description = "Until when, in place of --for.")
  @Nullable String ends;

  @Option(names = "--from", paramLabel = "MOMENT", description = "From when on; now by default.")
  @Nullable String starts;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why nobody is to be told.")
  @Nullable String reason;

  @Option(
      names = "--author",
      paramLabel = "NAME",
      description = "Who asks for it; ${DEFAULT-VALUE} by default.",
      defaultValue = "${sys:user.name}")
  String author;

  @Override
  public Integer call() {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("match", Pairs.of("--match", match));
    body.put("author", author);
    put(body, "reason", reason);
    put(body, "for", length);
    put(body, "starts", starts);
    put(body, "ends", ends);
    return Answers.tell(
        spec.commandLine(),
        daemon.post("/api/silences", body),
        answer -> {
          Map<String, Object> silence = answer.object();
          return "silenced until %s: %s"
              .formatted(
                  Words.moment(Instant.parse(Answers.text(silence, "ends"))),
                  Answers.text(silence, "id"));
        });
  }

  private static void put(Map<String, Object> body, String key, @Nullable String value) {
    if (value != null) {
      body.put(key, value);
    }
  }
}
