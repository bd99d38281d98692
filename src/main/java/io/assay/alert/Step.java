package io.assay.alert;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What is done next for a receiver of messages.
sealed interface Step {

  /// Nothing is due.
  record Nothing() implements Step {}

  /// These are told without a word.
  record Settle(List<Due> due) implements Step {}

  /// These wait: for others, to be told with them, or for an answer.
  record Wait(List<Due> due, Instant until, String why) implements Step {}

  /// A post was never answered: look for the message.
  record Find(OpenMessage message, List<Due> due) implements Step {}

  /// A reply was never answered: look for it.
  record FindReply(OpenMessage message, List<Due> due) implements Step {}

  /// A new message; about that group, or a digest.
  record Post(Optional<Group> group, List<Due> due) implements Step {}

  /// The message is brought up to date; what is not in it yet joins it. Nothing is due when it only
  /// may show what is past.
  record Update(OpenMessage message, List<Due> due) implements Step {}

  /// The message shows these already; its thread hears of them.
  record Answer(OpenMessage message, List<Due> due) implements Step {}

  /// What is concerned.
  default List<Due> due() {
    return switch (this) {
      case Nothing() -> List.of();
      case Settle(var due) -> due;
      case Wait(var due, _, _) -> due;
      case Find(_, var due) -> due;
      case FindReply(_, var due) -> due;
      case Post(_, var due) -> due;
      case Update(_, var due) -> due;
      case Answer(_, var due) -> due;
    };
  }
}
