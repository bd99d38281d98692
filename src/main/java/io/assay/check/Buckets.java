package io.assay.check;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;

/// Buckets of time on the wall clock of a zone: the last whole one, and the same one on `lookback`
/// earlier days or weeks.
///
/// A bucket begins at midnight or a whole number of lengths after it. On a day with a daylight
/// saving change a bucket is as long as its wall clock says: one day may have 23 or 25 hours. An
/// hour that the change skips has no length; it is never the last whole bucket, but may be one of
/// the earlier ones.
public record Buckets(Duration length, Against against, int lookback, ZoneId zone) {
  private static final Duration DAY = Duration.ofDays(1);

  /// How far apart the compared buckets are.
  public enum Against {
    DAYS(1),
    WEEKS(7);

    private final int days;

    Against(int days) {
      this.days = days;
    }
  }

  /// From `from` inclusive to `to` exclusive.
  public record Span(Instant from, Instant to) {
    /// Returns whether it has no length.
    public boolean isEmpty() {
      return from.equals(to);
    }
  }

  /// Where buckets begin and end.
  public record Grid(Duration length, ZoneId zone) {
    public Grid {
      long seconds = length.toSeconds();
      if (seconds < 1 || length.getNano() != 0 || DAY.toSeconds() % seconds != 0) {
        throw new IllegalArgumentException("a bucket must divide a day evenly: 15m, 1h, 6h, 1d");
      }
    }

    /// Returns the wall clock at which the bucket begins that `time` lies in.
    public LocalDateTime begin(LocalDateTime time) {
      long index = time.toLocalTime().toNanoOfDay() / length.toNanos();
      return time.toLocalDate().atStartOfDay().plusNanos(index * length.toNanos());
    }

    /// Returns the bucket that begins then; one without length in an hour that the clock skips.
    public Span span(LocalDateTime begin) {
      return new Span(instant(begin), instant(begin.plusNanos(length.toNanos())));
    }

    /// A time that the clock skips is the instant of the change: [LocalDateTime#atZone] would move
    /// it on by the length of the gap, into another bucket.
    private Instant instant(LocalDateTime local) {
      ZoneOffsetTransition change = zone.getRules().getTransition(local);
      return change != null && change.isGap()
          ? change.getInstant()
          : local.atZone(zone).toInstant();
    }
  }

  public Buckets {
    new Grid(length, zone);
    if (lookback < 1) {
      throw new IllegalArgumentException("lookback is at least 1");
    }
  }

  /// Returns the last bucket that was over at `now`, then the earlier ones to compare with, the
  /// nearest first.
  public List<Span> before(Instant now) {
    Grid grid = new Grid(length, zone);
    LocalDateTime begin =
        grid.begin(now.atZone(zone).toLocalDateTime()).minusNanos(length.toNanos());
    while (grid.span(begin).isEmpty()) {
      begin = begin.minusNanos(length.toNanos());
    }
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i <= lookback; i++) {
      spans.add(grid.span(begin.minusDays((long) i * against.days)));
    }
    return spans;
  }
}
