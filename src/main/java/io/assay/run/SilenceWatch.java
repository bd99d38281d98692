package io.assay.run;

import io.assay.alert.Announcement;
import io.assay.alert.Deliveries;
import io.assay.alert.Quiet;
import io.assay.alert.Receiver;
import io.assay.alert.Router;
import io.assay.alert.Routing;
import io.assay.alert.Silence;
import io.assay.alert.Silences;
import io.assay.incident.Decision.Update;
import io.assay.incident.Incident;
import io.assay.incident.Incidents;
import io.micronaut.transaction.TransactionOperations;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/// Begins and ends silences, has messages show them, and announces the end of one while what it
/// hides is still wrong, to the receivers that are kept from hearing of it. Nobody is paged for
/// that.
public final class SilenceWatch {
  /// Whoever puts a message together knows of a silence by then.
  private static final Duration KNOWN = Duration.ofSeconds(1);

  private final Tables tables;
  private final Supplier<Routing> routing;
  private final InstantSource clock;

  /// The tables that it works with, and their transactions.
  public record Tables(
      TransactionOperations<Connection> transactions,
      Silences silences,
      Incidents incidents,
      Deliveries deliveries) {}

  public SilenceWatch(Tables tables, Supplier<Routing> routing, InstantSource clock) {
    this.tables = tables;
    this.routing = routing;
    this.clock = clock;
  }

  /// Stores a silence; the messages about what it hides say so as soon as it begins.
  public void add(Silence silence) {
    tables
        .transactions()
        .executeWrite(_ -> {
          tables.silences().add(silence);
          show(silence, silence.span().starts());
          return silence;
        });
  }

  /// Ends a silence before its time; returns whether it was not over yet. What it hid is told at
  /// once.
  public boolean end(UUID id, String by) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return tables
        .transactions()
        .executeWrite(_ -> {
          boolean ended = tables.silences().end(id, now, by);
          if (ended) {
            tables.deliveries().lookAgain(Quiet.Reason.SILENCED, now);
            tables.silences().find(id).ifPresent(silence -> show(silence, now));
          }
          return ended;
        });
  }

  private void show(Silence silence, Instant at) {
    tables
        .deliveries()
        .show(
            tables.incidents().open().stream().filter(silence::about).map(Incident::id).toList(),
            at.plus(KNOWN));
  }

  /// Announces what is to be announced now, and takes back what is over. Several replicas may do it
  /// at once.
  public void look() {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    List<Silence> ending =
        tables.silences().after(now).stream()
            .filter(silence -> silence.announced().isEmpty() && silence.holds(now))
            .filter(silence -> !now.isBefore(silence.announcedFrom()))
            .toList();
    if (!ending.isEmpty()) {
      List<Incident> open = tables.incidents().open();
      for (Silence silence : ending) {
        List<Incident> hidden =
            open.stream().filter(incident -> silence.hides(incident, now)).toList();
        if (!hidden.isEmpty()) {
          announce(silence, hidden, now);
        }
      }
    }
    tables.incidents().openOfKind(Announcement.KIND).forEach(announced -> takeBack(announced, now));
  }

  /// Returns the silences that are in force now, the oldest first.
  public List<Silence> inForce() {
    Instant now = clock.instant();
    return tables.silences().after(now).stream().filter(silence -> silence.holds(now)).toList();
  }

  /// Deletes up to 1,000 of the silences that were over before this instant; returns how many.
  public int forget(Instant before) {
    return tables.silences().forget(before);
  }

  private void announce(Silence silence, List<Incident> hidden, Instant now) {
    Routing inForce = routing.get();
    List<String> receivers =
        hidden.stream()
            .flatMap(incident -> Router.receivers(inForce, incident).stream())
            .distinct()
            .filter(name -> !pages(inForce.receivers(), name))
            .toList();
    tables
        .transactions()
        .executeWrite(_ -> {
          if (tables.silences().announce(silence.id(), now)) {
            Update update = Announcement.opened(silence, hidden, now);
            tables.incidents().write(List.of(update));
            tables.deliveries().want(update.incident(), receivers, now);
          }
          return silence;
        });
  }

  private void takeBack(Incident announced, Instant now) {
    tables
        .transactions()
        .executeWrite(_ -> {
          boolean over =
              tables
                  .silences()
                  .lock(announced.id())
                  .map(silence -> !silence.over().isAfter(now))
                  .orElse(true);
          if (over && tables.incidents().find(announced.id()).filter(Incident::open).isPresent()) {
            Update update = Announcement.over(announced, now);
            tables.incidents().write(List.of(update));
            tables.deliveries().want(update.incident(), List.of(), now);
          }
          return announced;
        });
  }

  private static boolean pages(Map<String, Receiver> receivers, String name) {
    Receiver receiver = receivers.get(name);
    return receiver != null
        && (receiver.address() instanceof Receiver.Address.PagerDuty
            || receiver.address() instanceof Receiver.Address.Alertmanager);
  }
}
