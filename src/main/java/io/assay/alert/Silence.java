package io.assay.alert;

import io.assay.incident.Incident;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// Quiet time that a person asked for: nobody is told of the incidents that match until it is over.
///
/// @param announced when it was looked at, shortly before its end, whether what it hides is still
///   wrong
public record Silence(
    UUID id,
    Match match,
    Said said,
    Span span,
    Optional<Ended> ended,
    Optional<Instant> announced) {
  /// What is hidden is announced this long before the end, of a short one when a quarter is left.
  private static final Duration NOTICE = Duration.ofMinutes(15);

  /// Who asked for it, when and why.
  public record Said(String author, String reason, Instant at) {}

  /// From when until when it holds unless it is ended before.
  public record Span(Instant starts, Instant ends) {
    public Span {
      if (!ends.isAfter(starts)) {
        throw new IllegalArgumentException("a silence ends after it begins");
      }
    }
  }

  /// That somebody ended it before its time.
  public record Ended(Instant at, String by) {}

  /// Returns when it is over: its end, or when somebody ended it.
  public Instant over() {
    return ended.map(Ended::at).filter(at -> at.isBefore(span.ends())).orElse(span.ends());
  }

  /// Returns whether it holds at `at`.
  public boolean holds(Instant at) {
    return !at.isBefore(span.starts()) && at.isBefore(over());
  }

  /// Returns whether it keeps people from being told of `incident` at `at`; it does not hide its
  /// own announcement.
  public boolean hides(Incident incident, Instant at) {
    return holds(at) && about(incident);
  }

  /// Returns whether it hides `incident` while it holds.
  public boolean about(Incident incident) {
    return !Announcement.is(incident) && match.accepts(incident);
  }

  /// Returns from when on its end is to be announced.
  public Instant announcedFrom() {
    Duration quarter = Duration.between(span.starts(), span.ends()).dividedBy(4);
    return span.ends().minus(quarter.compareTo(NOTICE) < 0 ? quarter : NOTICE);
  }
}
