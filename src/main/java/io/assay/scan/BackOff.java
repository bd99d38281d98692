package io.assay.scan;

import java.time.Duration;
import java.util.Optional;

/// When a database is left alone because it is busy.
///
/// @param active how many other clients' statements may be running on its server
/// @param lag how far a standby of it may be behind
/// @param patience how long checks wait for a quieter moment before they are left out of a run
public record BackOff(Optional<Integer> active, Optional<Duration> lag, Duration patience) {
  public static final Duration PATIENCE = Duration.ofSeconds(15);
}
