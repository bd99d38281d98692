package io.assay.alert;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// All that is to be known of a receiver of messages in order to say what comes next.
///
/// @param threads whether its messages can be changed and answered
/// @param due what is to be told now, by waiting time
/// @param messages the open messages that are concerned
/// @param homes the open message that shows a group, for groups that have one
/// @param lately what was posted shortly before
record Desk(
    boolean threads,
    List<Due> due,
    Map<UUID, OpenMessage> messages,
    Map<String, UUID> homes,
    Lately lately) {
  Desk {
    due = List.copyOf(due);
    messages = Map.copyOf(messages);
    homes = Map.copyOf(homes);
  }

  /// @param groups how many messages about one group each were posted within [Plan#AT_ONCE]
  /// @param digest when the latest digest was posted
  /// @param collecting the latest digest while it takes in new groups
  record Lately(int groups, Optional<Instant> digest, Optional<UUID> collecting) {
    static final Lately QUIET = new Lately(0, Optional.empty(), Optional.empty());
  }
}
