package io.assay.alert;

import io.assay.incident.Incident;
import io.assay.incident.LoggedChange;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Where the courier reads what there is to tell.
public interface IncidentSource {

  /// Returns the incident as it is now.
  Optional<Incident> find(UUID incident);

  /// Returns the changes of the incident whose number is greater than `sequence`, oldest first.
  List<LoggedChange> changesAfter(UUID incident, long sequence);
}
