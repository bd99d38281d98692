package io.assay.cli;

import io.assay.alert.Router;
import io.assay.alert.Routing;
import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Column;
import io.assay.check.Durations;
import io.assay.check.Measure;
import io.assay.check.Severity;
import io.assay.check.Source;
import io.assay.config.Settings;
import io.assay.incident.Incident;
import io.assay.incident.Subject;
import io.assay.scan.Explanation;
import io.assay.scan.StatementLog;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `assay explain`: what a check looks at, by which statement, at which cost, and who is told when
/// it breaks.
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = "Tells what a check looks at, how, at which cost, and who is told.",
    footer = {
      "",
      "FILE:LINE is any line of the check; a check of a list or a pattern is several.",
      "Ends with 0, or with 2 when there is no such check."
    })
final class Explain implements Callable<Integer> {
  @CommandLine.Spec CommandLine.Model.CommandSpec spec;
  @Mixin Options options;

  @Parameters(paramLabel = "ID|FILE:LINE", description = "The check's id, or where it is declared.")
  String which;

  @Override
  public Integer call() {
    Settings settings = options.settings();
    try (Databases databases =
        Databases.open(settings.databases().values(), StatementLog.NONE, options.configPath())) {
      Declarations declared =
          Declarations.read(
              new Declarations.Scope(
                  Stream.of(
                          Stream.of(settings.folders().checks(), settings.folders().alerts())
                              .filter(Files::exists),
                          file().filter(Files::isRegularFile).stream())
                      .flatMap(paths -> paths)
                      .toList(),
                  Optional.of(settings.databases().keySet()),
                  Databases.read(databases.catalogs())));
      List<Check> found = find(declared.checks().declared());
      if (found.isEmpty()) {
        declared.problems().forEach(problem -> spec.commandLine().getErr().println(problem));
        throw new CannotStart(
            "there is no check '%s'; name an id, or the file and line where a check begins"
                .formatted(which));
      }
      Map<CheckId, Explanation> explained = databases.explain(found);
      PrintWriter err = spec.commandLine().getErr();
      declared.routing().problems().forEach(err::println);
      err.flush();
      Optional<Routing> routing =
          declared.routing().problems().isEmpty()
              ? Optional.of(declared.routing().routing())
              : Optional.empty();
      PrintWriter out = spec.commandLine().getOut();
      for (Check check : found) {
        Optional.ofNullable(explained.get(check.id()))
            .ifPresent(how -> out.println(text(check, how, routing)));
      }
      out.flush();
      return 0;
    }
  }

  /// A line inside a check's item counts as the check's: the last one that begins at or before it.
  private List<Check> find(List<Check> checks) {
    List<Check> byId = checks.stream().filter(check -> check.id().value().equals(which)).toList();
    if (!byId.isEmpty() || file().isEmpty()) {
      return byId;
    }
    Path file = file().get();
    int line = Integer.parseInt(which.substring(which.lastIndexOf(':') + 1));
    int begins =
        checks.stream()
            .map(check -> check.about().declared())
            .filter(source -> isIn(file, source) && source.line() <= line)
            .mapToInt(source -> source.line())
            .max()
            .orElse(-1);
    return checks.stream()
        .filter(check -> isIn(file, check.about().declared()))
        .filter(check -> check.about().declared().line() == begins)
        .toList();
  }

  /// Returns the file of FILE:LINE.
  private Optional<Path> file() {
    int colon = which.lastIndexOf(':');
    return colon > 0 && which.substring(colon + 1).matches("\\d{1,9}")
        ? Optional.of(Path.of(which.substring(0, colon)).toAbsolutePath().normalize())
        : Optional.empty();
  }

  private static boolean isIn(Path file, Source source) {
    return Path.of(source.path()).toAbsolutePath().normalize().equals(file);
  }

  private static String text(Check check, Explanation explanation, Optional<Routing> routing) {
    List<String> lines = new ArrayList<>();
    lines.add(check.id().value());
    lines.add("  declared   " + check.about().declared().place());
    check.about().description().ifPresent(text -> lines.add("  about      " + text.strip()));
    lines.add("  checks     " + check.kind().keyword() + " " + check.title());
    lines.add(
        "  schedule   "
            + check.terms().schedule().written()
            + ", times in "
            + check.target().zone());
    check.target().filter().where().ifPresent(where -> lines.add("  where      " + where));
    check
        .target()
        .filter()
        .window()
        .ifPresent(window ->
            lines.add(
                "  window     the last "
                    + Durations.say(window.length())
                    + " by "
                    + window.time().written()));
    check.kind().measures().stream()
        .filter(Measure.Groups.class::isInstance)
        .map(measure -> written(((Measure.Groups) measure).by()))
        .forEach(by -> lines.add("  by         each group of " + by));
    if (!check.target().keep().isEmpty()) {
      lines.add("  keeps      " + written(check.target().keep()) + " of up to 10 failing rows");
    }
    lines.add(
        "  incident   opens after %d in breach, resolves after %d that pass, reminds every %s"
            .formatted(
                check.terms().streaks().breaches(),
                check.terms().streaks().passes(),
                Durations.say(check.terms().remind())));
    check.about().owner().ifPresent(owner -> lines.add("  owner      " + owner));
    check.about().runbook().ifPresent(runbook -> lines.add("  runbook    " + runbook));
    routing.ifPresentOrElse(
        known -> {
          for (Severity severity : Severity.values()) {
            lines.add("  %-10s %s".formatted(severity.word(), told(check, severity, known)));
          }
        },
        () -> lines.add("  tells      not known while the routing files have problems"));
    switch (explanation) {
      case Explanation.Refused(var why) -> lines.add("  cannot be measured: " + why.text());
      case Explanation.Proven(String words) -> lines.add("  cost       none, " + words);
      case Explanation.Planned planned -> {
        lines.add(
            String.format(
                Locale.ROOT,
                "  cost       %,.0f by the planner's estimate, %s, one statement for %d of these checks",
                planned.cost(),
                planned.how().name().toLowerCase(Locale.ROOT),
                planned.checks()));
        lines.add(
            "  reads      "
                + planned
                    .inFull()
                    .map(why -> "all of it each time: " + why)
                    .orElse("only what has changed since it was measured last"));
        planned.sql().lines().forEach(line -> lines.add("    " + line));
      }
    }
    return String.join("\n", lines) + "\n";
  }

  private static String written(List<Column> columns) {
    return columns.stream().map(Column::written).collect(Collectors.joining(", "));
  }

  private static String told(Check check, Severity severity, Routing routing) {
    List<String> receivers = Router.receivers(routing, breach(check, severity));
    return receivers.isEmpty() ? "nobody is told" : "tells " + String.join(", ", receivers);
  }

  private static Incident breach(Check check, Severity severity) {
    return new Incident(
        new UUID(0, 0),
        new Subject(
            check.id(),
            "",
            Subject.Sort.BREACH,
            check.title(),
            new Subject.Place(
                check.target().database(), check.target().table(), check.kind().keyword()),
            check.about()),
        severity,
        new Incident.Span(Instant.EPOCH, Optional.empty()),
        new Incident.Seen("", "", "", List.of()),
        1);
  }
}
