package io.assay.alert;

import io.assay.incident.Incident;
import io.assay.incident.LoggedChange;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Tells a receiver of each incident by itself, one delivery after the other.
final class TellingOneByOne {
  private static final Logger LOG = LoggerFactory.getLogger(TellingOneByOne.class);

  private final Deliveries deliveries;
  private final Courier.Sources sources;
  private final DeliveryLog log;
  private final InstantSource clock;

  TellingOneByOne(
      Deliveries deliveries, Courier.Sources sources, DeliveryLog log, InstantSource clock) {
    this.deliveries = deliveries;
    this.sources = sources;
    this.log = log;
    this.clock = clock;
  }

  /// Returns how many times the receiver acknowledged something. One that is not declared any more
  /// has no channel.
  int deliver(String name, Optional<Receiver> receiver, Optional<Channel> channel) {
    int told = 0;
    for (int i = 0; i < Courier.BATCH && !Thread.currentThread().isInterrupted(); i++) {
      switch (deliverOne(name, receiver, channel)) {
        case TOLD -> told++;
        case SETTLED -> {}
        case ENOUGH -> {
          return told;
        }
      }
    }
    return told;
  }

  private enum Step {
    TOLD,
    SETTLED,
    ENOUGH
  }

  private Step deliverOne(String name, Optional<Receiver> receiver, Optional<Channel> channel) {
    Instant now = clock.instant();
    boolean free =
        deliveries.anyDue(name, now)
            && receiver.map(r -> deliveries.pass(name, Pace.of(r.address()), now)).orElse(true);
    Optional<Deliveries.Claim> claim =
        free ? deliveries.claim(name, now, Courier.LEASE) : Optional.empty();
    if (claim.isEmpty()) {
      return Step.ENOUGH;
    }
    DeliveryRow row = claim.get().row();
    Optional<Incident> incident = sources.incidents().find(row.incident());
    if (incident.isEmpty()) {
      return bury(claim.get(), "incident_gone", "the incident is no longer stored");
    }
    if (channel.isEmpty()) {
      return bury(claim.get(), "receiver_gone", "no routing file declares the receiver any more");
    }
    List<LoggedChange> untold =
        sources.incidents().changesAfter(row.incident(), row.told()).stream()
            .filter(change -> change.sequence() <= incident.get().sequence())
            .toList();
    if (untold.isEmpty()) {
      deliveries.settle(claim.get(), row.wanted(), "there was nothing to tell");
      return Step.SETTLED;
    }
    return switch (sources.decide(incident.get(), row.heard(), now)) {
      case Quiet.Tell _ -> tell(claim.get(), channel.get(), incident.get(), untold, row.known());
      case Quiet.Hold hold -> {
        count(row, hold.reason());
        deliveries.hold(claim.get(), hold.again(now), hold);
        yield Step.SETTLED;
      }
      case Quiet.Never never when endsUnheard(never, receiver) ->
          tell(claim.get(), channel.get(), incident.get(), untold, row.known().atLeast(1));
      case Quiet.Never never -> {
        count(row, never.reason());
        deliveries.suppress(claim.get(), never);
        yield Step.SETTLED;
      }
      case Quiet.Wait wait -> {
        deliveries.wait(claim.get(), wait.again(now), wait);
        yield Step.SETTLED;
      }
    };
  }

  /// Once each time that it begins to be held back.
  private void count(DeliveryRow row, Quiet.Reason reason) {
    if (!reason.word().equals(row.held())) {
      log.suppressed(row.receiver(), reason);
    }
  }

  /// Before the restore it may have heard that it began, and then has to hear that it ended.
  private static boolean endsUnheard(Quiet.Never never, Optional<Receiver> receiver) {
    return never.reason() == Quiet.Reason.RESTORED
        && receiver.filter(each -> each.address().ignoresUnknownEnds()).isPresent();
  }

