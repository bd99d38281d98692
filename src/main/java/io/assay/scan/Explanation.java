package io.assay.scan;

import io.assay.check.Measured;
import io.assay.check.Unmeasurable;

/// How a check would be measured, or why it cannot be.
public sealed interface Explanation {

  /// The statement that would run, in full; the planner's cost estimate of it in PostgreSQL's cost
  /// units; and how many checks it would answer.
  record Planned(String sql, double cost, Measured.How how, int checks) implements Explanation {}

  /// Nothing would run: the schema rules out what the check looks for. `words` say why: `guaranteed
  /// by constraint orders_pkey`.
  record Proven(String words) implements Explanation {}

  /// The check cannot be measured.
  record Refused(Unmeasurable why) implements Explanation {}
}
