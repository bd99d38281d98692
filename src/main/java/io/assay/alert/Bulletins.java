package io.assay.alert;

import io.assay.alert.MessageChanges.Showing;
import io.assay.alert.OpenMessage.Form;
import io.assay.incident.Incident;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// Puts together what a message says, from the incidents as they are now.
final class Bulletins {
  /// How many incidents a message names; with the limits of Slack all have room.
  static final int NAMED = 10;

  /// How many incidents are read with one statement.
  private static final int CHUNK = 1000;

  private final Courier.Sources sources;

  Bulletins(Courier.Sources sources) {
    this.sources = sources;
  }

  /// What a message says.
  ///
  /// @param shows which change of each delivery that shows
  /// @param until when a silence that it speaks of ends, or another one begins
  record Draft(Bulletin bulletin, List<Showing> shows, Optional<Instant> until) {}

  /// Returns what a message about `due` and about what is in it already says at `now`. Empty when
  /// none of the incidents is stored any more.
  Optional<Draft> draft(Form form, List<Messages.Member> members, List<Due> due, Instant now) {
    Map<UUID, UUID> deliveries = new LinkedHashMap<>();
    Set<UUID> told = new HashSet<>();
    for (Messages.Member member : members) {
      deliveries.put(member.incident(), member.delivery());
      if (member.told() > 0) {
        told.add(member.incident());
      }
    }
    for (Due each : due) {
      deliveries.put(each.incident().id(), each.delivery());
      if (each.row().told() > 0) {
        told.add(each.incident().id());
      }
    }
    List<Incident> incidents =
        all(List.copyOf(deliveries.keySet())).stream().sorted(Entry.WORST_FIRST).toList();
    if (incidents.isEmpty()) {
      return Optional.empty();
    }
    List<Showing> shows =
        incidents.stream()
            .map(incident ->
                new Showing(
                    Objects.requireNonNull(deliveries.get(incident.id())),
                    Group.of(incident.subject()).key(),
                    incident.sequence()))
            .toList();
    List<Incident> named = incidents.subList(0, Math.min(NAMED, incidents.size()));
    Map<UUID, QuietTimes> quiet =
        form == Form.DIGEST
            ? Map.of()
            : named.stream()
                .filter(Incident::open)
                .collect(Collectors.toMap(Incident::id, sources.quiet()));
    List<Entry> entries =
        named.stream()
            .map(incident ->
                entry(
                    incident,
                    !told.contains(incident.id()),
                    Optional.ofNullable(quiet.get(incident.id()))
                        .flatMap(times -> times.silence(incident, now))))
            .toList();
    Optional<Instant> until =
        named.stream()
            .flatMap(incident ->
                Optional.ofNullable(quiet.get(incident.id()))
                    .flatMap(times -> times.nextSilence(incident, now))
                    .stream())
            .min(Comparator.naturalOrder());
    Bulletin bulletin =
        switch (form) {
          case GROUP ->
              new Bulletin.OfGroup(
                  Group.of(incidents.getFirst().subject()),
                  entries,
                  incidents.size() - entries.size());
          case DIGEST -> new Bulletin.Digest(Tally.of(incidents), entries, sources.links().rest());
        };
    return Optional.of(new Draft(bulletin, shows, until));
  }

  /// Returns what a thread is told of `due`, in a message about `incidents`.
  Reply reply(List<Due> due, List<Incident> incidents) {
    List<Reply.Line> lines =
        due.stream()
            .flatMap(each ->
                each.untold().stream()
                    .filter(change -> change.sequence() <= each.row().shown())
                    .map(change -> new Reply.Line(each.incident(), change)))
            .toList();
    return Reply.of(lines, incidents);
  }

  List<Incident> all(List<UUID> ids) {
    List<Incident> incidents = new ArrayList<>();
    for (int i = 0; i < ids.size(); i += CHUNK) {
      incidents.addAll(sources.incidents().all(ids.subList(i, Math.min(ids.size(), i + CHUNK))));
    }
    return incidents;
  }

  private Entry entry(Incident incident, boolean news, Optional<Silence> silence) {
    String was =
        incident.open()
            ? ""
            : sources.incidents().changesAfter(incident.id(), 0).stream()
                .flatMap(logged -> logged.change().wrong().stream())
                .reduce((_, last) -> last)
                .orElse("");
    String link = sources.links().incident().apply(incident.id());
    return new Entry(incident, was, news, link, silence);
  }
}
