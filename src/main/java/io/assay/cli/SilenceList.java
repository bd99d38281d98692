package io.assay.cli;

import io.assay.web.story.StoryText;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `assay silence list`: the silences in force and to come.
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists the silences that are in force or to come, one a line.")
final class SilenceList implements Callable<Integer> {
  @CommandLine.Spec CommandLine.Model.CommandSpec spec;
  @Mixin DaemonCalls daemon;

  @Option(names = "--all", description = "Also those that are over, 200 at most.")
  boolean all;

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
    return Answers.tell(
        spec.commandLine(),
        daemon.get("/api/silences" + (all ? "?all=true" : "")),
        answer -> format == Format.json ? answer.text() : lines(answer.objects()));
  }

  private static String lines(List<Map<String, Object>> silences) {
    return silences.isEmpty()
        ? "No silence."
        : String.join(System.lineSeparator(), silences.stream().map(SilenceList::line).toList());
  }

  private static String line(Map<String, Object> silence) {
    String match =
        silence.get("match") instanceof Map<?, ?> equalities
            ? equalities.entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .sorted()
                .collect(Collectors.joining(", "))
            : "";
    String endedBy = Answers.text(silence, "endedBy");
    return "%s  %s to %s  %s  %s: %s%s"
        .formatted(
            Answers.text(silence, "id"),
            moment(silence, "starts"),
            moment(silence, "over"),
            match,
            Answers.text(silence, "author"),
            Answers.text(silence, "reason"),
            endedBy.isEmpty() ? "" : " (ended by " + endedBy + ")");
  }

  private static String moment(Map<String, Object> silence, String name) {
    return StoryText.utc(Instant.parse(Answers.text(silence, name)));
  }
}
