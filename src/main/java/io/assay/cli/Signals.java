package io.assay.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/// The signals of a daemon: TERM and INT end it in order, a second INT at once, HUP reads the files
/// again.
final class Signals {
  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);
  private static final int ENDED_BY_INT = 130;

  private final CountDownLatch stop = new CountDownLatch(1);
  private final AtomicInteger interrupts = new AtomicInteger();

  private Signals() {}

  /// Takes the signals over, as far as the platform has them. HUP does nothing until there is
  /// something to reload.
  static Signals install() {
    Signals signals = new Signals();
    handle("TERM", signals.stop::countDown);
    handle("INT", signals::interrupted);
    handle("HUP", () -> LOG.info("The files are read at the start; nothing to read again yet."));
    return signals;
  }

  /// Runs `reload` on each HUP.
  void onHangUp(Runnable reload) {
    handle("HUP", () -> Thread.ofVirtual().name("reload").start(reload));
  }

  /// Waits until the daemon is to end.
  void awaitStop() throws InterruptedException {
    stop.await();
  }

  /// Waits until the daemon is to end, at most as long as `patience`; returns whether it is.
  boolean awaitStop(Duration patience) throws InterruptedException {
    return stop.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Returns whether the daemon is to end.
  boolean stopped() {
    return stop.getCount() == 0;
  }

  private void interrupted() {
    if (interrupts.incrementAndGet() > 1) {
      Runtime.getRuntime().halt(ENDED_BY_INT);
    }
    stop.countDown();
  }

  private static void handle(String name, Runnable action) {
    try {
      Signal.handle(new Signal(name), _ -> action.run());
    } catch (IllegalArgumentException e) {
      LOG.info("This platform has no signal {}; it is not handled.", name);
    }
  }
}
