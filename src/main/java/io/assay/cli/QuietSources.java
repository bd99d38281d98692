package io.assay.cli;

import io.assay.alert.QuietTimes;
import io.assay.alert.Silence;
import io.assay.alert.Silences;
import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Terms.Dependency;
import io.assay.incident.CheckState.Last;
import io.assay.incident.CheckStates;
import io.assay.incident.Incident;
import io.assay.incident.Incidents;
import io.assay.incident.Standing;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Looks up what may keep people from being told of an incident.
final class QuietSources {
  private final LiveConfiguration configuration;
  private final Silences silences;
  private final Incidents incidents;
  private final CheckStates states;
  private volatile Hushed hushed = new Hushed(Instant.EPOCH, 0, List.of());
  private volatile Dependencies dependencies = new Dependencies(List.of(), Map.of());

  /// How long silences are known for without asking again.
  private static final Duration LASTS = Duration.ofMillis(200);

  /// The silences that were not over at `after`, as they were read at a moment of the machine.
  private record Hushed(Instant after, long read, List<Silence> silences) {}

  /// What the checks of one load depend on.
  private record Dependencies(List<Check> checks, Map<CheckId, List<CheckId>> of) {}

  QuietSources(
      LiveConfiguration configuration, Silences silences, Incidents incidents, CheckStates states) {
    this.configuration = configuration;
    this.silences = silences;
    this.incidents = incidents;
    this.states = states;
  }

  QuietTimes about(Incident incident) {
    Instant opened = incident.span().opened();
    CheckId check = incident.subject().check();
    List<CheckId> dependsOn = dependsOn(check);
    boolean alone = dependsOn.isEmpty();
    Optional<Map<CheckId, Standing>> standings =
        alone ? Optional.empty() : Optional.of(states.standings(with(check, dependsOn)));
    return new QuietTimes(
        configuration.now().routing().mutes(),
        silences(opened.truncatedTo(ChronoUnit.MINUTES)),
        alone ? List.of() : incidents.lasting(dependsOn, opened),
        standings.flatMap(all -> last(all, check)).flatMap(Last::run),
        standings.map(all -> others(all, dependsOn)).orElse(List.of()));
  }

  /// A storm of incidents that open within a minute asks once for all of them.
  private List<Silence> silences(Instant after) {
    Hushed known = hushed;
    if (!known.after().equals(after) || System.nanoTime() - known.read() > LASTS.toNanos()) {
      known = new Hushed(after, System.nanoTime(), silences.after(after));
      hushed = known;
    }
    return known.silences();
  }

  private static List<CheckId> with(CheckId check, List<CheckId> others) {
    return Stream.concat(Stream.of(check), others.stream()).toList();
  }

  private static Optional<Last> last(Map<CheckId, Standing> standings, CheckId check) {
    return Optional.ofNullable(standings.get(check)).map(standing -> standing.state().last());
  }

  /// One that no daemon has run yet is not waited for.
  private static List<QuietTimes.Other> others(
      Map<CheckId, Standing> standings, List<CheckId> dependsOn) {
    return dependsOn.stream()
        .flatMap(check ->
            last(standings, check).filter(last -> last.run().isPresent()).stream()
                .map(last -> new QuietTimes.Other(check, last.pass())))
        .toList();
  }

  private List<CheckId> dependsOn(CheckId check) {
    List<Check> checks = configuration.now().checks();
    Dependencies known = dependencies;
    if (known.checks() != checks) {
      known =
          new Dependencies(
              checks,
              checks.stream()
                  .filter(each -> !each.terms().restraint().dependsOn().isEmpty())
                  .collect(
                      Collectors.toMap(
                          Check::id,
                          each ->
                              each.terms().restraint().dependsOn().stream()
                                  .map(Dependency::check)
                                  .toList(),
                          (one, _) -> one)));
      dependencies = known;
    }
    return known.of().getOrDefault(check, List.of());
  }
}
