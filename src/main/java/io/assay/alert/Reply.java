package io.assay.alert;

import io.assay.check.Severity;
import io.assay.incident.Change;
import io.assay.incident.Incident;
import io.assay.incident.LoggedChange;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// What happened to the incidents of a message since its thread last said something.
///
/// @param lines oldest first, at least one
/// @param loud whether people who are not looking at the thread should see it too
public record Reply(List<Line> lines, boolean loud) {
  public Reply {
    lines = List.copyOf(lines);
    if (lines.isEmpty()) {
      throw new IllegalArgumentException("a reply says something");
    }
  }

  /// One change of one incident.
  public record Line(Incident incident, LoggedChange change) {}

  /// Returns the reply with these lines in a message about `shown`; that something goes on is left
  /// out where the lines say more of it later. It is loud when something got worse than it was, or
  /// is said again; another problem that is no worse than those that people know of already is not.
  static Reply of(List<Line> all, Collection<Incident> shown) {
    Map<UUID, Long> last =
        all.stream()
            .collect(
                Collectors.toMap(
                    line -> line.incident().id(), line -> line.change().sequence(), Math::max));
    List<Line> lines =
        all.stream()
            .filter(line ->
                !(line.change().change() instanceof Change.Reminded)
                    || line.change().sequence()
                        == Objects.requireNonNull(last.get(line.incident().id())))
            .toList();
    Set<UUID> opening =
        lines.stream()
            .filter(line -> line.change().change() instanceof Change.Opened)
            .map(line -> line.incident().id())
            .collect(Collectors.toSet());
    Optional<Severity> known =
        shown.stream()
            .filter(incident -> incident.open() && !opening.contains(incident.id()))
            .map(Incident::severity)
            .max(Comparator.naturalOrder());
    return new Reply(
        lines.stream().sorted(Comparator.comparing(line -> line.change().at())).toList(),
        lines.stream().anyMatch(line -> loud(line, known)));
  }

  private static boolean loud(Line line, Optional<Severity> known) {
    return switch (line.change().change()) {
      case Change.Opened(var severity, _) ->
          line.incident().open() && known.map(worst -> severity.compareTo(worst) > 0).orElse(true);
      case Change.SeverityChanged(var from, var to, _) -> to.compareTo(from) > 0;
      case Change.Reminded _, Change.Flapping _, Change.Settled _ -> true;
      case Change.NotMeasurable _,
          Change.Acknowledged _,
          Change.Unacknowledged _,
          Change.Resolved _,
          Change.Other _ ->
          false;
    };
  }
}
