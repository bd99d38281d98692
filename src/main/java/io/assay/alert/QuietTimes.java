package io.assay.alert;

import io.assay.incident.Incident;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What there is that may keep people from being told of one incident.
///
/// @param mutes of the routing files
/// @param silences those that were not over when the incident opened
/// @param causes the incidents of checks that it depends on, unless they ended before it opened
/// @param lastRun when its own check last ran: until it has run after a cause has ended, nobody
///   knows whether it is still wrong
public record QuietTimes(
    List<Routing.Mute> mutes,
    List<Silence> silences,
    List<Incident> causes,
    Optional<Instant> lastRun) {
  /// Quiet times that touch are followed this often; one without an end ends nowhere.
  private static final int FOLLOWED = 16;

  public QuietTimes {
    mutes = List.copyOf(mutes);
    silences = List.copyOf(silences);
    causes = List.copyOf(causes);
  }

  /// Returns those of the routing files alone.
  public static QuietTimes of(Routing routing) {
    return new QuietTimes(routing.mutes(), List.of(), List.of(), Optional.empty());
  }

  /// One thing that keeps an incident back, until when (MAX when nobody knows), and whose it is.
  record Hush(Quiet.Reason reason, Instant until, String by) {}

  /// Returns what keeps `incident` back at `at`: a person's word before a file's before another
  /// check's.
  Optional<Hush> at(Incident incident, Instant at) {
    return all(incident, at).min(Comparator.comparing(Hush::reason));
  }

  /// Returns the first moment from `from` on at which nothing keeps `incident` back; MAX when
  /// nobody knows.
  Instant end(Incident incident, Instant from) {
    Instant end = from;
    for (int i = 0; i < FOLLOWED; i++) {
      Optional<Instant> next = all(incident, end).map(Hush::until).max(Comparator.naturalOrder());
      if (next.isEmpty()) {
        return end;
      }
      if (next.get().equals(Instant.MAX)) {
        return Instant.MAX;
      }
      end = next.get();
    }
    return end;
  }

  private Stream<Hush> all(Incident incident, Instant at) {
    Stream<Hush> silenced =
        silences.stream()
            .filter(silence -> silence.hides(incident, at))
            .map(silence ->
                new Hush(
                    Quiet.Reason.SILENCED,
                    silence.over(),
                    "by the silence of %s: %s"
                        .formatted(silence.said().author(), silence.said().reason())));
    Stream<Hush> muted =
        mutes.stream()
            .filter(mute -> mute.match().accepts(incident) && mute.when().contains(at))
            .map(mute ->
                new Hush(Quiet.Reason.MUTED, mute.when().end(at), "by the mute: " + mute.why()));
    Stream<Hush> dependent =
        causes.stream()
            .filter(cause -> !cause.span().opened().isAfter(at))
            .flatMap(cause ->
                caused(cause, at).stream()
                    .map(until ->
                        new Hush(
                            Quiet.Reason.DEPENDS_ON,
                            until,
                            "because it depends on %s, which is in incident"
                                .formatted(cause.subject().check()))));
    return Stream.of(silenced, muted, dependent).flatMap(each -> each);
  }

  private Optional<Instant> caused(Incident cause, Instant at) {
    if (cause.span().resolved().isEmpty()) {
      return Optional.of(Instant.MAX);
    }
    Instant end = cause.span().resolved().get();
    if (end.isAfter(at)) {
      return Optional.of(end);
    }
    return lastRun.filter(run -> !run.isAfter(end)).map(_ -> Instant.MAX);
  }
}
