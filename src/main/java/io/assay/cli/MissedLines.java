package io.assay.cli;

import io.assay.run.Gap;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Lines about slots that were missed. After a long stop all groups missed some, and one by one
/// that would be a long log: what comes together is one line.
final class MissedLines implements AutoCloseable {
  private static final Duration TOGETHER = Duration.ofSeconds(5);
  private static final int NAMED = 3;

  private final Consumer<String> log;
  private final Map<Gap.Reason, List<Missed>> waiting = new EnumMap<>(Gap.Reason.class);
  private final ScheduledExecutorService later =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("missed-slots").factory());

  private record Missed(String group, Gap gap) {}

  MissedLines(Consumer<String> log) {
    this.log = log;
  }

  /// Says so within some seconds, or when this is closed.
  synchronized void add(String group, Gap gap, Gap.Reason reason) {
    if (waiting.isEmpty() && !later.isShutdown()) {
      later.schedule(this::write, TOGETHER.toMillis(), TimeUnit.MILLISECONDS);
    }
    waiting.computeIfAbsent(reason, _ -> new ArrayList<>()).add(new Missed(group, gap));
  }

  @Override
  public void close() {
    later.shutdownNow();
    write();
  }

  private synchronized void write() {
    waiting.forEach((reason, missed) -> log.accept(line(reason, missed)));
    waiting.clear();
  }

  private static String line(Gap.Reason reason, List<Missed> missed) {
    long slots = missed.stream().mapToLong(each -> each.gap().slots()).sum();
    List<String> groups = missed.stream().map(Missed::group).distinct().toList();
    Instant first =
        missed.stream().map(each -> each.gap().first()).min(Instant::compareTo).orElseThrow();
    Instant last =
        missed.stream().map(each -> each.gap().last()).max(Instant::compareTo).orElseThrow();
    int more = groups.size() - NAMED;
    return "%d %s of %s%s %s missed, %s: %s."
        .formatted(
            slots,
            slots == 1 ? "slot" : "slots",
            String.join(", ", groups.subList(0, Math.min(NAMED, groups.size()))),
            more > 0 ? " and " + more + " more" : "",
            slots == 1 ? "was" : "were",
            first.equals(last) ? "at " + first : "from " + first + " to " + last,
            switch (reason) {
              case NOBODY_RAN -> "nobody was there to run them, or the state database was away";
              case OVERRAN -> "the run before took longer than its interval";
            });
  }
}
