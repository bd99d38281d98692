package io.assay.cli;

import io.assay.config.Environment;
import io.assay.config.LoadedSettings;
import io.assay.config.Settings;
import io.assay.config.SettingsLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options that most commands share: where the configuration and the folders are.
final class Options {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The configuration; assay.yml in the working directory unless given.")
  @Nullable Path config;

  @Option(
      names = "--checks",
      paramLabel = "DIR",
      description = "The folder of check files, in place of the configured one.")
  @Nullable Path checks;

  @Option(
      names = "--alerts",
      paramLabel = "DIR",
      description = "The folder of routing files, in place of the configured one.")
  @Nullable Path alerts;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The folder of the embedded state database, in place of the configured one.")
  @Nullable Path data;

  /// Returns the settings with the options over them. Throws ProblemsFound when they have problems.
  Settings settings() {
    LoadedSettings loaded = loaded();
    return loaded.settings().orElseThrow(() -> new ProblemsFound(loaded.problems()));
  }

  /// Returns the settings with the options over them, or their problems.
  LoadedSettings loaded() {
    LoadedSettings loaded =
        SettingsLoader.load(Optional.ofNullable(config), Environment.ofProcess());
    return new LoadedSettings(
        loaded.settings().map(this::over),
        over(loaded.folders()),
        loaded.places(),
        loaded.problems());
  }

  /// Returns whether nothing declares a database and no configuration is there: check and routing
  /// files can be looked at without one.
  boolean unconfigured(LoadedSettings loaded) {
    return config == null && !Files.exists(SettingsLoader.DEFAULT) && loaded.places().isEmpty();
  }

  /// Returns the path of the configuration, for problems that concern it as a whole.
  String configPath() {
    return Optional.ofNullable(config).orElse(SettingsLoader.DEFAULT).toString();
  }

  /// Returns the settings with the folders that options name.
  Settings over(Settings settings) {
    return new Settings(
        over(settings.folders()), settings.databases(), settings.state(), settings.web());
  }

  /// Returns the folders with those that options name in their place.
  Settings.Folders over(Settings.Folders folders) {
    return new Settings.Folders(
        Optional.ofNullable(checks).orElse(folders.checks()),
        Optional.ofNullable(alerts).orElse(folders.alerts()),
        Optional.ofNullable(data).orElse(folders.data()));
  }
}
