package io.assay.check;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/// The measured values of one check, taken in one snapshot.
public record Measured(Map<Measure<?>, Object> values, Moment moment, Cost cost)
    implements Measurement {

  /// When and where: `now` is the monitored database's clock at the snapshot; `lag` is how far a
  /// standby was behind, none on a primary.
  public record Moment(Instant now, Optional<Duration> lag) {}

  /// How the values were come by, and how long the statement took that brought them.
  public record Cost(How how, Duration took) {}

  /// The ways to an answer, from dearest to cheapest.
  public enum How {
    SCAN,
    INDEX,
    PROOF,
    REUSED
  }

  public Measured {
    values = Map.copyOf(values);
  }

  /// Returns the value of `measure`. Throws NoSuchElementException when it was not asked for.
  @SuppressWarnings(
      "unchecked") // the runner puts under each measure a value of the measure's own type
  public <V> V get(Measure<V> measure) {
    Object value = values.get(measure);
    if (value == null) {
      throw new NoSuchElementException("not measured: " + measure);
    }
    return (V) value;
  }

  /// Returns the clock of the monitored database at the snapshot.
  public Instant now() {
    return moment.now();
  }
}
