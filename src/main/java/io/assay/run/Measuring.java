package io.assay.run;

import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Measurement;
import java.util.List;
import java.util.Map;

/// Measures checks of one database that are due together.
@FunctionalInterface
public interface Measuring {
  /// Returns what came of measuring, for each of the checks. What the database does is in the
  /// measurements; an exception is a bug or an interrupt.
  Map<CheckId, Measurement> measure(String database, List<Check> checks);
}
