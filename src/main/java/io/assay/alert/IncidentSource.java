package io.assay.alert;

import io.assay.incident.Incident;
import io.assay.incident.LoggedChange;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Where the courier reads what there is to tell.
public interface IncidentSource {

  /// Returns the incident as it is now.
  Optional<Incident> find(UUID incident);

  /// Returns the changes of the incident whose number is greater than `sequence`, oldest first.
  List<LoggedChange> changesAfter(UUID incident, long sequence);

  /// Returns those of these incidents that there are, as they are now.
  default List<Incident> all(Collection<UUID> incidents) {
    return incidents.stream().flatMap(id -> find(id).stream()).toList();
  }

  /// Returns for each incident that has any the changes after the number it is given with.
  default Map<UUID, List<LoggedChange>> allChangesAfter(Map<UUID, Long> sequences) {
    Map<UUID, List<LoggedChange>> changes = new HashMap<>();
    sequences.forEach((id, sequence) -> changes.put(id, changesAfter(id, sequence)));
    return changes;
  }
}
