package io.assay.history;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the partitions of the results: makes them a week ahead and drops those whose results are
/// older than the retention. To be run at the start and every hour; several replicas may run it at
/// once, and any number of times.
public final class Partitions implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Partitions.class);
  private static final int DAYS_AHEAD = 7;

  private final PartitionTables tables;
  private final Duration retention;
  private final InstantSource clock;
  private volatile Set<LocalDate> known = Set.of();

  public Partitions(PartitionTables tables, Duration retention, InstantSource clock) {
    this.tables = tables;
    this.retention = retention;
    this.clock = clock;
  }

  /// Makes and drops what is due; a failure is logged, and the next time it is tried again.
  @Override
  public void run() {
    try {
      arrange(day(clock.instant()));
    } catch (RuntimeException e) {
      LOG.warn(
          "The partitions of assay.result could not be arranged, it is tried again within the"
              + " hour: {}",
          e.getMessage());
    }
  }

  /// Sees to it that a result of this slot has a partition to go to; without a question to the
  /// database when that is known. Throws when the database does not let it.
  public void cover(Instant slot) {
    LocalDate day = day(slot);
    if (!known.contains(day)) {
      arrange(day);
    }
  }

  private void arrange(LocalDate first) {
    List<LocalDate> wanted =
        IntStream.rangeClosed(0, DAYS_AHEAD).mapToObj(first::plusDays).toList();
    known = Set.copyOf(tables.arrange(wanted, day(clock.instant().minus(retention))));
  }

  private static LocalDate day(Instant instant) {
    return LocalDate.ofInstant(instant, ZoneOffset.UTC);
  }
}