  private Step tell(
      Deliveries.Claim claim,
      Channel channel,
      Incident incident,
      List<LoggedChange> untold,
      Notice.Known known) {
    DeliveryRow row = claim.row();
    String link = sources.links().incident().apply(incident.id());
    Instant end = claim.taken().plus(Courier.LATEST);
    Notice.Turn turn = new Notice.Turn(row.id(), () -> clock.instant().isAfter(end));
    Notice notice = new Notice(turn, incident, untold, known, link);
    Optional<Instant> unsettled = row.unsettled(clock.instant());
    if (unsettled.isPresent() && channel.isLastWord(notice)) {
      deliveries.await(claim, unsettled.get());
      return Step.SETTLED;
    }
    if (clock.instant().isAfter(claim.taken().plus(Courier.FRESH))) {
      LOG.warn(
          "Receiver {} is not told of incident {} by this process, which stood still: another one"
              + " may have done it meanwhile.",
          row.receiver(),
          incident.id());
      return Step.ENOUGH;
    }
    return switch (outcome(channel, notice)) {
      case Outcome.Accepted accepted -> accepted(claim, accepted);
      case Outcome.Retry retry -> {
        if (retry.fate() == Outcome.Fate.UNKNOWN && !channel.isLastWord(notice)) {
          deliveries.unsettle(claim);
        }
        yield retry(claim, retry);
      }
      case Outcome.Rejected rejected -> {
        log.failed(row.receiver(), rejected.reason());
        yield bury(claim, rejected.reason(), rejected.text());
      }
    };
  }

  private static Outcome outcome(Channel channel, Notice notice) {
    try {
      return channel.tell(notice);
    } catch (RuntimeException e) {
      return Outcome.Retry.broken(e);
    }
  }

  private Step accepted(Deliveries.Claim claim, Outcome.Accepted accepted) {
    DeliveryRow row = claim.row();
    boolean further = accepted.sequence() > row.told();
    if (!further && accepted.reference().equals(row.reference())) {
      return retry(
          claim,
          new Outcome.Retry("no_progress", "the channel told nothing new", Optional.empty()));
    }
    if (!deliveries.accept(claim, accepted, clock.instant())) {
      lost(claim, accepted.sequence());
    }
    if (further) {
      log.told(row.receiver());
      return Step.TOLD;
    }
    return Step.SETTLED;
  }

  private Step retry(Deliveries.Claim claim, Outcome.Retry retry) {
    DeliveryRow row = claim.row();
    Instant now = clock.instant();
    log.failed(row.receiver(), retry.reason());
    Backoff.Next next =
        Backoff.after(
            row.failures() + 1,
            row.firstFailed().orElse(now),
            now,
            retry.after(),
            ThreadLocalRandom.current().nextDouble());
    return switch (next) {
      case Backoff.Next.GiveUp _ ->
          bury(claim, retry.reason(), "it failed for 24 hours, last because " + retry.text());
      case Backoff.Next.Again(Instant at) -> {
        if (!deliveries.retry(claim, now, at, retry.text())) {
          lost(claim, Math.max(1, row.told()));
          yield Step.ENOUGH;
        }
        if (retry.after().isPresent()) {
          deliveries.block(row.receiver(), at);
        }
        // once a delivery as a warning; the metric counts the rest
        LOG.atLevel(row.failures() == 0 ? Level.WARN : Level.DEBUG)
            .log(
                "Receiver {} could not be told of incident {} and will be tried again at {}: {}.",
                row.receiver(),
                row.incident(),
                at,
                retry.text());
        yield Step.ENOUGH;
      }
    };
  }

  private Step bury(Deliveries.Claim claim, String reason, String text) {
    DeliveryRow row = claim.row();
    if (!deliveries.bury(claim, clock.instant(), reason, text)) {
      return Step.SETTLED;
    }
    log.dead(row.receiver());
    LOG.error(
        "Receiver {} was not told of incident {} and will not be, until the incident changes or"
            + " somebody runs 'assay alert retry {}': {}.",
        row.receiver(),
        row.incident(),
        row.receiver(),
        text);
    return Step.SETTLED;
  }

  /// This process stood still in the middle of a call, for longer than its lease: what it told may
  /// have reached the receiver after what another courier told since, such as an old severity after
  /// the new one. So the receiver counts as knowing no more than that, and is told how things
  /// stand.
  private void lost(Deliveries.Claim claim, long mayKnow) {
    boolean again = deliveries.tellAgain(claim, mayKnow, clock.instant());
    LOG.warn(
        "The answer of receiver {} about incident {} came after another courier had taken over{}.",
        claim.row().receiver(),
        claim.row().incident(),
        again ? ": it is told once more how things stand" : "");
  }
}
