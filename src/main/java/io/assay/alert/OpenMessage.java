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

  /// A post or a reply that is under way, or was never answered.
  ///
  /// @param attempts how often one was begun since the last acknowledgement
  /// @param at when last
  /// @param look from when on it is to be looked for; before, it may not be there yet
  record Flight(int attempts, Instant at, Instant look) {
    boolean unanswered() {
      return attempts > 0;
    }
  }

  /// Returns whether it is to be brought up to date at `now` although nothing is new.
  boolean isStale(Instant now) {
    return stale.filter(at -> !at.isAfter(now)).isPresent();
  }

  MessageChannel.Place place() {
    return new MessageChannel.Place(id, reference);
  }
}
