package io.assay.check;

import java.util.Map;
import java.util.Optional;

/// What people need to know of a check: whose it is, what to do when it breaks, and where it is
/// declared.
public record About(
    Optional<String> owner,
    Optional<String> runbook,
    Optional<String> description,
    Map<String, String> labels,
    Source declared) {
  public About {
    labels = Map.copyOf(labels);
  }
}
