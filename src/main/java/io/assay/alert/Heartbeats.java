package io.assay.alert;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives an outside watcher the sign of life that the routing files ask for: by one replica at a
/// time, only while the state store answers, and only while deliveries get on. It runs beside the
/// deliveries, in the courier's loop, and stays away with it.
public final class Heartbeats {
  /// How long something may be due to a receiver before its not being told is the daemon's fault.
  static final Duration STUCK = Duration.ofMinutes(5);

  /// How soon a sign of life that was not taken is repeated.
  private static final Duration RETRY = Duration.ofSeconds(15);

  private static final Logger LOG = LoggerFactory.getLogger(Heartbeats.class);

  private final HeartbeatRows rows;
  private final Supplier<Routing> routing;
  private final HeartbeatChannel channel;
  private final HeartbeatLog log;
  private final InstantSource clock;
  private volatile boolean troubled;

  public Heartbeats(
      HeartbeatRows rows,
      Supplier<Routing> routing,
      HeartbeatChannel channel,
      HeartbeatLog log,
      InstantSource clock) {
    this.rows = rows;
    this.routing = routing;
    this.channel = channel;
    this.log = log;
    this.clock = clock;
  }

  /// Gives the sign of life when it is due. Throws when the state store does not answer.
  public void beatWhenDue() {
    Optional<Heartbeat> heartbeat = routing.get().heartbeat();
    Instant now = clock.instant();
    if (heartbeat.isEmpty() || !rows.take(now, now.plus(heartbeat.get().every()))) {
      return;
    }
    Optional<String> stuck = rows.stuck(now.minus(STUCK));
    if (stuck.isPresent()) {
      log.withheld();
      trouble(
          "The heartbeat is withheld: for "
              + STUCK.toMinutes()
              + " minutes nobody has tried to tell receiver "
              + stuck.get()
              + " what is due to it");
      rows.again(now.plus(RETRY));
      return;
    }
    switch (channel.beat(heartbeat.get())) {
      case Outcome.Accepted _ -> {
        log.sent();
        if (troubled) {
          troubled = false;
          LOG.info("The heartbeat is taken again.");
        }
      }
      case Outcome.Retry(_, var text, _, _) -> failed(text, now);
      case Outcome.Rejected(_, var text) -> failed(text, now);
    }
  }

  private void failed(String text, Instant now) {
    log.failed();
    trouble("The heartbeat was not taken: " + text);
    rows.again(now.plus(RETRY));
  }

  /// The first time in a row as a warning; the metric counts the rest.
  private void trouble(String sentence) {
    if (!troubled) {
      troubled = true;
      LOG.warn("{}.", sentence);
    }
  }
}
