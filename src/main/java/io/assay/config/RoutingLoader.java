package io.assay.config;

import io.assay.alert.Routing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Loads routing files. Pure but for the files that `${file:…}` names.
///
/// Receivers of one file are named by routes of another and the order of all routes counts, so the
/// files are one thing: with a problem in one, all keep their last good version. No file at all is
/// no problem: nobody is told.
public final class RoutingLoader {
  private RoutingLoader() {}

  /// Returns the routing in force and the problems of the current files. `lastGood` is what the
  /// previous load returned as good, by path.
  public static LoadedRouting load(
      Sources now, Map<String, SourceFile> lastGood, RoutingScope scope) {
    List<Problem> problems = new ArrayList<>(now.unreadable());
    List<Problem> warnings = new ArrayList<>();
    Routing routing = read(now.files(), scope, problems, warnings);
    if (problems.isEmpty()) {
      Map<String, SourceFile> good = new HashMap<>();
      now.files().forEach(file -> good.put(file.path(), file));
      return new LoadedRouting(routing, List.of(), warnings, good);
    }
    List<SourceFile> old =
        lastGood.values().stream().sorted(Comparator.comparing(SourceFile::path)).toList();
    List<Problem> oldProblems = new ArrayList<>();
    Routing before = read(old, scope, oldProblems, new ArrayList<>());
    if (!oldProblems.isEmpty()) {
      before = Routing.NONE;
      Problem first = oldProblems.getFirst();
      problems.add(
          new Problem(
              first.path(),
              1,
              1,
              "the last good version of this file cannot stand in for it any more: "
                  + first.message()));
    }
    return new LoadedRouting(before, problems.stream().sorted().toList(), List.of(), lastGood);
  }

  private static Routing read(
      List<SourceFile> files, RoutingScope scope, List<Problem> problems, List<Problem> warnings) {
    RoutingReader reader = new RoutingReader(scope);
    for (SourceFile file : files) {
      Problems own = new Problems(file.path());
      YamlReader.read(file, own).ifPresent(yaml -> reader.read(yaml, new ValueReader(own)));
      problems.addAll(own.all());
    }
    Routing routing = reader.finish(problems.isEmpty());
    problems.addAll(reader.joint());
    warnings.addAll(reader.warnings(routing));
    return routing;
  }
}
