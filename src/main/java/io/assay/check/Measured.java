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

  /// How the values were come by, how long the statement took that brought them, and, where they
  /// were not simply read, why they hold: `guaranteed by constraint orders_pkey`, `unchanged since
  /// 12:00, measured then`, `3 of 24 partitions measured`.
  ///
  /// @param inFull why all of it had to be read whether or not it had changed
  public record Cost(How how, Duration took, Optional<String> because, Optional<String> inFull) {
    public Cost(How how, Duration took) {
      this(how, took, Optional.empty(), Optional.empty());
    }
  }

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
  public <V> V get(Measure<V> measure) {
    return find(measure).orElseThrow(() -> new NoSuchElementException("not measured: " + measure));
  }

  /// Returns the value of `measure`; none when it was not measured, as the number of rows where a
  /// proof made it needless.
  @SuppressWarnings(
      "unchecked") // the runner puts under each measure a value of the measure's own type
  public <V> Optional<V> find(Measure<V> measure) {
    return Optional.ofNullable((V) values.get(measure));
  }

  /// Returns the same with the reason why all of it had to be read.
  public Measured inFull(String why) {
    return new Measured(
        values, moment, new Cost(cost.how(), cost.took(), cost.because(), Optional.of(why)));
  }

  /// Returns the clock of the monitored database at the snapshot.
  public Instant now() {
    return moment.now();
  }
}
