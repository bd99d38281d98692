package io.assay.check;

import java.time.Duration;
import java.util.Optional;

/// What a check may cost, see and believe: a statement timeout and a planner's cost of its own in
/// place of the database's, whether it is measured under the role's row security policies on
/// purpose, and whether a foreign key counts as proof.
public record Guard(
    Optional<Duration> timeout, Optional<Double> budget, boolean asRole, boolean trustForeignKeys) {
  public static final Guard OF_DATABASE = new Guard(Optional.empty(), Optional.empty(), false);

  public Guard(Optional<Duration> timeout, Optional<Double> budget, boolean asRole) {
    this(timeout, budget, asRole, false);
  }

  /// Returns what holds for a statement: checks that differ in what they believe share it.
  public Guard ofStatement() {
    return new Guard(timeout, budget, asRole);
  }
}
