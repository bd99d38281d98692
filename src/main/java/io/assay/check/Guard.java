package io.assay.check;

import java.time.Duration;
import java.util.Optional;

/// What a check may cost and see: a statement timeout and a planner's cost of its own in place of
/// the database's, and whether it is measured under the role's row security policies on purpose.
public record Guard(Optional<Duration> timeout, Optional<Double> budget, boolean asRole) {
  public static final Guard OF_DATABASE = new Guard(Optional.empty(), Optional.empty(), false);
}
