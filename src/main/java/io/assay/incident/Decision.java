package io.assay.incident;

import io.assay.check.Severity;
import io.assay.check.StoredWord;
import java.util.List;
import java.util.Optional;

/// What the lifecycle decided about one finding.
///
/// @param state where the check stands now
/// @param updates the incidents that are new or different, in the order in which they are to be
///   stored: a resolved one comes before the one that opens in its place
/// @param why the reason
/// @param held why something is not told that would have been otherwise
public record Decision(CheckState state, List<Update> updates, Why why, Optional<Held> held) {
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
              case Change.Reminded _,
                  Change.NotMeasurable _,
                  Change.Flapping _,
                  Change.Settled _,
                  Change.Acknowledged _,
                  Change.Unacknowledged _,
                  Change.Resolved _,
                  Change.Other _ ->
                  false;
            });
  }

  /// One incident as it is now, and what was added to its log; nothing when only what was seen last
  /// is different.
  public record Update(Incident incident, List<LoggedChange> changes) {
    public Update {
      changes = List.copyOf(changes);
    }
  }

  /// Why something is not told.
  public enum Held {
    /// It changes too often.
    FLAPPING,
    /// The time to say it again has come, but somebody takes care of it.
    ACKNOWLEDGED,
    /// It went wrong outside its active hours.
    INACTIVE;

    /// Returns the word for metrics.
    public String word() {
      return StoredWord.of(this);
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
    /// It changes too often for its incident to follow.
    FLAPPING,
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
