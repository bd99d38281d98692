package io.assay.alert;

import io.assay.incident.Incident;
import io.assay.incident.LoggedChange;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Closes the difference between what receivers should know and what they have acknowledged. Any
/// number of couriers may work on the same deliveries: a row belongs to one of them at a time.
public final class Courier {
  /// A channel's calls for one telling end well within this time.
  static final Duration LEASE = Duration.ofSeconds(30);

  /// What is about to be told was read this long ago at most. A process that was stopped in between
  /// must not send what another one has overtaken, such as a trigger after its resolve.
  private static final Duration FRESH = Duration.ofSeconds(10);

  /// What is held back is looked at again this often, so that a changed mute takes effect.
  private static final Duration LOOK = Duration.ofMinutes(1);

  /// As [#LOOK], while nobody knows when it is over.
  private static final Duration NEXT_LOOK = Duration.ofSeconds(20);

  /// How much one call of [#deliverTo] does at most, so that a shutdown need not wait for a
  /// backlog.
  private static final int BATCH = 20;

  private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

  private final Deliveries deliveries;
  private final Sources sources;
  private final ChannelSource channels;
  private final DeliveryLog log;
  private final InstantSource clock;

  /// What the courier reads anew before each telling.
  ///
  /// @param incidents what there is to tell
  /// @param routing the receivers in force
  /// @param quiet what may keep people from being told of an incident
  /// @param link the address of the page about an incident; empty when there is none
  public record Sources(
      IncidentSource incidents,
      Supplier<Routing> routing,
      Function<Incident, QuietTimes> quiet,
      Function<UUID, String> link) {}

  public Courier(
      Deliveries deliveries,
      Sources sources,
      ChannelSource channels,
      DeliveryLog log,
      InstantSource clock) {
    this.deliveries = deliveries;
    this.sources = sources;
    this.channels = channels;
    this.log = log;
    this.clock = clock;
  }

  /// Tells all receivers what is due, each on a thread of its own, and returns how many times a
  /// receiver acknowledged something.
  public int deliverDue() {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      return receiversDue().stream()
          .map(receiver -> CompletableFuture.supplyAsync(() -> deliverTo(receiver), threads))
          .toList()
          .stream()
          .mapToInt(CompletableFuture::join)
          .sum();
    }
  }

  /// Returns the receivers for which something is due.
  List<String> receiversDue() {
    return deliveries.receiversDue(clock.instant());
  }

  /// Tells one receiver what is due, one delivery after the other, until nothing is left, it fails,
  /// or its pace says to wait. Returns how many times it acknowledged something.
  int deliverTo(String receiver) {
    int told = 0;
    for (int i = 0; i < BATCH && !Thread.currentThread().isInterrupted(); i++) {
      switch (deliverOne(receiver)) {
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

  private Step deliverOne(String name) {
    Instant now = clock.instant();
    Optional<Receiver> receiver =
        Optional.ofNullable(sources.routing().get().receivers().get(name));
    boolean free =
        deliveries.anyDue(name, now)
            && receiver.map(r -> deliveries.pass(name, Pace.of(r.address()), now)).orElse(true);
    Optional<Deliveries.Claim> claim = free ? deliveries.claim(name, now, LEASE) : Optional.empty();
    if (claim.isEmpty()) {
      return Step.ENOUGH;
    }
    DeliveryRow row = claim.get().row();
    Optional<Incident> incident = sources.incidents().find(row.incident());
    if (incident.isEmpty()) {
      return bury(claim.get(), "incident_gone", "the incident is no longer stored");
    }
    if (receiver.isEmpty()) {
      return bury(claim.get(), "receiver_gone", "no routing file declares the receiver any more");
    }
    QuietTimes times = sources.quiet().apply(incident.get());
    return switch (Quiet.decide(incident.get(), row.heard(), times, now)) {
      case Quiet.Tell _ -> tell(claim.get(), receiver.get(), incident.get());
      case Quiet.Hold hold -> hold(claim.get(), hold, now);
      case Quiet.Never never -> {
        count(row, never.reason());
        deliveries.suppress(claim.get(), never);
        yield Step.SETTLED;
      }
    };
  }

  private Step hold(Deliveries.Claim claim, Quiet.Hold hold, Instant now) {
    count(claim.row(), hold.reason());
    Instant look = now.plus(hold.until().isPresent() ? LOOK : NEXT_LOOK);
    deliveries.hold(claim, hold.until().filter(look::isAfter).orElse(look), hold);
    return Step.SETTLED;
  }

  /// Once each time that it begins to be held back.
  private void count(DeliveryRow row, Quiet.Reason reason) {
    if (!reason.word().equals(row.held())) {
      log.suppressed(row.receiver(), reason);
    }
  }

  private Step tell(Deliveries.Claim claim, Receiver receiver, Incident incident) {
    DeliveryRow row = claim.row();
    List<LoggedChange> untold =
        sources.incidents().changesAfter(incident.id(), row.told()).stream()
            .filter(change -> change.sequence() <= incident.sequence())
            .toList();
    if (untold.isEmpty()) {
      deliveries.settle(claim, row.wanted(), "there was nothing to tell");
      return Step.SETTLED;
    }
    Notice notice =
        new Notice(row.id(), incident, untold, row.known(), sources.link().apply(incident.id()));
    if (clock.instant().isAfter(claim.taken().plus(FRESH))) {
      LOG.warn(
          "Receiver {} is not told of incident {} by this process, which stood still: another one"
              + " may have done it meanwhile.",
          receiver.name(),
          incident.id());
      return Step.ENOUGH;
    }
    return switch (outcome(receiver, notice)) {
      case Outcome.Accepted accepted -> accepted(claim, accepted);
      case Outcome.Retry retry -> retry(claim, retry);
      case Outcome.Rejected rejected -> {
        log.failed(receiver.name(), rejected.reason());
        yield bury(claim, rejected.reason(), rejected.text());
      }
    };
  }

  private Outcome outcome(Receiver receiver, Notice notice) {
    try {
      return channels.to(receiver).tell(notice);
    } catch (RuntimeException e) {
      // no message, no stack trace: either may quote an address that is a secret
      String what = e.getClass().getSimpleName();
      return new Outcome.Retry("internal", "the channel broke with " + what, Optional.empty());
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
        "Receiver {} was not told of incident {} and will not be, until the incident changes: {}.",
        row.receiver(),
        row.incident(),
        text);
    return Step.SETTLED;
  }

  /// This process stood still in the middle of a call, for longer than its lease: what it told may
  /// have reached the receiver after what another courier told since, such as a trigger after its
  /// resolve. So the receiver counts as knowing no more than that, and is told how things stand.
  private void lost(Deliveries.Claim claim, long mayKnow) {
    boolean again = deliveries.tellAgain(claim, mayKnow, clock.instant());
    LOG.warn(
        "The answer of receiver {} about incident {} came after another courier had taken over{}.",
        claim.row().receiver(),
        claim.row().incident(),
        again ? ": it is told once more how things stand" : "");
  }
}
