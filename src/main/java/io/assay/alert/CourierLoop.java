package io.assay.alert;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps a courier at work until it is closed. Each receiver has a thread of its own while
/// something is due for it, so that a slow one holds up nobody else. A failure of the state store
/// is logged once and survived.
public final class CourierLoop implements Runnable, AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration GRACE = Duration.ofSeconds(3);
  private static final Logger LOG = LoggerFactory.getLogger(CourierLoop.class);

  private final Courier courier;
  private final Predicate<Throwable> known;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("courier-", 0).factory());
  private final Set<String> busy = ConcurrentHashMap.newKeySet();
  private final AtomicLong failures = new AtomicLong();
  private final List<Beside> beside = new CopyOnWriteArrayList<>();
  private final Set<String> failing = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /// `known` says which failures somebody else tells about; they are survived without a word.
  public CourierLoop(Courier courier, Predicate<Throwable> known) {
    this.courier = courier;
    this.known = known;
  }

  /// Has other work done in the same loop, apart from the deliveries and at most once in `pause`;
  /// `name` begins a sentence. Returns this.
  public CourierLoop beside(String name, Duration pause, Runnable work) {
    beside.add(new Beside(name, pause, work, new AtomicLong(System.nanoTime())));
    return this;
  }

  /// Work beside the deliveries; `next` is when it is due, as [System#nanoTime] counts.
  private record Beside(String name, Duration pause, Runnable work, AtomicLong next) {
    boolean isDue() {
      boolean due = System.nanoTime() - next.get() >= 0;
      if (due) {
        next.set(System.nanoTime() + pause.toNanos());
      }
      return due;
    }
  }

  /// Runs until [#close] or an interrupt.
  @Override
  public void run() {
    try {
      while (!closed) {
        survive("The courier", this::round);
        Thread.sleep(PAUSE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Returns how often the loop failed since it was made.
  public long failures() {
    return failures.get();
  }

  /// Starts nothing new and waits up to 3 s for what is being told.
  @Override
  public void close() {
    closed = true;
    threads.shutdown();
    try {
      if (!threads.awaitTermination(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private void round() {
    courier
        .receiversDue()
        .forEach(
            receiver -> apart("The courier to " + receiver, () -> courier.deliverTo(receiver)));
    beside.stream().filter(Beside::isDue).forEach(each -> apart(each.name(), each.work()));
  }

  private void apart(String name, Runnable work) {
    if (!closed && busy.add(name)) {
      threads.execute(() -> {
        try {
          survive(name, work);
        } finally {
          busy.remove(name);
        }
      });
    }
  }

  private static String why(Throwable e) {
    return e instanceof Error ? e.toString() : String.valueOf(e.getMessage());
  }

  private void survive(String name, Runnable work) {
    try {
      work.run();
      if (failing.remove(name)) {
        LOG.info("{} works again.", name);
      }
    } catch (RuntimeException | Error e) {
      // also of what a machine has too little of: else nobody would be told of anything any more
      if (closed) {
        return;
      }
      failures.incrementAndGet();
      if (!known.test(e) && failing.add(name)) {
        LOG.error("{} failed and will go on trying: {}.", name, why(e));
      }
    }
  }
}
