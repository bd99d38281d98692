package io.assay.alert;

import io.assay.check.Severity;
import io.assay.incident.Incident;
import io.assay.incident.Lifecycle;
import io.assay.incident.Subject;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The figures of many incidents.
///
/// @param open how many are open, for each severity that has any; those that cannot be measured are
///   not in it
/// @param unmeasurable how many are open whose check cannot be measured
/// @param resolved how many are over
/// @param groups how many groups there are
/// @param busiest groups with open incidents, those with most first, at most [#BUSIEST]
/// @param busy how many groups have open incidents
/// @param span since when the first was open, and until when the last if all are over
public record Tally(
    Map<Severity, Integer> open,
    int unmeasurable,
    int resolved,
    int groups,
    List<Busy> busiest,
    int busy,
    Incident.Span span) {
  static final int BUSIEST = 10;

  public Tally {
    open = Map.copyOf(open);
    busiest = List.copyOf(busiest);
  }

  /// A group and how many of its incidents are open.
  public record Busy(Group group, int open) {}

  /// Returns the figures of `incidents`, of which there is at least one.
  static Tally of(Collection<Incident> incidents) {
    Map<Severity, Integer> open = new EnumMap<>(Severity.class);
    Map<Group, Integer> groups = new HashMap<>();
    int unmeasurable = 0;
    int resolved = 0;
    Instant since = Instant.MAX;
    Instant until = Instant.MIN;
    for (Incident incident : incidents) {
      groups.merge(Group.of(incident.subject()), incident.open() ? 1 : 0, Integer::sum);
      since = incident.span().opened().isBefore(since) ? incident.span().opened() : since;
      Instant over = incident.span().resolved().orElse(Instant.MAX);
      until = over.isAfter(until) ? over : until;
      if (!incident.open()) {
        resolved++;
      } else if (blind(incident.subject())) {
        unmeasurable++;
      } else {
        open.merge(incident.severity(), 1, Integer::sum);
      }
    }
    List<Busy> busy =
        groups.entrySet().stream()
            .filter(group -> group.getValue() > 0)
            .map(group -> new Busy(group.getKey(), group.getValue()))
            .sorted(
                Comparator.comparing(Busy::open)
                    .reversed()
                    .thenComparing(group -> group.group().key()))
            .toList();
    return new Tally(
        open,
        unmeasurable,
        resolved,
        groups.size(),
        busy.stream().limit(BUSIEST).toList(),
        busy.size(),
        new Incident.Span(
            since, until.equals(Instant.MAX) ? Optional.empty() : Optional.of(until)));
  }

  /// Returns whether nothing is known of the data; of a database that is away its severity counts.
  public static boolean blind(Subject subject) {
    return subject.sort() == Subject.Sort.ERROR
        && !subject.place().kind().equals(Lifecycle.ANSWERS);
  }
}
