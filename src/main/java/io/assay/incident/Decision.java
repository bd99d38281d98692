package io.assay.incident;

import io.assay.check.Severity;
import java.util.List;

/// What the lifecycle decided about one finding.
///
/// @param state where the check stands now
/// @param updates the incidents that are new or different, in the order in which they are to be
///   stored: a resolved one comes before the one that opens in its place
/// @param why the reason
public record Decision(CheckState state, List<Update> updates, Why why) {
  public Decision {
    updates = List.copyOf(updates);
  }

  /// Returns whether an incident opens, or gets worse, by it.
  public boolean worsens() {
    return updates.stream()
        .flatMap(update -> update.changes().stream())
        .anyMatch(logged ->
            switch (logged.change()) {
              case Change.Opened _ -> true;
              case Change.SeverityChanged(Severity from, Severity to, String _) ->
                  to.compareTo(from) > 0;
              case Change.Reminded _, Change.NotMeasurable _, Change.Resolved _ -> false;
            });
  }

  /// One incident as it is now, and what was added to its log; nothing when only what was seen last
  /// is different.
  public record Update(Incident incident, List<LoggedChange> changes) {
    public Update {
      changes = List.copyOf(changes);
    }
  }

  /// The reasons for which a finding changes an incident or leaves it alone.
  public enum Why {
    /// It passes, and nothing is open.
    HEALTHY,
    /// It passes, but not yet often enough to resolve the incident.
    RECOVERING,
    /// It passed often enough in a row.
    RECOVERED,
    /// It is in breach, but not yet often enough to open an incident.
    NOT_YET,
    /// It breached, or could not be measured, often enough in a row.
    OPENED,
    /// The incident that is open already covers it.
    GOES_ON,
    /// The open incident got better or worse.
    SEVERITY_CHANGED,
    /// The check of an open breach can no longer be measured.
    NOT_MEASURABLE,
    /// It could be measured again, and the data is not (yet) a matter for an incident.
    MEASURED_AGAIN,
    /// Nothing can be said about the data.
    SAYS_NOTHING,
    /// The database did not answer, which is the business of the database's own check.
    DATABASE_AWAY,
    /// It is outside its active hours and does not count.
    NOT_ACTIVE
  }
}
