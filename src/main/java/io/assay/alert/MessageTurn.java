package io.assay.alert;

import io.assay.alert.MessageChanges.Lease;
import io.assay.alert.MessageChanges.Refresh;
import io.assay.alert.MessageChannel.Found;
import io.assay.alert.MessageChannel.Place;
import io.assay.alert.MessageChannel.Sent;
import io.assay.alert.OpenMessage.Form;
import io.assay.incident.Incident;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One step of telling a receiver in messages, from what is due to what came of it.
final class MessageTurn {
  private static final Logger LOG = LoggerFactory.getLogger(MessageTurn.class);

  private final Tools tools;
  private final Messages messages;
  private final MessageChanges changes;
  private final Receiver receiver;
  private final MessageChannel channel;
  private final Lease lease;
  private final Instant begun;

  /// What a turn works with.
  ///
  /// @param outdated the messages of which this process does not know what they show
  record Tools(
      Deliveries deliveries,
      Desks desks,
      Bulletins bulletins,
      DeliveryLog log,
      InstantSource clock,
      Set<UUID> outdated) {}

  /// What came of a turn.
  enum Came {
    /// The receiver acknowledged something.
    TOLD,
    /// Something was written down.
    SETTLED,
    /// There is nothing to do for now.
    ENOUGH,
    /// Another courier has taken over.
    LOST
  }

  MessageTurn(Tools tools, Receiver receiver, MessageChannel channel, Lease lease) {
    this.tools = tools;
    this.messages = tools.deliveries().messages();
    this.changes = tools.deliveries().changes();
    this.receiver = receiver;
    this.channel = channel;
    this.lease = lease;
    this.begun = tools.clock().instant();
  }

  Came take() {
    if (!changes.take(lease, Courier.LEASE)
        || !tools.deliveries().free(receiver.name(), pace(), begun)) {
      return Came.ENOUGH;
    }
    Desk desk = tools.desks().desk(lease, channel.threads(), begun);
    return switch (Plan.next(desk, begun)) {
      case Step.Nothing() -> Came.ENOUGH;
      case Step.Settle(var due) -> kept(changes.settled(lease, ids(due), "not worth a message"));
      case Step.Wait(var due, var until, var why) ->
          kept(changes.postponed(lease, ids(due), until, why));
      case Step.Find(var message, var due) -> find(message, due);
      case Step.FindReply(var message, var due) -> findReply(message, due);
      case Step.Post(var group, var due) -> post(group, due);
      case Step.Update(var message, var due) -> update(message, due);
      case Step.Answer(var message, var due) -> answer(message, due);
    };
  }

  private Came find(OpenMessage message, List<Due> due) {
    return switch (found(() -> channel.find(message.id(), message.flight().at()))) {
      case Found.There(var reference) -> {
        LOG.info(
            "A message to {} that was not acknowledged is there, and is not sent again.",
            receiver.name());
        yield kept(changes.posted(lease, message.id(), reference, true, now()));
      }
      case Found.NotThere() -> kept(changes.dissolved(lease, message.id(), now()));
      case Found.NotNow(var retry) -> retry(due, retry);
    };
  }

  private Came findReply(OpenMessage message, List<Due> due) {
    return switch (found(
        () -> channel.findReply(message.place(), message.replies() + 1, message.flight().at()))) {
      case Found.There _ -> kept(changes.answered(lease, message.id(), now()));
      case Found.NotThere() -> kept(changes.notAnswered(lease, message.id()));
      case Found.NotNow(var retry) -> retry(due, retry);
    };
  }

