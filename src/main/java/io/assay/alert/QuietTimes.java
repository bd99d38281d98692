package io.assay.alert;

import io.assay.check.CheckId;
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
/// @param others the checks that it depends on
public record QuietTimes(
    List<Routing.Mute> mutes,
    List<Silence> silences,
    List<Incident> causes,
    Optional<Instant> lastRun,
    List<Other> others) {
  /// Quiet times that touch are followed this often; one without an end ends nowhere.
  private static final int FOLLOWED = 16;

  public QuietTimes {
    mutes = List.copyOf(mutes);
    silences = List.copyOf(silences);
    causes = List.copyOf(causes);
    others = List.copyOf(others);
  }

  /// A check that it depends on, and when that last passed.
  public record Other(CheckId check, Optional<Instant> passed) {}

  /// Returns those of the routing files alone.
  public static QuietTimes of(Routing routing) {
    return new QuietTimes(routing.mutes(), List.of(), List.of(), Optional.empty(), List.of());
  }

  /// One thing that keeps an incident back, until when (MAX when nobody knows), and whose it is.
  record Hush(Quiet.Reason reason, Instant until, String by) {}

  /// Returns what keeps `incident` back at `at`: a person's word before a file's before another
  /// check's.
  Optional<Hush> at(Incident incident, Instant at) {
    return all(incident, at).min(Comparator.comparing(Hush::reason));
  }

  /// Returns the silence that hides `incident` at `at`; of several the one that ends last.
  Optional<Silence> silence(Incident incident, Instant at) {
    return silences.stream()
        .filter(silence -> silence.hides(incident, at))
        .max(Comparator.comparing(Silence::over));
  }

  /// Returns when the next silence of `incident` after `at` begins or ends.
  Optional<Instant> nextSilence(Incident incident, Instant at) {
    return silences.stream()
        .filter(silence -> silence.about(incident))
        .flatMap(silence -> Stream.of(silence.span().starts(), silence.over()))
        .filter(at::isBefore)
        .min(Comparator.naturalOrder());
  }

  /// Returns all that keeps `incident` back at `at`, each with its own end.
  public List<Quiet.Hold> holding(Incident incident, Instant at) {
    return all(incident, at)
        .sorted(Comparator.comparing(Hush::reason).thenComparing(Hush::until))
        .map(hush ->
            Quiet.hold(
                hush,
                hush.until().equals(Instant.MAX) ? Optional.empty() : Optional.of(hush.until())))
        .toList();
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

  /// Returns a check that it depends on and of which nobody knows whether it is in order: it has
  /// not passed since `incident` opened.
  Optional<CheckId> unclear(Incident incident) {
    Instant opened = incident.span().opened();
    return others.stream()
        .filter(other -> other.passed().filter(passed -> !passed.isBefore(opened)).isEmpty())
        .map(Other::check)
        .findFirst();
  }

  /// What breaks first may be seen last: a cause that opened shortly after what depends on it
  /// counts from the same time on.
  private static Instant since(Incident incident, Incident cause) {
    Instant opened = incident.span().opened();
    Instant began = cause.span().opened();
    Instant grace = opened.plus(Quiet.grace(incident.severity()));
    return began.isAfter(opened) && !began.isAfter(grace) ? opened : began;
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
                new Hush(
                    Quiet.Reason.MUTED,
                    mute.when().end(at),
                    "by the mute" + (mute.why().isEmpty() ? "" : ": " + mute.why())));
    Stream<Hush> dependent =
        causes.stream()
            .filter(cause -> !since(incident, cause).isAfter(at))
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
