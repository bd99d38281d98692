package io.assay.config;

import io.assay.alert.Secret;
import io.assay.scan.DatabaseSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The daemon's configuration, complete: what was not written has its default.
///
/// @param databases the monitored databases by name, in the order they were declared
public record Settings(
    Folders folders, Map<String, DatabaseSettings> databases, State state, Web web) {
  public Settings {
    databases = Collections.unmodifiableMap(new LinkedHashMap<>(databases));
  }

  /// Where check files, routing files and the embedded state database are; relative ones are
  /// relative to the working directory.
  public record Folders(Path checks, Path alerts, Path data) {
    /// Those that hold when none are named.
    public static final Folders DEFAULT =
        new Folders(Path.of("checks"), Path.of("alerts"), Path.of("data"));
  }

  /// Where the daemon's own state is kept, and for how long.
  ///
  /// @param database none means the embedded database in the data folder
  public record State(Optional<StateDatabase> database, Keep keep) {}

  /// How long what is over is kept.
  ///
  /// @param results results, and the failing rows of incidents
  /// @param incidents incidents that are over, with all that is told of them
  public record Keep(Duration results, Duration incidents) {
    /// A quarter; a year and a month, so that what happened at this time last year is there.
    public static final Keep DEFAULT = new Keep(Duration.ofDays(90), Duration.ofDays(400));
  }

  /// A PostgreSQL database that holds the daemon's state.
  public record StateDatabase(String url, DatabaseSettings.Login login) {}

  /// The daemon's own HTTP server.
  ///
  /// @param host the address to listen on; 0.0.0.0, so that metrics can be scraped
  /// @param token what calls that change something must carry; without one they are refused
  /// @param publicRead whether pages and the reading API are open beyond loopback without a login
  /// @param url the daemon's public address for links in messages, without a final slash
  public record Web(
      String host, int port, Optional<Secret> token, boolean publicRead, Optional<String> url) {}
}
