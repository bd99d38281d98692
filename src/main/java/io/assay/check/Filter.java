package io.assay.check;

import java.time.Duration;
import java.util.Optional;

/// Which rows of a relation a check looks at: those for which `where` (an SQL condition) is true
/// and whose time lies within the last `window`.
public record Filter(Optional<String> where, Optional<Window> window) {
  public static final Filter ALL_ROWS = new Filter(Optional.empty(), Optional.empty());

  /// The last `length` by the monitored database's clock, of the rows' own time.
  public record Window(Column time, Duration length) {}
}
