package io.assay.alert;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// A message that was posted, or was to be, and that something is due for.
///
/// @param posted whether the receiver acknowledged it
/// @param reference what the channel needs to find it
/// @param flight a post or reply that was begun and not acknowledged
/// @param created when it was first to be posted
/// @param refreshed when it last was brought up to date
/// @param stale when it is to be brought up to date although nothing is new, see [Corrections]
/// @param replies how many replies its thread has
record OpenMessage(
    UUID id,
    Form form,
    boolean posted,
    Map<String, String> reference,
    Flight flight,
    Instant created,
    Instant refreshed,
    Optional<Instant> stale,
    int replies) {
  OpenMessage {
    reference = Map.copyOf(reference);
  }

  /// What a message is about.
  enum Form {
    /// The incidents of one group.
    GROUP,
    /// Those of very many.
    DIGEST
  }

  /// How often a post or a reply was begun since the last acknowledgement, and when last.
  record Flight(int attempts, Instant at) {
    boolean unanswered() {
      return attempts > 0;
    }
  }

  MessageChannel.Place place() {
    return new MessageChannel.Place(id, reference);
  }
}
