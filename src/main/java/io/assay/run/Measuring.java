package io.assay.run;

import io.assay.check.Check;
import io.assay.check.Kept;
import io.assay.scan.Taken;
import java.util.List;

/// Measures checks of one database that are due together.
@FunctionalInterface
public interface Measuring {
  /// Returns what came of measuring, for each of the checks; `kept` is what the last measuring of
  /// the same checks returned to be kept. What the database does is in the measurements; an
  /// exception is a bug or an interrupt.
  Taken measure(String database, List<Check> checks, Kept kept);
}
