package io.assay.web.story;

import io.assay.alert.Announcement;
import io.assay.alert.Silences;
import io.assay.alert.Tellings;
import io.assay.history.Events;
import io.assay.history.Results;
import io.assay.incident.Incident;
import io.assay.incident.Incidents;
import io.assay.incident.Openings;
import io.assay.run.MissedRuns;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Puts the stories of incidents together.
@Singleton
public class Stories {
  /// What went before an incident may be its cause.
  private static final Duration BEFORE = Duration.ofHours(1);

  private static final Duration AFTER = Duration.ofMinutes(10);

  /// The last ones are looked through.
  private static final int SILENCES = 1000;

  private final Incidents incidents;
  private final Openings openings;
  private final ToldTables told;
  private final Events events;
  private final Results results;
  private final MissedRuns missedRuns;

  Stories(
      IncidentTables incidents,
      ToldTables told,
      Events events,
      Results results,
      MissedRuns missedRuns) {
    this.incidents = incidents.incidents();
    this.openings = incidents.openings();
    this.told = told;
    this.events = events;
    this.results = results;
    this.missedRuns = missedRuns;
  }

  /// What is or was wrong.
  @Singleton
  record IncidentTables(Incidents incidents, Openings openings) {}

  /// Who was told, and what kept them from it.
  @Singleton
  record ToldTables(Tellings tellings, Silences silences) {}

  /// Returns the story of the incident of this id.
  @Transactional
  public Optional<Story> find(UUID id, Instant now) {
    return incidents.find(id).map(incident -> story(incident, now));
  }

  private Story story(Incident incident, Instant now) {
    String database = incident.subject().place().database();
    Instant opened = incident.span().opened();
    Instant until = incident.span().resolved().orElse(now);
    Instant from = opened.minus(BEFORE);
    Instant to = until.plus(AFTER);
    return new Story(
        incident,
        new Story.Log(
            incidents.changesAfter(incident.id(), 0),
            events.about(incident.id()),
            told.silences().latest(SILENCES).stream()
                .filter(silence ->
                    silence.match().accepts(incident)
                        && silence.span().starts().isBefore(until)
                        && silence.over().isAfter(opened))
                .toList()),
        new Story.Receivers(
            told.tellings().of(incident.id()), told.tellings().reached(incident.id())),
        new Story.Around(
            events.around(database, from, to),
            neighbours(incident, incidents.around(database, from, to)),
            missedRuns.between(database, from, to)),
        results.around(incident.subject().check(), opened, until),
        now);
  }

  private List<Story.Neighbour> neighbours(Incident incident, List<Incident> around) {
    Map<UUID, String> said = openings.of(around);
    return around.stream()
        .filter(other -> !other.id().equals(incident.id()) && !Announcement.is(other))
        .map(other -> new Story.Neighbour(other, Openings.wrong(other, said)))
        .toList();
  }
}
