package io.assay.alert;

import io.assay.check.ActiveHours;
import io.assay.incident.Incident;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;

/// Planned quiet time: until when nobody is told of an incident.
public final class Mutes {
  /// Quiet times that touch are followed this often; a mute without an end ends nowhere.
  private static final int FOLLOWED = 16;

  private Mutes() {}

  /// Returns until when `incident` is muted at `at`; empty when it is not.
  public static Optional<Instant> until(List<Routing.Mute> mutes, Incident incident, Instant at) {
    List<Routing.Mute> matching =
        mutes.stream().filter(mute -> mute.match().accepts(incident)).toList();
    Instant end = at;
    for (int i = 0; i < FOLLOWED; i++) {
      Instant from = end;
      Optional<Instant> next =
          matching.stream()
              .filter(mute -> mute.every().contains(from))
              .map(mute -> end(mute.every(), from))
              .max(Instant::compareTo);
      if (next.isEmpty()) {
        break;
      }
      end = next.get();
    }
    return end.equals(at) ? Optional.empty() : Optional.of(end);
  }

  /// Returns why nobody has to hear of `incident`: it opened and was resolved within one quiet
  /// time. Empty when it did not.
  public static Optional<String> hid(List<Routing.Mute> mutes, Incident incident) {
    Instant opened = incident.span().opened();
    return incident
        .span()
        .resolved()
        .filter(resolved ->
            until(mutes, incident, opened).filter(end -> !end.isBefore(resolved)).isPresent())
        .flatMap(resolved ->
            mutes.stream()
                .filter(mute -> mute.match().accepts(incident))
                .filter(mute -> mute.every().contains(opened))
                .map(Routing.Mute::why)
                .findFirst());
  }

  /// The first instant after `from` at which the wall clock shows the end of the hours.
  private static Instant end(ActiveHours hours, Instant from) {
    ZonedDateTime local = from.atZone(hours.zone());
    ZonedDateTime end = local.toLocalDate().atTime(hours.to()).atZone(hours.zone());
    if (!end.toInstant().isAfter(from)) {
      end = end.withLaterOffsetAtOverlap();
    }
    if (!end.toInstant().isAfter(from)) {
      end = local.toLocalDate().plusDays(1).atTime(hours.to()).atZone(hours.zone());
    }
    return end.toInstant();
  }
}
