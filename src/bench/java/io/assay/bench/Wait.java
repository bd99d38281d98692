package io.assay.bench;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/// Waits for a condition by asking.
final class Wait {
  private static final Duration ASK_AGAIN = Duration.ofMillis(5);
  private static final Duration AT_MOST = Duration.ofMinutes(10);

  private Wait() {}

  static void until(String what, Callable<Boolean> condition) {
    until(what, ASK_AGAIN, condition);
  }

  static void until(String what, Duration askAgain, Callable<Boolean> condition) {
    long begin = System.nanoTime();
    try {
      while (!condition.call()) {
        if (System.nanoTime() - begin > AT_MOST.toNanos()) {
          throw new IllegalStateException("waited in vain until " + what);
        }
        LockSupport.parkNanos(askAgain.toNanos());
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("while waiting until " + what, e);
    }
  }
}