  private Came post(Optional<Group> group, List<Due> due) {
    Form form = group.isPresent() ? Form.GROUP : Form.DIGEST;
    Optional<Bulletins.Draft> draft = tools.bulletins().draft(form, List.of(), due, begun);
    UUID message = UUID.randomUUID();
    String key = group.map(Group::key).orElse("");
    if (draft.isEmpty()
        || !passes()
        || !changes.posting(lease, message, form, key, draft.get(), begun)
        || stoodStill()) {
      return Came.ENOUGH;
    }
    Sent sent = sent(() -> channel.post(message, draft.get().bulletin()));
    Came came =
        switch (sent) {
          case Sent.Done(var reference) ->
              told(changes.posted(lease, message, reference, channel.threads(), now()));
          case Sent.Gone() -> kept(changes.dissolved(lease, message, now()));
          case Sent.NotNow(var retry) -> retry(due, retry, appears(retry));
          case Sent.Never(var rejected) -> {
            Came refused = refused(due, rejected);
            changes.dissolved(lease, message, now());
            yield refused;
          }
        };
    if (came == Came.LOST) {
      takeBack(message, sent);
    }
    return came;
  }

  private Came update(OpenMessage message, List<Due> due) {
    Optional<Bulletins.Draft> draft =
        tools.bulletins().draft(message.form(), messages.members(message.id()), due, begun);
    if (draft.isEmpty()) {
      tools.deliveries().corrections().givenUp(message);
      return Came.ENOUGH;
    }
    if (!passes() || stoodStill()) {
      return Came.ENOUGH;
    }
    Came came = Came.LOST;
    try {
      came = updated(message, due, draft.get());
    } finally {
      if (came == Came.LOST) {
        tools.outdated().add(message.id());
      }
    }
    return came;
  }

  private Came updated(OpenMessage message, List<Due> due, Bulletins.Draft draft) {
    return switch (sent(() -> channel.update(message.place(), draft.bulletin()))) {
      case Sent.Done(var reference) ->
          told(changes.updated(lease, new Refresh(message, begun, reference, draft), now()));
      case Sent.Gone() -> anew(message);
      case Sent.NotNow(var retry) -> {
        Corrections corrections = tools.deliveries().corrections();
        if (retry.fate() == Outcome.Fate.UNKNOWN) {
          // should it come late, it would be the last that the message shows
          corrections.outdated(message.id(), begun.plus(Courier.APPEARS));
        } else {
          corrections.failed(message, now());
        }
        yield retry(due, retry);
      }
      case Sent.Never(var rejected) -> {
        tools.deliveries().corrections().givenUp(message);
        yield refused(due, rejected);
      }
    };
  }

  private Came answer(OpenMessage message, List<Due> due) {
    List<Incident> all =
        tools
            .bulletins()
            .all(messages.members(message.id()).stream().map(Messages.Member::incident).toList());
    Reply reply = tools.bulletins().reply(due, all);
    if (!passes() || !changes.answering(lease, message.id(), ids(due), begun) || stoodStill()) {
      return Came.ENOUGH;
    }
    return switch (sent(() -> channel.reply(message.place(), message.replies() + 1, reply))) {
      case Sent.Done _ -> told(changes.answered(lease, message.id(), now()));
      case Sent.Gone() -> anew(message);
      case Sent.NotNow(var retry) -> retry(due, retry, appears(retry));
      case Sent.Never(var rejected) -> {
        Came came = refused(due, rejected);
        changes.notAnswered(lease, message.id());
        yield came;
      }
    };
  }

  /// Somebody deleted the message.
  private Came anew(OpenMessage message) {
    LOG.info("A message to {} was deleted there and is posted anew.", receiver.name());
    return kept(changes.dissolved(lease, message.id(), now()));
  }

  /// This process stood still while it posted a message. Another courier that looked for it in vain
  /// has posted one of its own since; one that still looks will find it.
  private void takeBack(UUID message, Sent sent) {
    if (!channel.threads() || !messages.find(List.of(message)).isEmpty()) {
      return;
    }
    Optional<Map<String, String>> there =
        switch (sent) {
          case Sent.Done(var reference) -> Optional.of(reference);
          case Sent.NotNow _ ->
              found(() -> channel.find(message, begun)) instanceof Found.There(var reference)
                  ? Optional.of(reference)
                  : Optional.empty();
          case Sent.Gone _, Sent.Never _ -> Optional.empty();
        };
    there.ifPresent(reference ->
        LOG.info(
            channel.retract(new Place(message, reference))
                ? "A message to {} that came late is taken back: another one took its place."
                : "A message to {} that came late could not be taken back, and will not change.",
            receiver.name()));
  }

