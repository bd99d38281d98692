package io.assay.cli;

import io.assay.alert.Routing;
import io.assay.alert.Silence;
import io.assay.check.Check;
import io.assay.config.LoadedSettings;
import io.assay.config.MatchText;
import io.assay.config.Nearest;
import io.assay.config.Settings;
import io.assay.scan.StatementLog;
import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `assay route test`: who would be told of an incident, and which lines of the routing files say
/// so.
@Command(
    name = "test",
    mixinStandardHelpOptions = true,
    description = "Tells who would be told of an incident, and why.",
    footer = {
      "",
      "Labels are severity, database, table, check, kind, owner, sort (breach or error) and those"
          + " of checks, as in --labels severity=critical,database=shop,table=public.orders.",
      "What holds back at that time is shown: mutes, and silences when a daemon answers.",
      "Ends with 0 when somebody is told, with 1 when nobody is, with 2 when there is no such check"
          + " or a file has a problem."
    })
final class RouteTest implements Callable<Integer> {
  @CommandLine.Spec CommandLine.Model.CommandSpec spec;
  @Mixin DaemonCalls daemon;

  @Parameters(
      arity = "0..1",
      paramLabel = "ID",
      description = "A check's id: its incidents, of each severity.")
  @Nullable String check;

  @Option(
      names = "--labels",
      split = ",",
      paramLabel = "NAME=VALUE",
      description = "What the incident is; with an ID, what differs from the check.")
  List<String> labels = new ArrayList<>();

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description = "When, for mutes and silences, as 2026-11-21T02:30:00Z; now unless given.")
  @Nullable String at;

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
    if (check == null && labels.isEmpty()) {
      throw new CannotStart("say of what: name a check's id, or --labels severity=critical,…");
    }
    Instant when = time();
    LoadedSettings loaded = daemon.options.loaded();
    boolean unconfigured = daemon.options.unconfigured(loaded);
    if (!unconfigured && loaded.settings().isEmpty()) {
      throw new ProblemsFound(loaded.problems());
    }
    Declarations declared = offline(loaded, unconfigured);
    if (!declared.routing().problems().isEmpty()) {
      throw new ProblemsFound(declared.routing().problems());
    }
    Routing routing = declared.routing().routing();
    Optional<Set<String>> databases =
        unconfigured ? Optional.empty() : Optional.of(loaded.places().keySet());
    List<Supposed> supposed = supposed(loaded, declared, told(databases));
    Optional<List<Silence>> silences = silences();
    List<RouteAnswer> answers =
        supposed.stream().map(each -> RouteAnswer.of(routing, silences, each, when)).toList();
    print(answers);
    return answers.stream().allMatch(answer -> !answer.receivers().isEmpty()) ? 0 : 1;
  }

  /// Returns the labels in the language of the routing files.
  private Map<String, String> told(Optional<Set<String>> databases) {
    return switch (MatchText.read(Pairs.of("--labels", labels), databases)) {
      case MatchText.Read.Good(var match) -> match.equalities();
      case MatchText.Read.Wrong(var why) -> throw new CannotStart(why);
    };
  }

  private List<Supposed> supposed(
      LoadedSettings loaded, Declarations declared, Map<String, String> told) {
    if (check == null) {
      return Supposed.of(told);
    }
    Optional<Check> found = find(declared);
    if (found.isEmpty() && loaded.settings().isPresent()) {
      found = find(online(loaded, loaded.settings().get()));
    }
    return found
        .map(each -> Supposed.of(each, told))
        .orElseThrow(() ->
            new CannotStart(
                "there is no check '%s' in %s%s"
                    .formatted(check, loaded.folders().checks(), hint(declared))));
  }

  /// The running daemon has the silences; all of them, since it may be asked about another time.
  private Optional<List<Silence>> silences() {
    try {
      return Optional.of(
          daemon.listIfThere("/api/silences?all=true").stream()
              .map(KnownSilences::silence)
              .toList());
    } catch (CannotStart | IllegalArgumentException | DateTimeParseException e) {
      PrintWriter err = spec.commandLine().getErr();
      err.println("assay: silences are left out: " + e.getMessage());
      err.flush();
      return Optional.empty();
    }
  }

  private String hint(Declarations declared) {
    return Nearest.hint(
        Optional.ofNullable(check).orElse(""),
        declared.checks().declared().stream().map(each -> each.id().value()).toList());
  }

  private Optional<Check> find(Declarations declared) {
    return declared.checks().declared().stream()
        .filter(each -> each.id().value().equals(check))
        .findFirst();
  }

  /// The checks that a pattern stands for are known to the databases' catalogs alone.
  private Declarations online(LoadedSettings loaded, Settings settings) {
    try (Databases databases =
        Databases.open(
            settings.databases().values(), StatementLog.NONE, daemon.options.configPath())) {
      return Declarations.read(
          new Declarations.Scope(
              List.of(settings.folders().checks()),
              Optional.of(loaded.places().keySet()),
              Databases.read(databases.catalogs())));
    }
  }

  private static Declarations offline(LoadedSettings loaded, boolean unconfigured) {
    return Declarations.read(
        new Declarations.Scope(
            Stream.of(loaded.folders().checks(), loaded.folders().alerts())
                .filter(Files::exists)
                .toList(),
            unconfigured ? Optional.empty() : Optional.of(loaded.places().keySet()),
            Map.of()));
  }

  private Instant time() {
    try {
      return at == null ? Instant.now() : Instant.parse(at);
    } catch (DateTimeParseException e) {
      throw new CannotStart("'" + at + "' is no time; write one such as 2026-11-21T02:30:00Z", e);
    }
  }

  private void print(List<RouteAnswer> answers) {
    PrintWriter out = spec.commandLine().getOut();
    switch (format) {
      case text -> answers.forEach(answer -> out.println(answer.text()));
      case json -> out.println(write(answers.stream().map(RouteAnswer::json).toList()));
    }
    out.flush();
  }

  private static String write(Object value) {
    try {
      return JsonMapper.createDefault().writeValueAsString(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
