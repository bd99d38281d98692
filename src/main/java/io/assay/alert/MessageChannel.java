package io.assay.alert;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// A channel that shows the incidents of a group in one message. Like any channel it keeps no
/// state, does not retry, and never throws for what the other side does.
public interface MessageChannel extends Channel {

  /// Returns whether a message can be changed and answered in a thread. Where it cannot, each piece
  /// of news is a message.
  boolean threads();

  /// Posts a new message.
  Sent post(UUID message, Bulletin bulletin);

  /// Changes a message to what is the case now.
  Sent update(Place place, Bulletin bulletin);

  /// Adds to the message's thread; `number` counts its replies from 1.
  Sent reply(Place place, int number, Reply reply);

  /// Looks for a message whose posting at `attempted` was never answered.
  Found find(UUID message, Instant attempted);

  /// Looks for a reply that was never answered.
  Found findReply(Place place, int number, Instant attempted);

  /// Takes back a message that another one has taken the place of, and returns whether it is gone.
  boolean retract(Place place);

  /// Where a message is: its id and what the channel needs to find it again.
  record Place(UUID message, Map<String, String> reference) {
    public Place {
      reference = Map.copyOf(reference);
    }
  }

  /// What came of sending.
  sealed interface Sent {
    /// The receiver has it; `reference` finds the message again.
    record Done(Map<String, String> reference) implements Sent {
      public Done {
        reference = Map.copyOf(reference);
      }
    }

    /// The message is no longer there: somebody deleted it.
    record Gone() implements Sent {}

    /// Worth another try.
    record NotNow(Outcome.Retry retry) implements Sent {}

    /// It would be refused the same way again.
    record Never(Outcome.Rejected rejected) implements Sent {}

    /// Returns what an outcome means that is not a yes.
    static Sent of(Outcome outcome) {
      return switch (outcome) {
        case Outcome.Accepted accepted -> new Done(accepted.reference());
        case Outcome.Retry retry -> new NotNow(retry);
        case Outcome.Rejected rejected -> new Never(rejected);
      };
    }
  }

  /// What came of looking.
  sealed interface Found {
    /// It is there, and `reference` finds it again.
    record There(Map<String, String> reference) implements Found {
      public There {
        reference = Map.copyOf(reference);
      }
    }

    /// It is not, as far as can be known.
    record NotThere() implements Found {}

    /// The receiver cannot be asked now.
    record NotNow(Outcome.Retry retry) implements Found {}
  }

  /// Tells of one incident in a message of its own, to try the channel with.
  @Override
  default Outcome tell(Notice notice) {
    Entry entry = new Entry(notice.incident(), "", notice.known().sequence() == 0, notice.link());
    Bulletin bulletin =
        new Bulletin.OfGroup(Group.of(notice.incident().subject()), List.of(entry), 0);
    Map<String, String> reference = notice.known().reference();
    Sent sent =
        threads() && !reference.isEmpty()
            ? update(new Place(notice.delivery(), reference), bulletin)
            : post(notice.delivery(), bulletin);
    return switch (sent) {
      case Sent.Done(var place) -> new Outcome.Accepted(notice.incident().sequence(), place);
      case Sent.NotNow(var retry) -> retry;
      case Sent.Never(var rejected) -> rejected;
      case Sent.Gone() -> new Outcome.Retry("gone", "the message was deleted", Optional.empty());
    };
  }
}
