package io.assay.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Loads the configuration: the file, then what properties and variables say over it.
public final class SettingsLoader {
  /// The file that is read when none is named.
  public static final Path DEFAULT = Path.of("assay.yml");

  private SettingsLoader() {}

  /// Returns the settings of `--config FILE`, else of the default file in the working directory,
  /// else of properties and variables alone.
  public static LoadedSettings load(Optional<Path> named, Environment environment) {
    Path path = named.orElse(DEFAULT);
    if (named.isEmpty() && !Files.exists(path)) {
      return read(Optional.empty(), environment);
    }
    if (Files.isDirectory(path)) {
      return unreadable(
          List.of(
              new Problem(
                  path.toString(), 1, 1, "this is a folder; name the configuration file in it")));
    }
    Sources sources = SourceFolder.read(List.of(path));
    return sources.unreadable().isEmpty()
        ? read(Optional.of(sources.files().getFirst()), environment)
        : unreadable(sources.unreadable());
  }

  private static LoadedSettings unreadable(List<Problem> problems) {
    return new LoadedSettings(Optional.empty(), Settings.Folders.DEFAULT, Map.of(), problems);
  }

  /// Returns the settings of a file that was read; of properties and variables alone when there is
  /// none.
  public static LoadedSettings read(Optional<SourceFile> file, Environment environment) {
    Problems problems = new Problems(file.map(SourceFile::path).orElse(DEFAULT.toString()));
    ValueReader values = new ValueReader(problems);
    SettingsFile written =
        file.flatMap(source -> YamlReader.read(source, problems))
            .map(yaml -> SettingsFile.read(yaml, values))
            .orElse(SettingsFile.EMPTY);
    Overrides overrides = Overrides.read(environment, written.databases(), written.references());
    SettingsFile whole = written.with(overrides.found());
    Settings settings =
        new SettingsReader(whole, values, new References(environment.variables(), values))
            .read(problems.count() == 0);
    List<Problem> all = new ArrayList<>(overrides.problems());
    all.addAll(problems.all());
    all.sort(null);
    return new LoadedSettings(
        all.isEmpty() ? Optional.of(settings) : Optional.empty(),
        settings.folders(),
        whole.places(),
        all);
  }
}
