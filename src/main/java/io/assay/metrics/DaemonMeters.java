package io.assay.metrics;

import io.assay.check.Measured.How;
import io.assay.check.Severity;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/// The daemon's own figures. Series that are known beforehand exist from the start, so that a rate
/// over the first event is not lost.
public final class DaemonMeters {
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(10), Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(500),
    Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofSeconds(60)
  };

  private static final Duration[] LONG_BUCKETS = {
    Duration.ofMinutes(1),
    Duration.ofMinutes(5),
    Duration.ofMinutes(15),
    Duration.ofHours(1),
    Duration.ofHours(4),
    Duration.ofDays(1),
    Duration.ofDays(7)
  };

  /// Of the process's own figures, those whose names break Prometheus' rules.
  private static final List<String> UNLIKE_PROMETHEUS =
      List.of("system.cpu.count", "process.cpu.time");

  /// The reasons of one receiver that have series of their own.
  private static final int REASONS = 30;

  private static final String OTHER = "other";

  private final MeterRegistry registry;
  private final Map<String, Set<String>> reasons = new ConcurrentHashMap<>();
  private final Map<String, AtomicLong> gauges = new ConcurrentHashMap<>();
  private final Timer runs;
  private final Timer lag;
  private final Counter missed;
  private final Timer incidents;
  private String config = "";

  public DaemonMeters(MeterRegistry registry, String version) {
    this.registry = registry;
    UNLIKE_PROMETHEUS.forEach(name -> registry.find(name).meters().forEach(registry::remove));
    runs =
        Timer.builder(MetricNames.RUN_DURATION)
            .description("How long a run took, from its measuring to its results being stored.")
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
    lag =
        Timer.builder(MetricNames.SCHEDULE_LAG)
            .description("How long after its slot a run began.")
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
    incidents =
        Timer.builder(MetricNames.INCIDENT_DURATION)
            .description("How long incidents were open that are resolved.")
            .serviceLevelObjectives(LONG_BUCKETS)
            .register(registry);
    missed =
        Counter.builder(MetricNames.MISSED_RUNS)
            .description("Slots that no replica could run.")
            .register(registry);
    set(
        MetricNames.BUILD_INFO,
        "Always 1; the label names the version.",
        Tags.of("version", version),
        1);
    reloaded(true, Instant.EPOCH);
    for (Heartbeat outcome : Heartbeat.values()) {
      heartbeats(outcome).increment(0);
    }
    heartbeatLast(Instant.EPOCH);
    silences(0, Instant.EPOCH);
    for (Severity severity : Severity.values()) {
      openIncidents(severity, 0);
    }
  }

  /// Makes the series of these reasons for holding a notice back exist.
  public void declareReasons(Collection<String> reasons) {
    reasons.forEach(reason -> suppressed(reason).increment(0));
  }

  /// Makes the series of these databases and receivers exist.
  public void declare(Collection<String> databases, Collection<String> receivers) {
    for (String database : databases) {
      for (How how : How.values()) {
        statements(database, how).increment(0);
      }
      deferred(database, 0);
      time(database);
      rows(database).increment(0);
    }
    for (String receiver : receivers) {
      told(receiver).increment(0);
      dead(receiver).increment(0);
      pending(receiver, 0, Instant.EPOCH);
    }
  }

  /// Takes in one run of a group of checks.
  public void ran(Duration took, Duration behindSlot) {
    runs.record(took);
    lag.record(behindSlot.isNegative() ? Duration.ZERO : behindSlot);
  }

  /// Takes in how long an incident was open that was resolved.
  public void resolved(Duration open) {
    incidents.record(open);
  }

  /// Takes in slots that nobody ran.
  public void missed(long slots) {
    missed.increment(slots);
  }

  /// Returns the counter of statements that went to a monitored database, by how they answered.
  public Counter statements(String database, How how) {
    return Counter.builder(MetricNames.STATEMENTS)
        .description("Answers for checks: statements sent, and answers that needed none.")
        .tags("database", database, "how", how.name().toLowerCase(Locale.ROOT))
        .register(registry);
  }

  /// Takes in what one statement on a monitored database took, and how many rows it answered with.
  public void statement(String database, Duration took, long rows) {
    time(database).record(took);
    rows(database).increment(rows);
  }

  private Timer time(String database) {
    return Timer.builder(MetricNames.STATEMENT_DURATION)
        .description("How long statements on the database took, those that look and plan included.")
        .tags("database", database)
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  private Counter rows(String database) {
    return Counter.builder(MetricNames.STATEMENT_ROWS)
        .description("Rows that the database sent in answer.")
        .tags("database", database)
        .register(registry);
  }

  /// Takes in how many checks were put off because a monitored database was busy.
  public void deferred(String database, int checks) {
    Counter.builder(MetricNames.CHECKS_DEFERRED)
        .description("Checks that were left out of a run because the database was busy.")
        .tags("database", database)
        .register(registry)
        .increment(checks);
  }

  /// Takes in whether a monitored database answers.
  public void databaseUp(String database, boolean up) {
    set(
        MetricNames.DATABASE_UP,
        "1 while the database answers.",
        Tags.of("database", database),
        up ? 1 : 0);
  }

  /// Takes in how to tell, at each scrape, whether the state database answers.
  public void stateUp(BooleanSupplier up) {
    Gauge.builder(MetricNames.STATE_UP, up, each -> each.getAsBoolean() ? 1 : 0)
        .description("1 while the state database answers.")
        .strongReference(true)
        .register(registry);
  }

  /// Takes in how many incidents of a severity are open.
  public void openIncidents(Severity severity, long open) {
    set(MetricNames.INCIDENTS, "Open incidents.", Tags.of("severity", severity.word()), open);
  }

  /// Takes in how many silences are in force, and since when the oldest of them is (EPOCH when
  /// none).
  public void silences(long inForce, Instant oldest) {
    set(MetricNames.SILENCES, "Silences in force.", Tags.empty(), inForce);
    set(
        MetricNames.SILENCES_OLDEST,
        "Since when the oldest silence in force has been; 0 when none is.",
        Tags.empty(),
        oldest.getEpochSecond());
  }

  /// Returns the counter of notices that a receiver accepted.
  public Counter told(String receiver) {
    return counter(MetricNames.NOTIFICATIONS, "Notices that the receiver accepted.", receiver);
  }

  /// Returns the counter of attempts that a receiver did not accept, by reason. A reason may be the
  /// receiver's own word: of very many, the later ones count as `other`.
  public Counter failed(String receiver, String reason) {
    Set<String> known = reasons.computeIfAbsent(receiver, _ -> ConcurrentHashMap.newKeySet());
    String word = known.contains(reason) || known.size() < REASONS ? reason : OTHER;
    known.add(word);
    return Counter.builder(MetricNames.NOTIFICATIONS_FAILED)
        .description("Attempts to tell a receiver that were not accepted.")
        .tags("receiver", receiver, "reason", word)
        .register(registry);
  }

  /// Returns the counter of notices that were given up.
  public Counter dead(String receiver) {
    return counter(MetricNames.DELIVERIES_DEAD, "Deliveries that were given up.", receiver);
  }

  /// Returns the counter of notices that were held back on purpose, by reason.
  public Counter suppressed(String reason) {
    return Counter.builder(MetricNames.NOTIFICATIONS_SUPPRESSED)
        .description("Notices that were held back, or left out, on purpose.")
        .tags("reason", reason)
        .register(registry);
  }

  /// Takes in how many deliveries wait for a receiver, and since when the oldest does (EPOCH when
  /// none).
  public void pending(String receiver, long deliveries, Instant oldest) {
    Tags tags = Tags.of("receiver", receiver);
    set(MetricNames.DELIVERIES_PENDING, "Deliveries that wait to be accepted.", tags, deliveries);
    set(
        MetricNames.DELIVERIES_OLDEST,
        "Since when the oldest waits; 0 when none does.",
        tags,
        oldest.getEpochSecond());
  }

  /// What became of a heartbeat.
  public enum Heartbeat {
    SENT,
    FAILED,
    WITHHELD
  }

  /// Takes in what became of a heartbeat.
  public void heartbeat(Heartbeat outcome, Instant at) {
    heartbeats(outcome).increment();
    if (outcome == Heartbeat.SENT) {
      heartbeatLast(at);
    }
  }

  private Counter heartbeats(Heartbeat outcome) {
    return Counter.builder(MetricNames.HEARTBEATS)
        .description("Signs of life for the outside watcher that this replica was to send.")
        .tags("outcome", outcome.name().toLowerCase(Locale.ROOT))
        .register(registry);
  }

  private void heartbeatLast(Instant at) {
    set(
        MetricNames.HEARTBEAT_LAST,
        "When the outside watcher last took a sign of life from this replica; 0 when it has not.",
        Tags.empty(),
        at.getEpochSecond());
  }

  /// Takes in which check and routing files are in force: the same hash for the same files.
  public synchronized void inForce(String hash) {
    if (!hash.equals(config)) {
      registry.find(MetricNames.CONFIG_INFO).meters().forEach(registry::remove);
      gauges.keySet().removeIf(key -> key.startsWith(MetricNames.CONFIG_INFO));
      set(
          MetricNames.CONFIG_INFO,
          "Always 1; the label tells the check and routing files in force from others.",
          Tags.of("hash", hash),
          1);
      config = hash;
    }
  }

  /// Takes in how a load of the check and routing files ended.
  public void reloaded(boolean successful, Instant at) {
    set(
        MetricNames.RELOAD_SUCCESSFUL,
        "1 when the last load of the files found no problem.",
        Tags.empty(),
        successful ? 1 : 0);
    if (successful) {
      set(
          MetricNames.RELOAD_TIME,
          "When the files were last loaded without a problem.",
          Tags.empty(),
          at.getEpochSecond());
    }
  }

  private Counter counter(String name, String description, String receiver) {
    return Counter.builder(name)
        .description(description)
        .tags("receiver", receiver)
        .register(registry);
  }

  private void set(String name, String description, Tags tags, long value) {
    gauges
        .computeIfAbsent(
            name + tags,
            _ -> {
              AtomicLong held = new AtomicLong();
              Gauge.builder(name, held, AtomicLong::doubleValue)
                  .description(description)
                  .tags(tags)
                  .register(registry);
              return held;
            })
        .set(value);
  }
}
