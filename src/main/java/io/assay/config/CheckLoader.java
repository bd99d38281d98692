package io.assay.config;

import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.KindLanguage;
import io.assay.check.Source;
import io.assay.check.kind.Kinds;
import io.assay.config.CheckFileReader.CheckFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Loads check files. Pure: what is on disk and what was good before are passed in.
///
/// A load is all or nothing for each file. A file with a problem, or one that cannot be read, is
/// represented by its last good version, which was checked when it was current: it is not held
/// against the catalog again, so that a dropped column does not take the file's other checks away.
public final class CheckLoader {
  private final List<KindLanguage> kinds;

  /// Loads checks of these kinds.
  public CheckLoader(List<KindLanguage> kinds) {
    this.kinds = List.copyOf(kinds);
  }

  /// Returns a loader of all kinds.
  public static CheckLoader ofAllKinds() {
    return new CheckLoader(Kinds.ALL);
  }

  /// Returns the checks to run and all problems of the current files. `lastGood` is what the
  /// previous load returned as good, by path; a file that is no longer there is forgotten.
  public LoadedChecks load(Sources now, Map<String, SourceFile> lastGood, Surroundings around) {
    CheckFileReader reader = new CheckFileReader(kinds, around, true);
    List<CheckFile> files = now.files().stream().map(reader::read).toList();
    List<Problem> problems = new ArrayList<>(now.unreadable());
    files.forEach(file -> problems.addAll(file.problems()));
    problems.addAll(duplicates(files));
    problems.addAll(dependencies(files, problems, now, lastGood, around));
    Set<String> broken = new LinkedHashSet<>();
    problems.forEach(problem -> broken.add(problem.path()));

    Loading loading = new Loading();
    for (CheckFile file : files) {
      if (!broken.contains(file.source().path())) {
        loading.take(file);
      }
    }
    CheckFileReader lenient = new CheckFileReader(kinds, around, false);
    for (SourceFile old : new TreeMap<>(lastGood).values()) {
      if (broken.contains(old.path()) || now.hides(old.path())) {
        problems.addAll(loading.standIn(lenient.read(old)));
      }
    }
    return new LoadedChecks(
        loading.inOrder(),
        files.stream().flatMap(file -> file.checks().stream()).toList(),
        problems.stream().sorted().toList(),
        broken,
        loading.good,
        loading.unexpanded);
  }

  /// What a broken file declared when it was good may be depended on: that is what is in force.
  private List<Problem> dependencies(
      List<CheckFile> files,
      List<Problem> before,
      Sources now,
      Map<String, SourceFile> lastGood,
      Surroundings around) {
    Set<String> broken = new HashSet<>();
    before.forEach(problem -> broken.add(problem.path()));
    CheckFileReader lenient = new CheckFileReader(kinds, around, false);
    List<CheckFile> all = new ArrayList<>(files);
    lastGood.values().stream()
        .filter(old -> broken.contains(old.path()) || now.hides(old.path()))
        .map(lenient::read)
        .forEach(all::add);
    List<Check> known = new ArrayList<>();
    all.forEach(file -> known.addAll(file.checks()));
    around.others().ifPresent(others -> known.addAll(others.declared()));
    // an item with a problem is missing, and nobody knows under which id
    boolean complete =
        before.isEmpty()
            && all.stream().allMatch(file -> file.unexpanded().isEmpty())
            && around.others().map(others -> others.unexpanded().isEmpty()).orElse(true);
    return new Dependencies(known, complete, around.databases())
        .problems(files.stream().flatMap(file -> file.checks().stream()).toList());
  }

  /// Also of files that are broken for another reason: all problems in one go.
  private static List<Problem> duplicates(List<CheckFile> files) {
    Map<CheckId, Source> seen = new LinkedHashMap<>();
    List<Problem> problems = new ArrayList<>();
    for (CheckFile file : files) {
      for (Check check : file.checks()) {
        Source here = check.about().declared();
        Source first = seen.putIfAbsent(check.id(), here);
        if (first != null) {
          problems.add(
              Problem.at(
                  here,
                  "the id '%s' is taken by the check at %s; give one of them an 'id' of its own"
                      .formatted(check.id(), Quotes.place(first))));
        }
      }
    }
    return problems;
  }

  /// What is in force so far.
  private static final class Loading {
    private final Map<CheckId, Check> checks = new LinkedHashMap<>();
    private final Map<String, SourceFile> good = new LinkedHashMap<>();
    private final Set<Unexpanded> unexpanded = new HashSet<>();

    void take(CheckFile file) {
      file.checks().forEach(check -> checks.put(check.id(), check));
      good.put(file.source().path(), file.source());
      unexpanded.addAll(file.unexpanded());
    }

    /// Takes the last good version of a broken file. A check that another file declares meanwhile
    /// is left to that file: it moved.
    List<Problem> standIn(CheckFile old) {
      good.put(old.source().path(), old.source());
      if (!old.good()) {
        return old.problems().stream()
            .limit(1)
            .map(problem ->
                new Problem(
                    old.source().path(),
                    1,
                    1,
                    "the last good version of this file cannot stand in for it any more: "
                        + problem.message()))
            .toList();
      }
      unexpanded.addAll(old.unexpanded());
      old.checks().forEach(check -> checks.putIfAbsent(check.id(), check));
      return List.of();
    }

    List<Check> inOrder() {
      return checks.values().stream()
          .sorted(
              Comparator.comparing((Check check) -> check.about().declared().path())
                  .thenComparing(check -> check.about().declared().line())
                  .thenComparing(check -> check.about().declared().column()))
          .toList();
    }
  }
}