  private boolean passes() {
    return tools.deliveries().pass(receiver.name(), pace(), now());
  }

  /// A process that was stopped must not send what another one may have sent since.
  private boolean stoodStill() {
    if (!now().isAfter(begun.plus(Courier.FRESH))) {
      return false;
    }
    LOG.warn(
        "Receiver {} is not told by this process, which stood still: another one may have done it"
            + " meanwhile.",
        receiver.name());
    return true;
  }

  private static Sent sent(Supplier<Sent> call) {
    try {
      return call.get();
    } catch (RuntimeException e) {
      return new Sent.NotNow(Outcome.Retry.broken(e));
    }
  }

  private static Found found(Supplier<Found> call) {
    try {
      return call.get();
    } catch (RuntimeException e) {
      return new Found.NotNow(Outcome.Retry.broken(e));
    }
  }

  private Came told(boolean stillOurs) {
    Came came = kept(stillOurs);
    tools.log().told(receiver.name());
    return stillOurs ? Came.TOLD : came;
  }

  private Came kept(boolean stillOurs) {
    if (stillOurs) {
      return Came.SETTLED;
    }
    LOG.warn(
        "What came of telling receiver {} came after another courier had taken over.",
        receiver.name());
    return Came.LOST;
  }

  /// Returns when what was sent and not answered is to be seen if it was taken.
  private Instant appears(Outcome.Retry retry) {
    boolean mayCome = retry.fate() == Outcome.Fate.UNKNOWN && channel.threads();
    return mayCome ? begun.plus(Courier.APPEARS) : begun;
  }

  private Came retry(List<Due> due, Outcome.Retry retry) {
    return retry(due, retry, begun);
  }

  private Came retry(List<Due> due, Outcome.Retry retry, Instant earliest) {
    tools.log().failed(receiver.name(), retry.reason());
    Failure failure = Failure.of(due, retry, now()).notBefore(earliest);
    if (!failure.hopeless().isEmpty()) {
      bury(
          failure.hopeless(),
          new Outcome.Rejected(
              retry.reason(), "it failed for 24 hours, last because " + retry.text()));
    }
    if (!changes.failed(lease, failure.again(), now(), failure.next(), retry.text())) {
      return kept(false);
    }
    if (retry.after().isPresent()) {
      tools.deliveries().block(receiver.name(), failure.next());
    }
    if (!due.isEmpty()) {
      LOG.atLevel(failure.level())
          .log(
              "Receiver {} could not be told of {} and will be tried again at {}: {}.",
              receiver.name(),
              of(ids(due)),
              failure.next(),
              retry.text());
    }
    return Came.ENOUGH;
  }

  private Came refused(List<Due> due, Outcome.Rejected why) {
    tools.log().failed(receiver.name(), why.reason());
    return due.isEmpty() ? Came.SETTLED : bury(ids(due), why);
  }

  private Came bury(List<UUID> ids, Outcome.Rejected why) {
    if (!changes.buried(lease, ids, now(), why.reason(), why.text())) {
      return kept(false);
    }
    ids.forEach(_ -> tools.log().dead(receiver.name()));
    LOG.error(
        "Receiver {} was not told of {} and will not be, until something changes or somebody runs"
            + " 'assay alert retry {}': {}.",
        receiver.name(),
        of(ids),
        receiver.name(),
        why.text());
    return Came.SETTLED;
  }

  private Instant now() {
    return tools.clock().instant();
  }

  private Pace pace() {
    return Pace.of(receiver.address());
  }

  private static String of(List<UUID> ids) {
    return ids.size() == 1
        ? "delivery " + ids.getFirst()
        : ids.size() + " deliveries, " + ids.getFirst() + " among them,";
  }

  private static List<UUID> ids(List<Due> due) {
    return due.stream().map(Due::delivery).toList();
  }
}
