package io.assay.scan;

import io.assay.check.Measured;
import io.assay.check.Unmeasurable;
import java.util.Optional;

/// How a check would be measured, or why it cannot be.
public sealed interface Explanation {

  /// A statement would run.
  ///
  /// @param sql the statement in full
  /// @param cost the planner's estimate of it, in PostgreSQL's cost units
  /// @param checks how many checks it would answer
  /// @param inFull why all would be read each time; none when only what has changed would be
  record Planned(String sql, double cost, Measured.How how, int checks, Optional<String> inFull)
      implements Explanation {

    Planned inFull(Optional<String> why) {
      return new Planned(sql, cost, how, checks, why.or(this::inFull));
    }
  }

  /// Nothing would run: the schema rules out what the check looks for. `words` say why: `guaranteed
  /// by constraint orders_pkey`.
  record Proven(String words) implements Explanation {}

  /// The check cannot be measured.
  record Refused(Unmeasurable why) implements Explanation {}
}
