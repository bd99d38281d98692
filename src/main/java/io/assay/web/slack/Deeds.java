package io.assay.web.slack;

import io.assay.history.Event;
import io.assay.history.Event.Place;
import io.assay.history.Event.Sort;
import io.assay.history.Events;
import io.assay.incident.Incident;
import io.assay.incident.Incidents;
import io.assay.web.Operations;
import io.micronaut.transaction.TransactionOperations;
import java.sql.Connection;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What becomes of a press: done in one transaction with the note that it was done.
public final class Deeds {
  private final TransactionOperations<Connection> transactions;
  private final Events events;
  private final Incidents incidents;
  private final Operations operations;
  private final InstantSource clock;

  public Deeds(
      TransactionOperations<Connection> transactions,
      Events events,
      Incidents incidents,
      Operations operations,
      InstantSource clock) {
    this.transactions = transactions;
    this.events = events;
    this.incidents = incidents;
    this.operations = operations;
    this.clock = clock;
  }

  /// Does what the press asks for and returns the answer; nothing when that was done before.
  Optional<String> done(Press press) {
    return transactions.executeWrite(transaction ->
        events.note(List.of(pressed(press))) == 0 ? Optional.empty() : Optional.of(answer(press)));
  }

  private String answer(Press press) {
    List<Incident> all = incidents(press.message());
    if (all.isEmpty()) {
      return "Assay does not know this message any more.";
    }
    List<Incident> open = all.stream().filter(Incident::open).toList();
    return "";
  }

  private List<Incident> incidents(UUID message) {
    return incidents.find(message).stream().toList();
  }

  /// Holds that the press was taken; what comes of it is told with the incidents.
  private Event pressed(Press press) {
    return new Event(
        press.key(),
        clock.instant(),
        Sort.PERSON,
        new Place("", ""),
        press.who() + " pressed " + press.button().label(),
        Optional.empty());
  }
}
