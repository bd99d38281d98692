package io.assay.alert;

import java.util.List;

/// What a message is to say, as of now.
public sealed interface Bulletin {

  /// The incidents of one group, the worst first; those that are over come last.
  ///
  /// @param more how many incidents of the message are over and left out here
  record OfGroup(Group group, List<Entry> entries, int more) implements Bulletin {
    public OfGroup {
      entries = List.copyOf(entries);
      if (entries.isEmpty()) {
        throw new IllegalArgumentException("a message has an incident");
      }
    }
  }

  /// Very many incidents of many groups.
  ///
  /// @param worst the worst of them
  /// @param rest where all open incidents are to be seen
  record Digest(Tally tally, List<Entry> worst, String rest) implements Bulletin {
    public Digest {
      worst = List.copyOf(worst);
    }
  }
}
