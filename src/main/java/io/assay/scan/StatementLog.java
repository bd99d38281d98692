package io.assay.scan;

import io.assay.check.Measured;
import java.time.Duration;

/// Is told of each statement that was sent to answer checks, and of each check that was answered
/// without one, so that they can be counted.
public interface StatementLog {
  /// Counts nothing.
  StatementLog NONE = (database, how) -> {};

  /// One statement was sent to the database of this name; or, when `how` is PROOF or REUSED, none
  /// had to be for a check.
  void sent(String database, Measured.How how);

  /// One statement took so long, its answer included, and answered with so many rows; also one that
  /// looks at the catalog or plans, and one that failed.
  default void took(String database, Duration time, long rows) {}

  /// So many checks were put off because the database of this name was busy.
  default void deferred(String database, int checks) {}
}
