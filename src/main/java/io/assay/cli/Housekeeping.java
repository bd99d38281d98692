package io.assay.cli;

import io.assay.alert.Deliveries;
import io.assay.alert.Pending;
import io.assay.alert.Silence;
import io.assay.alert.Tellings;
import io.assay.check.Severity;
import io.assay.config.Settings;
import io.assay.history.History;
import io.assay.incident.Incidents;
import io.assay.metrics.DaemonMeters;
import io.assay.run.MissedRuns;
import io.assay.run.SilenceWatch;
import io.assay.run.StateWatch;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the daemon does beside running checks: looks for silences that are about to end every
/// second, reads the figures of the state database for the metrics every five, and makes and drops
/// what retention asks for every hour.
final class Housekeeping implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

  /// Longer than the longest interval between two runs that is common.
  private static final Duration UNUSED = Duration.ofDays(35);

  /// Of up to 1,000 rows each.
  private static final int BATCHES = 100;

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("housekeeping").factory());
  private final Tables tables;
  private final DaemonMeters meters;
  private final StateWatch watch;
  private final Supplier<Collection<String>> receivers;
  private final InstantSource clock;

  /// The tables that are looked after, and for how long what is over is kept.
  record Tables(
      History history, Incidents incidents, Told told, MissedRuns missedRuns, Settings.Keep keep) {}

  /// What receivers should know, what they were told when, and what keeps them from it.
  record Told(Deliveries deliveries, Tellings tellings, SilenceWatch silences) {}

  Housekeeping(
      Tables tables,
      DaemonMeters meters,
      StateWatch watch,
      Supplier<Collection<String>> receivers,
      InstantSource clock) {
    this.tables = tables;
    this.meters = meters;
    this.watch = watch;
    this.receivers = receivers;
    this.clock = clock;
  }

  void start() {
    timer.scheduleWithFixedDelay(() -> survive(this::readFigures), 0, 5, TimeUnit.SECONDS);
    timer.scheduleWithFixedDelay(() -> survive(this::lookAtSilences), 1, 1, TimeUnit.SECONDS);
    timer.scheduleWithFixedDelay(() -> survive(this::tidy), 1, 60, TimeUnit.MINUTES);
  }

  private void readFigures() {
    if (!watch.up()) {
      return;
    }
    Map<Severity, Long> open = tables.incidents().openBySeverity();
    for (Severity severity : Severity.values()) {
      meters.openIncidents(severity, open.getOrDefault(severity, 0L));
    }
    List<Silence> silences = tables.told().silences().inForce();
    meters.silences(
        silences.size(),
        silences.stream().findFirst().map(oldest -> oldest.span().starts()).orElse(Instant.EPOCH));
    Set<String> idle = new HashSet<>(receivers.get());
    for (Pending pending : tables.told().deliveries().pending()) {
      idle.remove(pending.receiver());
      meters.pending(pending.receiver(), pending.count(), pending.oldest());
    }
    idle.forEach(receiver -> meters.pending(receiver, 0, Instant.EPOCH));
  }

  private void lookAtSilences() {
    if (watch.up()) {
      tables.told().silences().look();
    }
  }

  /// Makes and drops what retention asks for.
  void tidy() {
    if (!watch.up()) {
      return;
    }
    tables.history().partitions().run();
    Instant results = clock.instant().minus(tables.keep().results());
    Instant incidents = clock.instant().minus(tables.keep().incidents());
    tables.history().kept().forget(clock.instant().minus(UNUSED));
    inBatches(() -> tables.incidents().forgetDetails(results));
    // an incident goes when nobody is to be told of it any more, and what is about it after it
    inBatches(() -> tables.told().deliveries().forget(incidents));
    inBatches(() -> tables.incidents().forget(incidents));
    inBatches(() -> tables.told().tellings().forget(incidents));
    inBatches(() -> tables.history().events().forget(incidents));
    inBatches(() -> tables.told().silences().forget(incidents));
    inBatches(() -> tables.missedRuns().forgetBefore(incidents));
  }

  /// Each batch is a transaction of its own, so that nobody waits for long; what is left when there
  /// are very many is left to the next hour.
  private static void inBatches(IntSupplier batch) {
    int batches = 0;
    while (batches < BATCHES && batch.getAsInt() > 0) {
      batches++;
    }
  }

  private static void survive(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.debug("Housekeeping failed and will be tried again.", e);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
