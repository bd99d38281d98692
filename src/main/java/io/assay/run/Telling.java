package io.assay.run;

import io.assay.incident.Incident;
import java.time.Instant;

/// Sees to it that people are told of an incident's changes.
@FunctionalInterface
public interface Telling {
  /// Notes who should know of the incident as it is now. Called within the transaction that stores
  /// the changes: what is written here is committed with them or not at all.
  void want(Incident incident, Instant now);
}
