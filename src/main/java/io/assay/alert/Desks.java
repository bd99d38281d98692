package io.assay.alert;

import io.assay.alert.MessageChanges.Lease;
import io.assay.incident.Incident;
import io.assay.incident.LoggedChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Reads what there is to know of a receiver of messages before it is told anything. What is held
/// back, and what there is nothing to tell of, is written down and left out.
final class Desks {
  private final Messages messages;
  private final MessageChanges changes;
  private final Corrections corrections;
  private final Courier.Sources sources;
  private final Bulletins bulletins;
  private final DeliveryLog log;

  Desks(Deliveries deliveries, Courier.Sources sources, DeliveryLog log) {
    this.messages = deliveries.messages();
    this.changes = deliveries.changes();
    this.corrections = deliveries.corrections();
    this.sources = sources;
    this.bulletins = new Bulletins(sources);
    this.log = log;
  }

  /// Returns what is due at `now` for the receiver whose lease this is, and what it concerns.
  Desk desk(Lease lease, boolean threads, Instant now) {
    List<Due> due = toBeTold(lease, now);
    Set<String> homeless =
        due.stream()
            .filter(each -> each.message().isEmpty())
            .map(each -> each.group().key())
            .collect(Collectors.toSet());
    Set<UUID> more = corrections.due(lease.receiver(), now);
    if (homeless.isEmpty()) {
      return new Desk(threads, due, found(due, more), Map.of(), Desk.Lately.QUIET);
    }
    Map<String, UUID> homes = messages.homes(lease.receiver(), homeless);
    Desk.Lately lately = messages.lately(lease.receiver(), now);
    more.addAll(homes.values());
    lately.collecting().ifPresent(more::add);
    return new Desk(threads, due, found(due, more), homes, lately);
  }

  private Map<UUID, OpenMessage> found(List<Due> due, Set<UUID> more) {
    Set<UUID> concerned = new HashSet<>(more);
    due.forEach(each -> each.message().ifPresent(concerned::add));
    return concerned.isEmpty() ? Map.of() : messages.find(concerned);
  }

  private List<Due> toBeTold(Lease lease, Instant now) {
    List<DueRow> rows = messages.due(lease.receiver(), now);
    if (rows.isEmpty()) {
      return List.of();
    }
    Map<UUID, Incident> incidents =
        bulletins.all(rows.stream().map(DueRow::incident).toList()).stream()
            .collect(Collectors.toMap(Incident::id, Function.identity()));
    Map<UUID, List<LoggedChange>> untold = untold(rows);
    List<Due> due = new ArrayList<>();
    List<UUID> gone = new ArrayList<>();
    List<UUID> known = new ArrayList<>();
    Map<Quiet, List<DueRow>> held = new LinkedHashMap<>();
    for (DueRow row : rows) {
      Incident incident = incidents.get(row.incident());
      if (incident == null) {
        gone.add(row.id());
        continue;
      }
      List<LoggedChange> news =
          untold.getOrDefault(row.incident(), List.of()).stream()
              .filter(change -> change.sequence() <= incident.sequence())
              .toList();
      if (news.isEmpty()) {
        known.add(row.id());
        continue;
      }
      Quiet answer = sources.decide(incident, row.heard(), now);
      if (answer instanceof Quiet.Tell) {
        due.add(new Due(row, incident, news));
      } else {
        held.computeIfAbsent(answer, _ -> new ArrayList<>()).add(row);
      }
    }
    held.forEach((answer, back) -> hold(lease, answer, back, now));
    if (!known.isEmpty()) {
      changes.settled(lease, known, "there was nothing to tell");
    }
    if (!gone.isEmpty()) {
      changes.buried(lease, gone, now, "incident_gone", "the incident is no longer stored");
      gone.forEach(_ -> log.dead(lease.receiver()));
    }
    return due;
  }

  private Map<UUID, List<LoggedChange>> untold(List<DueRow> rows) {
    Map<UUID, Long> told = new HashMap<>();
    rows.forEach(row -> told.put(row.incident(), row.told()));
    return sources.incidents().allChangesAfter(told);
  }

  private void hold(Lease lease, Quiet quiet, List<DueRow> rows, Instant now) {
    List<UUID> ids = rows.stream().map(DueRow::id).toList();
    switch (quiet) {
      case Quiet.Tell() -> {}
      case Quiet.Hold hold -> {
        count(lease, hold.reason(), rows);
        changes.held(lease, ids, hold.again(now), hold);
      }
      case Quiet.Wait wait -> changes.postponed(lease, ids, wait.again(now), wait.why());
      case Quiet.Never never -> {
        count(lease, never.reason(), rows);
        changes.suppressed(lease, ids, never);
      }
    }
  }

  /// Once each time that one begins to be held back.
  private void count(Lease lease, Quiet.Reason reason, List<DueRow> rows) {
    rows.stream()
        .filter(row -> !reason.word().equals(row.held()))
        .forEach(_ -> log.suppressed(lease.receiver(), reason));
  }
}
