package io.assay.config;

import io.assay.check.Check;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What check files came to.
///
/// @param checks in the order of the files; of a broken file those of its last good version
/// @param declared the checks of the current files as far as they could be read, also those of
///   broken files: to look for further problems in one go
/// @param problems of the files as they are now, by file, line and column
/// @param broken the paths of the files that have a problem or could not be read
/// @param good by path, the version of each file that is in force: to be kept for the next load
/// @param unexpanded the patterns whose checks are unknown for want of a catalog; checks that an
///   earlier load made of them must not be taken for removed
public record LoadedChecks(
    List<Check> checks,
    List<Check> declared,
    List<Problem> problems,
    Set<String> broken,
    Map<String, SourceFile> good,
    Set<Unexpanded> unexpanded) {
  public LoadedChecks {
    checks = List.copyOf(checks);
    declared = List.copyOf(declared);
    problems = List.copyOf(problems);
    broken = Set.copyOf(broken);
    good = Map.copyOf(good);
    unexpanded = Set.copyOf(unexpanded);
  }
}
