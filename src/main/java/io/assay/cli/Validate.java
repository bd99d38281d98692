package io.assay.cli;

import io.assay.check.Check;
import io.assay.config.Problem;
import io.assay.config.Settings;
import io.assay.scan.CatalogAnswer;
import io.assay.scan.Explanation;
import io.assay.scan.ScanRunner;
import io.assay.scan.StatementLog;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `assay validate`: every problem of check, routing and configuration files, one a line; against
/// the databases too, where statements are planned but no row is read.
@Command(
    name = "validate",
    mixinStandardHelpOptions = true,
    description = "Tells every problem of check, routing and configuration files, one a line.",
    footer = {"", "Ends with 0 when there is no problem, with 2 when there is one."})
final class Validate implements Callable<Integer> {
  @CommandLine.Spec CommandLine.Model.CommandSpec spec;
  @Mixin Options options;

  @Parameters(
      paramLabel = "PATH",
      description = "Files or folders; the configured folders when none is given.")
  List<Path> paths = new ArrayList<>();

  @Option(names = "--offline", description = "Look at the files alone and ask no database.")
  boolean offline;

  @Override
  public Integer call() {
    List<Problem> problems = new ArrayList<>();
    Optional<Settings> settings = Optional.empty();
    try {
      settings = options.settingsIfAny();
    } catch (ProblemsFound found) {
      problems.addAll(found.problems());
    }
    boolean asked = !offline && settings.isPresent();
    Declarations declared = asked ? online(settings.get(), problems) : offline(settings);
    problems.addAll(declared.problems());
    return tell(problems, declared);
  }

  private Declarations offline(Optional<Settings> settings) {
    return Declarations.read(
        new Declarations.Scope(
            pathsOr(settings.map(Settings::folders).orElseGet(options::folders)),
            settings.map(known -> known.databases().keySet()),
            Map.of()));
  }

  private Declarations online(Settings settings, List<Problem> problems) {
    try (Databases databases =
        Databases.open(
            settings.databases().values(),
            new ScanRunner(StatementLog.NONE),
            options.configPath())) {
      Map<String, CatalogAnswer> catalogs = databases.catalogs();
      Declarations declared =
          Declarations.read(
              new Declarations.Scope(
                  pathsOr(settings.folders()),
                  Optional.of(settings.databases().keySet()),
                  Databases.read(catalogs)));
      catalogs.forEach((name, answer) -> {
        if (answer instanceof CatalogAnswer.Unread(var why)) {
          problems.add(
              new Problem(
                  options.configPath(),
                  1,
                  1,
                  "the database '%s' could not be asked: %s; use --offline to look at the files alone"
                      .formatted(name, why.text())));
        }
      });
      List<Check> answerable =
          declared.checks().checks().stream()
              .filter(
                  check -> catalogs.get(check.target().database()) instanceof CatalogAnswer.Read)
              .toList();
      Map<?, Explanation> explained = databases.explain(answerable);
      for (Check check : answerable) {
        if (explained.get(check.id()) instanceof Explanation.Refused(var why)) {
          problems.add(Problem.at(check.about().declared(), check.title() + ": " + why.text()));
        }
      }
      return declared;
    } catch (ProblemsFound found) {
      problems.addAll(found.problems());
      return offline(Optional.of(settings));
    }
  }

  private List<Path> pathsOr(Settings.Folders folders) {
    return paths.isEmpty()
        ? Stream.of(folders.checks(), folders.alerts())
            .filter(folder -> folder.equals(folders.checks()) || Files.exists(folder))
            .toList()
        : paths;
  }

  private int tell(List<Problem> problems, Declarations declared) {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    new TreeSet<>(problems).forEach(out::println);
    out.flush();
    err.println(
        problems.isEmpty()
            ? "No problem: %d checks, %d receivers."
                .formatted(
                    declared.checks().checks().size(),
                    declared.routing().routing().receivers().size())
            : "%d problems.".formatted(new TreeSet<>(problems).size()));
    err.flush();
    return problems.isEmpty() ? 0 : 2;
  }
}
