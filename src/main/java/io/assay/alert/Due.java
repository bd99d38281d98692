package io.assay.alert;

import io.assay.check.Severity;
import io.assay.incident.Change;
import io.assay.incident.Incident;
import io.assay.incident.LoggedChange;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A delivery to a receiver of messages that is due, with what there is to tell.
///
/// @param incident as it is now
/// @param untold the changes after the last told one, oldest first
record Due(DueRow row, Incident incident, List<LoggedChange> untold) {
  Due {
    untold = List.copyOf(untold);
  }

  Group group() {
    return Group.of(incident.subject());
  }

  UUID delivery() {
    return row.id();
  }

  Optional<UUID> message() {
    return Optional.ofNullable(row.message());
  }

  Instant since() {
    return row.wantedAt();
  }

  /// Returns whether its message shows the incident as it is now.
  boolean isShown() {
    return row.shown() >= incident.sequence();
  }

  boolean critical() {
    return incident.open() && incident.severity() == Severity.CRITICAL;
  }

  /// Returns whether it is worth a message where a message can only be posted.
  boolean worthAMessage() {
    return untold.stream()
        .map(LoggedChange::change)
        .anyMatch(change ->
            switch (change) {
              case Change.Opened _,
                  Change.Resolved _,
                  Change.Reminded _,
                  Change.Flapping _,
                  Change.Settled _ ->
                  true;
              case Change.SeverityChanged(var from, var to, _) -> to.compareTo(from) > 0;
              case Change.NotMeasurable _,
                  Change.Acknowledged _,
                  Change.Unacknowledged _,
                  Change.Other _ ->
                  false;
            });
  }
}
