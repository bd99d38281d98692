package io.assay.cli;

import io.assay.alert.Routing;
import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Source;
import io.assay.check.Words;
import io.assay.check.kind.Reachable;
import io.assay.config.CheckLoader;
import io.assay.config.Environment;
import io.assay.config.GoodFiles;
import io.assay.config.LoadedChecks;
import io.assay.config.LoadedRouting;
import io.assay.config.Problem;
import io.assay.config.RoutingLoader;
import io.assay.config.RoutingScope;
import io.assay.config.Settings;
import io.assay.config.SourceFile;
import io.assay.config.SourceFolder;
import io.assay.config.Surroundings;
import io.assay.config.Unexpanded;
import io.assay.run.Probe;
import io.assay.scan.Catalog;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The check and routing files as they are in force, and the way to load them again. A load is all
/// or nothing for each file: one with a problem keeps its last good version.
final class LiveConfiguration {
  private static final Logger LOG = LoggerFactory.getLogger(LiveConfiguration.class);

  /// As many bytes of a digest tell files apart as a label can show.
  private static final int HASH = 8;

  private final Settings settings;
  private final Origin origin;
  private final Databases databases;
  private final GoodFiles goodFiles;
  private final CheckLoader loader = CheckLoader.ofAllKinds();
  private volatile InForce inForce = InForce.NOTHING;
  private Map<String, SourceFile> goodChecks = Map.of();
  private Map<String, SourceFile> goodAlerts = Map.of();
  private List<Problem> warnings = List.of();

  /// Where the settings come from, and whether receivers without their secret print to the console.
  record Origin(String configPath, boolean demo) {}

  /// What a load came to.
  ///
  /// @param unsure the databases with patterns that could not be expanded: a check of theirs that
  ///   is missing may only be unknown
  /// @param hash the same for the same files
  record InForce(
      List<Check> checks,
      Routing routing,
      List<Problem> problems,
      Set<String> unsure,
      String hash) {
    /// Returns whether some problem is in a file of this folder.
    boolean problemsIn(Path folder) {
      return problems.stream().anyMatch(problem -> Path.of(problem.path()).startsWith(folder));
    }

    static final InForce NOTHING = new InForce(List.of(), Routing.NONE, List.of(), Set.of(), "");
  }

  LiveConfiguration(Settings settings, Origin origin, Databases databases, GoodFiles goodFiles) {
    this.settings = settings;
    this.origin = origin;
    this.databases = databases;
    this.goodFiles = goodFiles;
  }

  /// Returns what is in force.
  InForce now() {
    return inForce;
  }

  /// Reads what stood in for broken files before the last stop.
  synchronized void recall() {
    goodChecks = goodFiles.all(GoodFiles.Sort.CHECKS);
    goodAlerts = goodFiles.all(GoodFiles.Sort.ALERTS);
  }

  /// Loads the files again and hands what is in force now to `effect`. Returns it.
  synchronized InForce load(Consumer<InForce> effect) {
    Map<String, Catalog> catalogs = Databases.read(databases.catalogs());
    LoadedChecks checks =
        loader.load(
            SourceFolder.read(List.of(settings.folders().checks())),
            goodChecks,
            new Surroundings(Optional.of(settings.databases().keySet()), catalogs));
    LoadedRouting routing =
        RoutingLoader.load(
            SourceFolder.readIfPresent(settings.folders().alerts()),
            goodAlerts,
            new RoutingScope(
                Environment.ofProcess().variables(),
                Optional.of(settings.databases().keySet()),
                origin.demo(),
                Instant.now()));
    List<Problem> problems = new ArrayList<>(checks.problems());
    problems.addAll(routing.problems());
    problems.sort(null);
    InForce next =
        new InForce(
            withProbes(stillUnknown(checks)),
            routing.routing(),
            List.copyOf(problems),
            checks.unexpanded().stream()
                .map(Unexpanded::database)
                .collect(Collectors.toUnmodifiableSet()),
            hash(checks.good(), routing.good()));
    tell(next);
    if (!routing.warnings().equals(warnings)) {
      routing.warnings().forEach(warning -> LOG.warn("{}", warning));
      warnings = routing.warnings();
    }
    inForce = next;
    keep(checks.good(), routing.good());
    effect.accept(next);
    return next;
  }

  /// The checks of patterns that cannot be expanded at the moment stay as they were.
  private List<Check> stillUnknown(LoadedChecks loaded) {
    Map<CheckId, Check> all = new HashMap<>();
    List<Check> ordered = new ArrayList<>(loaded.checks());
    loaded.checks().forEach(check -> all.put(check.id(), check));
    for (Check old : inForce.checks()) {
      boolean unknown =
          loaded.unexpanded().stream()
              .anyMatch(pattern ->
                  old.target().table().isPresent()
                      && pattern.database().equals(old.target().database())
                      && pattern.path().equals(old.about().declared().path()));
      if (unknown && !all.containsKey(old.id())) {
        ordered.add(old);
      }
    }
    return ordered;
  }

  private List<Check> withProbes(List<Check> checks) {
    List<Check> all = new ArrayList<>(checks);
    for (String database : settings.databases().keySet()) {
      all.add(Probe.of(database, new Reachable(), new Source(origin.configPath(), 1, 1)));
    }
    return List.copyOf(all);
  }

  private void tell(InForce next) {
    if (!next.problems().equals(inForce.problems())) {
      next.problems().forEach(problem -> LOG.error("{}", problem));
    }
    LOG.info(
        "Loaded {} and {}; {}.",
        Words.count(next.checks().size() - settings.databases().size(), "check"),
        Words.count(next.routing().receivers().size(), "receiver"),
        Words.count(next.problems().size(), "problem"));
  }

  private static String hash(Map<String, SourceFile> checks, Map<String, SourceFile> alerts) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // each Java platform has it
    }
    for (Map<String, SourceFile> files : List.of(checks, alerts)) {
      new TreeMap<>(files)
          .forEach((path, file) -> {
            digest.update(path.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(ByteBuffer.allocate(4).putInt(0, file.content().length));
            digest.update(file.content());
          });
      digest.update((byte) 1);
    }
    return HexFormat.of().formatHex(digest.digest(), 0, HASH);
  }

  private void keep(Map<String, SourceFile> checks, Map<String, SourceFile> alerts) {
    try {
      if (!checks.equals(goodChecks)) {
        goodFiles.replace(GoodFiles.Sort.CHECKS, checks.values());
      }
      if (!alerts.equals(goodAlerts)) {
        goodFiles.replace(GoodFiles.Sort.ALERTS, alerts.values());
      }
      goodChecks = checks;
      goodAlerts = alerts;
    } catch (RuntimeException e) {
      LOG.warn(
          "The files are in force but could not be kept for a restart, which the next load tries again: {}",
          Sentences.of(e));
    }
  }
}
