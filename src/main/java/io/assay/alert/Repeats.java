package io.assay.alert;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells receivers again what they would forget, from the same rows as the courier. A mute holds
/// nothing back here: what the receiver knows already must not end because nobody speaks.
public final class Repeats {
  private static final Logger LOG = LoggerFactory.getLogger(Repeats.class);

  /// How long a repetition that failed waits, unless the receiver asked for longer.
  private static final Duration RETRY = Duration.ofMinutes(1);

  /// How much one call does at most.
  private static final int BATCH = 100;

  private final RepeatRows rows;
  private final Supplier<Routing> routing;
  private final ChannelSource channels;
  private final DeliveryLog log;
  private final InstantSource clock;

  /// The receivers that took no repetition, until when each is left alone.
  private final Map<String, Instant> resting = new ConcurrentHashMap<>();

  public Repeats(
      RepeatRows rows,
      Supplier<Routing> routing,
      ChannelSource channels,
      DeliveryLog log,
      InstantSource clock) {
    this.rows = rows;
    this.routing = routing;
    this.channels = channels;
    this.log = log;
    this.clock = clock;
  }

  /// Repeats what is due. Throws when the state store does not answer.
  public void repeatDue() {
    for (int i = 0; i < BATCH && !Thread.currentThread().isInterrupted(); i++) {
      Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
      resting.values().removeIf(until -> !until.isAfter(now));
      Optional<RepeatRows.Claim> claim =
          rows.take(now, now.plus(Courier.LEASE), List.copyOf(resting.keySet()));
      if (claim.isEmpty()) {
        return;
      }
      Instant end = now.plus(Courier.LATEST);
      Outcome outcome = repeat(claim.get(), () -> clock.instant().isAfter(end));
      Map<String, String> next = next(claim.get(), outcome, now);
      boolean ours = rows.giveBack(claim.get(), next, fate(outcome));
      if (!ours && mayHaveArrived(outcome)) {
        lost(claim.get());
      }
      if (!(outcome instanceof Outcome.Accepted)) {
        // what is down for one is down for the next; other receivers do not wait for it
        Optional.ofNullable(next.get(RepeatingChannel.AGAIN))
            .ifPresent(again -> resting.put(claim.get().receiver(), Instant.parse(again)));
      }
    }
  }

  /// This process stood still in the middle of the call: what it told again may have reached the
  /// receiver after what another one told since, such as an alert after its end.
  private void lost(RepeatRows.Claim claim) {
    boolean again = rows.tellAgain(claim, clock.instant());
    LOG.warn(
        "What was told again to receiver {} came after another process had taken over{}.",
        claim.receiver(),
        again ? ": it is told once more how things stand" : "");
  }

  private Outcome repeat(RepeatRows.Claim claim, BooleanSupplier over) {
    Optional<Channel> channel =
        Optional.ofNullable(routing.get().receivers().get(claim.receiver())).map(channels::to);
    if (channel.isPresent() && channel.get() instanceof RepeatingChannel repeating) {
      return repeating.repeat(claim.reference(), over);
    }
    Map<String, String> never = new HashMap<>(claim.reference());
    never.remove(RepeatingChannel.AGAIN);
    return new Outcome.Accepted(0, never);
  }

  private static boolean mayHaveArrived(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Accepted _ -> true;
      case Outcome.Retry retry -> retry.fate() == Outcome.Fate.UNKNOWN;
      case Outcome.Rejected _ -> false;
    };
  }

  private static Outcome.Fate fate(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Retry retry -> retry.fate();
      case Outcome.Accepted _, Outcome.Rejected _ -> Outcome.Fate.SETTLED;
    };
  }

  /// The reference with which the delivery waits for its next repetition.
  private Map<String, String> next(RepeatRows.Claim claim, Outcome outcome, Instant now) {
    return switch (outcome) {
      case Outcome.Accepted accepted -> accepted.reference();
      case Outcome.Retry(var reason, _, var after, _) ->
          later(
              claim,
              reason,
              now.plus(after.filter(asked -> asked.compareTo(RETRY) > 0).orElse(RETRY)));
      case Outcome.Rejected(var reason, _) -> later(claim, reason, now.plus(RETRY));
    };
  }

  private Map<String, String> later(RepeatRows.Claim claim, String reason, Instant at) {
    log.failed(claim.receiver(), reason);
    Map<String, String> reference = new HashMap<>(claim.reference());
    reference.put(RepeatingChannel.AGAIN, at.toString());
    return reference;
  }
}
