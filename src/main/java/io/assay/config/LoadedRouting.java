package io.assay.config;

import io.assay.alert.Routing;
import java.util.List;
import java.util.Map;

/// What routing files came to.
///
/// @param routing what is in force: that of the files, or, when they have a problem, that of the
///   last good ones
/// @param problems of the files as they are now, by file, line and column
/// @param warnings of the files when they have no problem: what is allowed and hardly meant
/// @param good by path, the files that are in force: to be kept for the next load
public record LoadedRouting(
    Routing routing, List<Problem> problems, List<Problem> warnings, Map<String, SourceFile> good) {
  public LoadedRouting {
    warnings = List.copyOf(warnings);
    problems = List.copyOf(problems);
    good = Map.copyOf(good);
  }
}
