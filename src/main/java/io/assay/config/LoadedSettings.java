package io.assay.config;

import io.assay.check.Source;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The settings, or all the problems why there are none.
///
/// @param folders where the files are, also when there are no settings
/// @param places where each database is declared, also when there are no settings
public record LoadedSettings(
    Optional<Settings> settings,
    Settings.Folders folders,
    Map<String, Source> places,
    List<Problem> problems) {
  public LoadedSettings {
    places = Map.copyOf(places);
    problems = List.copyOf(problems);
  }
}
