package io.assay.config;

import java.util.List;
import java.util.Optional;

/// The settings, or all the problems why there are none.
public record LoadedSettings(Optional<Settings> settings, List<Problem> problems) {
  public LoadedSettings {
    problems = List.copyOf(problems);
  }
}
