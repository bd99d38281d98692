package io.assay.run;

/// What came of asking for a run on demand.
public enum RunNow {
  /// The check's group is due and begins within a second where a thread is free.
  DUE,
  /// The check's group is running at this moment.
  RUNNING,
  /// No such check is declared.
  UNKNOWN
}
