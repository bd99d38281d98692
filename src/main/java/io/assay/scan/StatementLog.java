package io.assay.scan;

import io.assay.check.Measured;

/// Is told of each statement that was sent to answer checks, and of each check that was answered
/// without one, so that they can be counted.
public interface StatementLog {
  /// Counts nothing.
  StatementLog NONE = (database, how) -> {};

  /// One statement was sent to the database of this name; or, when `how` is PROOF or REUSED, none
  /// had to be for a check.
  void sent(String database, Measured.How how);
}
