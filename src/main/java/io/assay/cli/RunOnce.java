package io.assay.cli;

import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Measurement;
import io.assay.check.Verdict;
import io.assay.cli.Reports.Line;
import io.assay.cli.demo.ConsoleReport;
import io.assay.cli.demo.Style;
import io.assay.config.Settings;
import io.assay.run.Judging;
import io.assay.scan.StatementLog;
import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `assay run`: each check once, now. Nothing is sent, and nothing is stored unless `--record` is
/// given.
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description =
        "Runs each check once, now; nothing is sent, and nothing is stored unless --record is given.",
    footer = {
      "",
      "Ends with 0 when all pass, with 1 on a breach, with 2 on an error or a problem in a file.",
      "A check that needs an earlier run to compare with is unknown, which is no failure."
    })
final class RunOnce implements Callable<Integer> {
  @CommandLine.Spec CommandLine.Model.CommandSpec spec;
  @Mixin Options options;

  @Parameters(
      paramLabel = "PATH",
      description = "Check files or folders; the configured folder when none is given.")
  List<Path> paths = new ArrayList<>();

  @Option(
      names = "--format",
      description =
          "How the results are written: ${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} by default.",
      defaultValue = "text")
  Format format;

  @Option(
      names = "--record",
      description =
          "Keep the results in the state database, with the incidents that follow from them.")
  boolean record;

  enum Format {
    text,
    json,
    junit
  }

  @Override
  public Integer call() {
    Settings settings = options.settings();
    try (Databases databases =
        Databases.open(settings.databases().values(), StatementLog.NONE, options.configPath())) {
      Declarations declared =
          Declarations.read(
              new Declarations.Scope(
                  paths.isEmpty() ? List.of(settings.folders().checks()) : paths,
                  Optional.of(settings.databases().keySet()),
                  Databases.read(databases.catalogs()),
                  paths.isEmpty() ? List.of() : existing(settings.folders().checks())));
      if (!declared.problems().isEmpty()) {
        throw new ProblemsFound(declared.problems());
      }
      List<Check> checks = declared.checks().checks();
      Map<CheckId, Verdict> verdicts =
          record
              ? Recording.run(settings, databases, checks, declared.routing().routing())
              : judge(databases, checks);
      List<Line> lines =
          checks.stream()
              .flatMap(check ->
                  Optional.ofNullable(verdicts.get(check.id()))
                      .map(verdict -> new Line(check, verdict))
                      .stream())
              .toList();
      print(lines);
      return exitCode(lines);
    }
  }

  private static List<Path> existing(Path folder) {
    return Files.exists(folder) ? List.of(folder) : List.of();
  }

  private static Map<CheckId, Verdict> judge(Databases databases, List<Check> checks) {
    Judging judging = new Judging();
    Map<CheckId, Verdict> verdicts = new HashMap<>();
    Databases.byDatabase(checks)
        .forEach((name, own) -> {
          Map<CheckId, Measurement> measured = databases.measure(name, own);
          for (Check check : own) {
            verdicts.put(
                check.id(),
                judging.judge(check, measured.get(check.id()), Judging.Past.NONE).verdict());
          }
        });
    return verdicts;
  }

  private void print(List<Line> lines) {
    PrintWriter out = spec.commandLine().getOut();
    switch (format) {
      case text -> {
        ConsoleReport report = new ConsoleReport(Style.ofTerminal());
        lines.forEach(line -> report.add(line.check(), line.verdict()));
        out.print(report.text());
      }
      case json -> out.println(write(Reports.json(lines)));
      case junit -> out.println(Reports.junit(lines));
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

  private static int exitCode(List<Line> lines) {
    int worst = 0;
    for (Line line : lines) {
      worst =
          Math.max(
              worst,
              switch (line.verdict()) {
                case Verdict.Pass _, Verdict.Unknown _ -> 0;
                case Verdict.Breach _ -> 1;
                case Verdict.Errored _ -> 2;
              });
    }
    return worst;
  }
}
