package io.assay.cli;

import io.assay.check.Check;
import io.assay.check.Source;
import io.assay.config.LoadedSettings;
import io.assay.config.Problem;
import io.assay.config.Settings;
import io.assay.scan.Catalog;
import io.assay.scan.CatalogAnswer;
import io.assay.scan.Explanation;
import io.assay.scan.StatementLog;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
    footer = {
      "",
      "Ends with 0 when there is no problem but at most warnings, with 2 when there is one."
    })
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
    LoadedSettings loaded = options.loaded();
    boolean unconfigured = options.unconfigured(loaded);
    List<Problem> problems = new ArrayList<>(unconfigured ? List.of() : loaded.problems());
    Declarations declared =
        !offline && loaded.settings().isPresent()
            ? online(loaded.settings().get(), loaded, problems)
            : offline(loaded, unconfigured);
    problems.addAll(declared.problems());
    return tell(problems, declared);
  }

  private Declarations offline(LoadedSettings loaded, boolean unconfigured) {
    boolean databasesKnown = !unconfigured && !loaded.places().isEmpty();
    return Declarations.read(
        new Declarations.Scope(
            pathsOr(loaded.folders()),
            databasesKnown ? Optional.of(loaded.places().keySet()) : Optional.empty(),
            Map.of(),
            others(loaded.folders())));
  }

  private Declarations online(Settings settings, LoadedSettings loaded, List<Problem> problems) {
    try (Databases databases =
        Databases.open(settings.databases().values(), StatementLog.NONE, options.configPath())) {
      Map<String, CatalogAnswer> catalogs = databases.catalogs();
      Declarations declared =
          Declarations.read(
              new Declarations.Scope(
                  pathsOr(settings.folders()),
                  Optional.of(settings.databases().keySet()),
                  Databases.read(catalogs),
                  others(settings.folders())));
      catalogs.forEach((name, answer) -> {
        if (answer instanceof CatalogAnswer.Unread(var why)) {
          problems.add(
              Problem.at(
                  Optional.ofNullable(loaded.places().get(name))
                      .orElse(new Source(options.configPath(), 1, 1)),
                  "the database '%s' could not be asked: %s; use --offline to look at the files alone"
                      .formatted(name, why.text())));
        }
      });
      List<Check> answerable =
          declared.checks().declared().stream()
              .filter(check -> isKnown(check, catalogs.get(check.target().database())))
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
      return offline(loaded, false);
    }
  }

  /// A table that the catalog does not have is told already, where it is named.
  private static boolean isKnown(Check check, @Nullable CatalogAnswer answer) {
    return answer instanceof CatalogAnswer.Read(Catalog catalog)
        && check.target().table().map(catalog::find).map(Optional::isPresent).orElse(true);
  }

  /// What a part of the files depends on may be in the rest of them.
  private List<Path> others(Settings.Folders folders) {
    return paths.isEmpty() || !Files.exists(folders.checks())
        ? List.of()
        : List.of(folders.checks());
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
    SortedSet<Problem> distinct = new TreeSet<>(problems);
    distinct.forEach(out::println);
    List<Problem> warnings = distinct.isEmpty() ? declared.routing().warnings() : List.of();
    warnings.forEach(warning ->
        out.println(
            new Problem(
                warning.path(),
                warning.line(),
                warning.column(),
                "warning: " + warning.message())));
    out.flush();
    err.println(
        distinct.isEmpty()
            ? "No problem%s: %s, %s."
                .formatted(
                    warnings.isEmpty() ? "" : ", " + count(warnings.size(), "warning"),
                    count(declared.checks().checks().size(), "check"),
                    count(declared.routing().routing().receivers().size(), "receiver"))
            : count(distinct.size(), "problem") + ".");
    err.flush();
    return distinct.isEmpty() ? 0 : 2;
  }

  private static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
