package io.assay.alert;

import io.assay.alert.MessageChanges.Lease;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells a receiver of its incidents in messages that show several of them. One courier at a time
/// serves the receiver, under a lease, so that it sees at once all that is due; [Plan] says what
/// comes next, and this does it.
final class TellingInMessages {
  private static final Logger LOG = LoggerFactory.getLogger(TellingInMessages.class);

  private final Deliveries deliveries;
  private final Messages messages;
  private final MessageChanges changes;
  private final Corrections corrections;
  private final Bulletins bulletins;
  private final Desks desks;
  private final DeliveryLog log;
  private final InstantSource clock;

  /// Messages of which this process does not know what they show, and has not said so yet.
  private final Set<UUID> outdated = ConcurrentHashMap.newKeySet();

  TellingInMessages(
      Deliveries deliveries, Courier.Sources sources, DeliveryLog log, InstantSource clock) {
    this.deliveries = deliveries;
    this.messages = deliveries.messages();
    this.changes = deliveries.changes();
    this.corrections = deliveries.corrections();
    this.bulletins = new Bulletins(sources);
    this.desks = new Desks(deliveries, sources, log);
    this.log = log;
    this.clock = clock;
  }

  /// Returns how many times the receiver acknowledged something.
  int deliver(Receiver receiver, MessageChannel channel) {
    Lease lease = new Lease(receiver.name(), UUID.randomUUID());
    if (!changes.take(lease, Courier.LEASE)) {
      return 0;
    }
    try {
      int told = 0;
      for (int i = 0; i < Courier.BATCH && !Thread.currentThread().isInterrupted(); i++) {
        switch (new Turn(receiver, channel, lease).take()) {
          case TOLD -> told++;
          case SETTLED -> {}
          case ENOUGH, LOST -> {
            return told;
          }
        }
      }
      return told;
    } finally {
      changes.giveBack(lease);
    }
  }

  /// Says of which messages nobody knows what they show, so that they are brought up to date.
  void noteOutdated() {
    for (UUID message : outdated) {
      corrections.outdated(message, clock.instant());
      outdated.remove(message);
    }
  }

  private enum Came {
    TOLD,
    SETTLED,
    ENOUGH,
    /// Another courier has taken over.
    LOST
  }

  /// One step, from what is due to what came of it.
  private final class Turn {
    private final Receiver receiver;
    private final MessageChannel channel;
    private final Lease lease;
    private final Instant begun = clock.instant();

    Turn(Receiver receiver, MessageChannel channel, Lease lease) {
      this.receiver = receiver;
      this.channel = channel;
      this.lease = lease;
    }

    Came take() {
      if (!changes.take(lease, Courier.LEASE) || !deliveries.free(receiver.name(), pace(), begun)) {
        return Came.ENOUGH;
      }
      Desk desk = desks.desk(lease, channel.threads(), begun);
      return switch (Plan.next(desk, begun)) {
        case Step.Nothing() -> Came.ENOUGH;
        case Step.Settle(var due) -> kept(changes.settled(lease, ids(due), "not worth a message"));
        case Step.Wait(var due, var until) ->
            kept(changes.postponed(lease, ids(due), until, "collected until " + until));
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
          yield kept(changes.posted(lease, message.id(), reference, true, clock.instant()));
        }
        case Found.NotThere() -> kept(changes.dissolved(lease, message.id(), clock.instant()));
        case Found.NotNow(var retry) -> retry(due, retry);
      };
    }

    private Came findReply(OpenMessage message, List<Due> due) {
      return switch (found(
          () -> channel.findReply(message.place(), message.replies() + 1, message.flight().at()))) {
        case Found.There _ -> kept(changes.answered(lease, message.id(), clock.instant()));
        case Found.NotThere() -> kept(changes.notAnswered(lease, message.id()));
        case Found.NotNow(var retry) -> retry(due, retry);
      };
    }

