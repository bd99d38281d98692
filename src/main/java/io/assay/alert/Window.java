package io.assay.alert;

import io.assay.check.ActiveHours;
import java.time.Instant;
import java.time.ZonedDateTime;

/// When a mute holds.
public sealed interface Window {

  /// Every week, on the wall clock of a zone.
  record Weekly(ActiveHours hours) implements Window {
    @Override
    public boolean contains(Instant at) {
      return hours.contains(at);
    }

    /// The first instant after `from` at which the wall clock shows the end of the hours.
    @Override
    public Instant end(Instant from) {
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

  /// Once.
  record Once(Instant from, Instant to) implements Window {
    public Once {
      if (!to.isAfter(from)) {
        throw new IllegalArgumentException("a window ends after it begins");
      }
    }

    @Override
    public boolean contains(Instant at) {
      return !at.isBefore(from) && at.isBefore(to);
    }

    @Override
    public Instant end(Instant from) {
      return to;
    }
  }

  /// Returns whether it holds at `at`.
  boolean contains(Instant at);

  /// Returns until when it holds that holds at `from`.
  Instant end(Instant from);
}
