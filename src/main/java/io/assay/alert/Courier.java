package io.assay.alert;

import io.assay.incident.Incident;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Supplier;

/// Closes the difference between what receivers should know and what they have acknowledged. Any
/// number of couriers may work on the same deliveries: a row, and a receiver of messages as a
/// whole, belongs to one of them at a time.
public final class Courier {
  /// A channel's calls for one telling end well within this time.
  static final Duration LEASE = Duration.ofSeconds(30);

  /// What is about to be told was read this long ago at most. A process that was stopped in between
  /// must not send what another one has overtaken, such as a trigger after its resolve.
  static final Duration FRESH = Duration.ofSeconds(10);

  /// What is told goes out this long after the row was taken at most, on a connection that is there
  /// by then: well before the lease ends, since the clocks of two machines are not quite one.
  static final Duration LATEST = Duration.ofSeconds(20);

  /// How long after the end of a lease a call under it may still reach the receiver: one that the
  /// network held back, or whose process stood still with the connection there and the message the
  /// next thing to go out. A server, or the load balancer before it, closes a connection on which
  /// no whole request has come for a minute, and refuses what comes on it later.
  static final Duration LINGERS = Duration.ofMinutes(1);

  /// A message or reply that left and was not answered is looked for so long after it was begun:
  /// one that the receiver was slow to take is there by then, and is not sent a second time.
  static final Duration APPEARS = Duration.ofSeconds(30);

  /// How much one call of [#deliverTo] does at most, so that a shutdown need not wait for a
  /// backlog.
  static final int BATCH = 20;

  private final Deliveries deliveries;
  private final Sources sources;
  private final ChannelSource channels;
  private final InstantSource clock;
  private final TellingOneByOne oneByOne;
  private final TellingInMessages inMessages;

  /// What the courier reads anew before each telling.
  ///
  /// @param incidents what there is to tell
  /// @param routing the receivers in force
  /// @param quiet what may keep people from being told of an incident
  public record Sources(
      IncidentSource incidents,
      Supplier<Routing> routing,
      Function<Incident, QuietTimes> quiet,
      Links links) {

    /// Returns whether a receiver is told of an incident now.
    Quiet decide(Incident incident, Quiet.Heard heard, Instant now) {
      return Quiet.decide(incident, heard, quiet.apply(incident), now);
    }
  }

  /// Where people can read on.
  ///
  /// @param incident the address of the page about an incident; empty when there is none
  /// @param rest where all open incidents are to be seen
  public record Links(Function<UUID, String> incident, String rest) {}

  public Courier(
      Deliveries deliveries,
      Sources sources,
      ChannelSource channels,
      DeliveryLog log,
      InstantSource clock) {
    this.deliveries = deliveries;
    this.sources = sources;
    this.channels = channels;
    this.clock = clock;
    this.oneByOne = new TellingOneByOne(deliveries, sources, log, clock);
    this.inMessages = new TellingInMessages(deliveries, sources, log, clock);
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
    inMessages.noteOutdated();
    return deliveries.receiversDue(clock.instant());
  }

  /// Tells one receiver what is due, until nothing is left, it fails, or its pace says to wait.
  /// Returns how many times it acknowledged something.
  int deliverTo(String name) {
    Optional<Receiver> receiver =
        Optional.ofNullable(sources.routing().get().receivers().get(name));
    Optional<Channel> channel = receiver.map(channels::to);
    return channel.isPresent() && channel.get() instanceof MessageChannel messages
        ? inMessages.deliver(receiver.orElseThrow(), messages)
        : oneByOne.deliver(name, receiver, channel);
  }
}