    private Came post(Optional<Group> group, List<Due> due) {
      Form form = group.isPresent() ? Form.GROUP : Form.DIGEST;
      Optional<Bulletins.Draft> draft = bulletins.draft(form, List.of(), due);
      UUID message = UUID.randomUUID();
      String key = group.map(Group::key).orElse("");
      if (draft.isEmpty()
          || !passes()
          || !changes.posting(lease, message, form, key, draft.get().shows(), begun)
          || stoodStill()) {
        return Came.ENOUGH;
      }
      Sent sent = sent(() -> channel.post(message, draft.get().bulletin()));
      Came came =
          switch (sent) {
            case Sent.Done(var reference) ->
                told(changes.posted(lease, message, reference, channel.threads(), clock.instant()));
            case Sent.Gone() -> kept(changes.dissolved(lease, message, clock.instant()));
            case Sent.NotNow(var retry) -> retry(due, retry);
            case Sent.Never(var rejected) -> {
              Came refused = refused(due, rejected);
              changes.dissolved(lease, message, clock.instant());
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
          bulletins.draft(message.form(), messages.members(message.id()), due);
      if (draft.isEmpty()) {
        corrections.givenUp(message);
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
          outdated.add(message.id());
        }
      }
      if (came == Came.LOST) {
        noteOutdated();
      }
      return came;
    }

    private Came updated(OpenMessage message, List<Due> due, Bulletins.Draft draft) {
      return switch (sent(() -> channel.update(message.place(), draft.bulletin()))) {
            case Sent.Done(var reference) ->
                told(
                    changes.updated(lease, message, reference, draft.shows(), clock.instant()));
            case Sent.Gone() -> anew(message);
            case Sent.NotNow(var retry) -> {
              corrections.failed(message, clock.instant());
              yield retry(due, retry);
            }
            case Sent.Never(var rejected) -> {
              corrections.givenUp(message);
              yield refused(due, rejected);
            }
          };
    }

    private Came answer(OpenMessage message, List<Due> due) {
      List<Incident> all =
          bulletins.all(
              messages.members(message.id()).stream().map(Messages.Member::incident).toList());
      Reply reply = bulletins.reply(due, all);
      if (!passes() || !changes.answering(lease, message.id(), ids(due), begun) || stoodStill()) {
        return Came.ENOUGH;
      }
      return switch (sent(() -> channel.reply(message.place(), message.replies() + 1, reply))) {
        case Sent.Done _ -> told(changes.answered(lease, message.id(), clock.instant()));
        case Sent.Gone() -> anew(message);
        case Sent.NotNow(var retry) -> retry(due, retry);
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
      return kept(changes.dissolved(lease, message.id(), clock.instant()));
    }

    /// This process stood still while it posted a message. Another courier that looked for it in
    /// vain has posted one of its own since; one that still looks will find it.
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
      return deliveries.pass(receiver.name(), pace(), clock.instant());
    }

    /// A process that was stopped must not send what another one may have sent since.
    private boolean stoodStill() {
      if (!clock.instant().isAfter(begun.plus(Courier.FRESH))) {
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
      log.told(receiver.name());
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

    private Came retry(List<Due> due, Outcome.Retry retry) {
      log.failed(receiver.name(), retry.reason());
      Failure failure = Failure.of(due, retry, clock.instant());
      if (!failure.hopeless().isEmpty()) {
        bury(
            failure.hopeless(),
            new Outcome.Rejected(
                retry.reason(), "it failed for 24 hours, last because " + retry.text()));
      }
      if (!changes.failed(lease, failure.again(), clock.instant(), failure.next(), retry.text())) {
        return kept(false);
      }
      if (retry.after().isPresent()) {
        deliveries.block(receiver.name(), failure.next());
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
      log.failed(receiver.name(), why.reason());
      return due.isEmpty() ? Came.SETTLED : bury(ids(due), why);
    }

    private Came bury(List<UUID> ids, Outcome.Rejected why) {
      if (!changes.buried(lease, ids, clock.instant(), why.reason(), why.text())) {
        return kept(false);
      }
      ids.forEach(_ -> log.dead(receiver.name()));
      LOG.error(
          "Receiver {} was not told of {} and will not be, until they change: {}.",
          receiver.name(),
          of(ids),
          why.text());
      return Came.SETTLED;
    }

    private Pace pace() {
      return Pace.of(receiver.address());
    }

    private static String of(List<UUID> deliveries) {
      return deliveries.size() == 1
          ? "delivery " + deliveries.getFirst()
          : deliveries.size() + " deliveries, " + deliveries.getFirst() + " among them,";
    }

    private static List<UUID> ids(List<Due> due) {
      return due.stream().map(Due::delivery).toList();
    }
  }
}
