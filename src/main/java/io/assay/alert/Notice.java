package io.assay.alert;

import io.assay.incident.Incident;
import io.assay.incident.LoggedChange;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// What one receiver should know of one incident, and what it already knows.
///
/// @param delivery the stable id of this pair of incident and receiver
/// @param incident as it is now
/// @param untold the changes after the last told one, oldest first; never empty
/// @param known what the receiver has acknowledged
/// @param link a page about the incident; empty when the daemon has no public address
public record Notice(
    UUID delivery, Incident incident, List<LoggedChange> untold, Known known, String link) {
  public Notice {
    untold = List.copyOf(untold);
  }

  /// What the receiver has acknowledged.
  ///
  /// @param sequence the number of the last change it was told, 0 when nothing
  /// @param reference what the channel needs to find its message again (`channel`, `ts`), as it
  ///   returned it
  /// @param attempts how often telling was begun since the last acknowledgement: above 0 an answer
  ///   may have been lost
  public record Known(long sequence, Map<String, String> reference, int attempts) {
    public static final Known NOTHING = new Known(0, Map.of(), 0);

    public Known {
      reference = Map.copyOf(reference);
    }

    /// Returns the same for one that may know more: at least this change.
    Known atLeast(long change) {
      return new Known(Math.max(change, sequence), reference, attempts);
    }
  }
}
