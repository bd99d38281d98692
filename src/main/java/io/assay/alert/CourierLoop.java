package io.assay.alert;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
  private volatile boolean failing;
  private volatile boolean closed;

  /// `known` says which failures somebody else tells about; they are survived without a word.
  public CourierLoop(Courier courier, Predicate<Throwable> known) {
    this.courier = courier;
    this.known = known;
  }

  /// Runs until [#close] or an interrupt.
  @Override
  public void run() {
    try {
      while (!closed) {
        survive(() -> courier.receiversDue().forEach(this::deliverApart));
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

  private void deliverApart(String receiver) {
    if (!closed && busy.add(receiver)) {
      threads.execute(() -> {
        try {
          survive(() -> courier.deliverTo(receiver));
        } finally {
          busy.remove(receiver);
        }
      });
    }
  }

  private void survive(Runnable work) {
    try {
      work.run();
      if (failing) {
        failing = false;
        LOG.info("The courier works again.");
      }
    } catch (RuntimeException e) {
      if (closed) {
        return;
      }
      failures.incrementAndGet();
      if (!failing && !known.test(e)) {
        failing = true;
        LOG.error("The courier failed and will go on trying: {}.", String.valueOf(e.getMessage()));
      }
    }
  }
}
