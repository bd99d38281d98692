package io.assay.run;

import io.assay.incident.Decision.Update;
import io.assay.incident.Incident;
import io.assay.incident.Lifecycle;
import io.assay.incident.Standing;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;

/// What people do about incidents: each deed is one transaction with what is to be told of it, as a
/// run's is.
public final class ByHand {
  private final Store store;
  private final Telling telling;
  private final RunLog log;
  private final InstantSource clock;
  private final Lifecycle lifecycle = new Lifecycle(UUID::randomUUID);

  public ByHand(Store store, Telling telling, RunLog log, InstantSource clock) {
    this.store = store;
    this.telling = telling;
    this.log = log;
    this.clock = clock;
  }

  /// What came of a deed.
  public enum Came {
    DONE,
    /// It was so already.
    ALREADY,
    /// The incident is resolved.
    OVER,
    /// There is no such incident.
    UNKNOWN
  }

  /// Notes that `by` takes care of an incident: reminders stop until it is over or gets worse.
  public Came acknowledge(UUID incident, String by, String note) {
    return change(
        incident,
        (open, at) -> lifecycle.acknowledged(open, new Incident.Acknowledgement(at, by, note)));
  }

  /// Notes that nobody takes care of an incident any more.
  public Came unacknowledge(UUID incident, String by) {
    return change(incident, (open, at) -> lifecycle.unacknowledged(open, at, by));
  }

  private record Changed(Came came, Optional<Update> update) {}

  private Came change(UUID id, BiFunction<Incident, Instant, Optional<Update>> deed) {
    Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Changed changed = store.transactions().executeWrite(transaction -> changed(id, deed, at));
    changed.update().ifPresent(update -> log.changed(update.incident(), update.changes()));
    return changed.came();
  }

  private Changed changed(
      UUID id, BiFunction<Incident, Instant, Optional<Update>> deed, Instant at) {
    Optional<Incident> found = store.incidents().find(id);
    if (found.isEmpty()) {
      return new Changed(Came.UNKNOWN, Optional.empty());
    }
    // no run may change it at the same time
    Optional<Standing> standing =
        store.states().lock(List.of(found.get().subject().check())).values().stream().findFirst();
    Optional<Incident> open =
        standing.flatMap(Standing::open).filter(incident -> incident.id().equals(id));
    if (open.isEmpty()) {
      return new Changed(Came.OVER, Optional.empty());
    }
    Optional<Update> update = deed.apply(open.get(), at);
    if (update.isEmpty()) {
      return new Changed(Came.ALREADY, Optional.empty());
    }
    store.incidents().write(List.of(update.get()));
    store.states().write(List.of(standing.get().state().told(at)));
    telling.want(update.get().incident(), at);
    return new Changed(Came.DONE, update);
  }
}
