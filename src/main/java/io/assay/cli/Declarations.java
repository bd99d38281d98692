package io.assay.cli;

import io.assay.config.CheckLoader;
import io.assay.config.Environment;
import io.assay.config.LoadedChecks;
import io.assay.config.LoadedRouting;
import io.assay.config.Problem;
import io.assay.config.RoutingLoader;
import io.assay.config.RoutingScope;
import io.assay.config.SourceFile;
import io.assay.config.SourceFolder;
import io.assay.config.Sources;
import io.assay.config.Surroundings;
import io.assay.scan.Catalog;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What check and routing files declare, read once for a command.
record Declarations(LoadedChecks checks, LoadedRouting routing) {
  private static final Pattern ROUTING_KEY =
      Pattern.compile(
          "^(?:\\x{FEFF})?(receivers|routes|mutes|fallback|heartbeat)\\s*:", Pattern.MULTILINE);

  /// Which files to read, and what they are held against.
  ///
  /// @param paths files or folders, of check files or routing files; a routing file is known by its
  ///   keys
  /// @param databases the declared databases; none when no configuration is known
  /// @param catalogs those that could be read
  /// @param others folders of further check files, which those that are read may depend on
  record Scope(
      List<Path> paths,
      Optional<Set<String>> databases,
      Map<String, Catalog> catalogs,
      List<Path> others) {
    Scope(List<Path> paths, Optional<Set<String>> databases, Map<String, Catalog> catalogs) {
      this(paths, databases, catalogs, List.of());
    }
  }

  static Declarations read(Scope scope) {
    Sources sources = SourceFolder.read(scope.paths());
    List<SourceFile> checkFiles = new ArrayList<>();
    List<SourceFile> routingFiles = new ArrayList<>();
    for (var file : sources.files()) {
      (isRouting(file) ? routingFiles : checkFiles).add(file);
    }
    LoadedChecks checks =
        CheckLoader.ofAllKinds()
            .load(
                new Sources(checkFiles, sources.unreadable()),
                Map.of(),
                new Surroundings(scope.databases(), scope.catalogs(), others(scope)));
    LoadedRouting routing =
        RoutingLoader.load(
            new Sources(routingFiles, List.of()),
            Map.of(),
            new RoutingScope(
                Environment.ofProcess().variables(), scope.databases(), false, Instant.now()));
    return new Declarations(checks, routing);
  }

  private static Optional<LoadedChecks> others(Scope scope) {
    return scope.others().isEmpty()
        ? Optional.empty()
        : Optional.of(
            CheckLoader.ofAllKinds()
                .load(
                    SourceFolder.read(scope.others()),
                    Map.of(),
                    new Surroundings(scope.databases(), scope.catalogs())));
  }

  private static boolean isRouting(SourceFile file) {
    return ROUTING_KEY.matcher(new String(file.content(), StandardCharsets.UTF_8)).find();
  }

  /// Returns all problems, in the order of the files.
  List<Problem> problems() {
    List<Problem> all = new ArrayList<>(checks.problems());
    all.addAll(routing.problems());
    all.sort(null);
    return all;
  }
}
