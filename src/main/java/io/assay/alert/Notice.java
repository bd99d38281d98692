package io.assay.alert;

import io.assay.incident.Incident;
import io.assay.incident.LoggedChange;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/// What one receiver should know of one incident, and what it already knows.
///
/// @param turn which telling this is
/// @param incident as it is now
/// @param untold the changes after the last told one, oldest first; never empty
/// @param known what the receiver has acknowledged
/// @param link a page about the incident; empty when the daemon has no public address
public record Notice(
    Turn turn, Incident incident, List<LoggedChange> untold, Known known, String link) {
  public Notice {
    untold = List.copyOf(untold);
  }

  /// The stable id of this pair of incident and receiver.
  public UUID delivery() {
    return turn.delivery();
  }

  /// One telling of a delivery.
  ///
  /// @param over says whether it is over: then nothing goes out any more, since it may be the turn
  ///   of another process
  public record Turn(UUID delivery, BooleanSupplier over) {
    /// Returns the turn of the only one who tells it.
    public static Turn unlimited(UUID delivery) {
      return new Turn(delivery, () -> false);
    }
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
