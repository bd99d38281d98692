package io.assay.alert;

import io.assay.alert.MessageChanges.Lease;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// Tells a receiver of its incidents in messages that show several of them. One courier at a time
/// serves the receiver, under a lease, so that it sees at once all that is due; [Plan] says what
/// comes next, and a [MessageTurn] does it.
final class TellingInMessages {
  private final MessageChanges changes;
  private final Corrections corrections;
  private final MessageTurn.Tools tools;

  TellingInMessages(
      Deliveries deliveries, Courier.Sources sources, DeliveryLog log, InstantSource clock) {
    this.changes = deliveries.changes();
    this.corrections = deliveries.corrections();
    this.tools =
        new MessageTurn.Tools(
            deliveries,
            new Desks(deliveries, sources, log),
            new Bulletins(sources),
            log,
            clock,
            ConcurrentHashMap.newKeySet());
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
        switch (new MessageTurn(tools, receiver, channel, lease).take()) {
          case TOLD -> told++;
          case SETTLED -> {}
          case ENOUGH -> {
            return told;
          }
          case LOST -> {
            noteOutdated();
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
    for (UUID message : tools.outdated()) {
      corrections.outdated(message, tools.clock().instant());
      tools.outdated().remove(message);
    }
  }
}
