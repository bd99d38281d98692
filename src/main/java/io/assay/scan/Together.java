package io.assay.scan;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/// Answers questions that come at about the same time together: a question waits a few milliseconds
/// for others, and while some are being answered the next ones gather. Where more have gathered
/// than can be answered together, the rest is answered at the same time.
///
/// @param <Q> a question
/// @param <A> its answer
public final class Together<Q, A> {
  /// Nobody else is expected when nobody came for so long.
  private static final Duration QUIET = Duration.ofMillis(3);

  /// The longest that a question waits for others.
  private static final Duration PATIENCE = Duration.ofMillis(60);

  private static final int AT_THE_SAME_TIME = 2;

  private record Asked<Q, A>(Q question, CompletableFuture<A> answer) {}

  private final Function<List<Q>, List<A>> work;
  private final int most;
  private final Deque<Asked<Q, A>> waiting = new ArrayDeque<>();
  private int working;

  /// `work` returns the answers to at most `most` questions, in their order.
  public Together(Function<List<Q>, List<A>> work, int most) {
    this.work = work;
    this.most = most;
  }

  /// Returns the answer; the work on it begins after this is called. Throws what the work throws.
  /// An interrupt ends the waiting.
  public A ask(Q question) throws InterruptedException {
    Asked<Q, A> asked = add(question);
    try {
      return asked.answer().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      withdraw(asked);
      throw e;
    }
  }

  /// As [#ask], but an interrupt ends the waiting only while the work has not begun: else its
  /// outcome is waited for, and the thread stays interrupted.
  public A settle(Q question) throws InterruptedException {
    Asked<Q, A> asked = add(question);
    try {
      return asked.answer().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      if (withdraw(asked)) {
        throw e;
      }
      return outcome(asked);
    }
  }

  private A outcome(Asked<Q, A> asked) {
    try {
      return asked.answer().join();
    } catch (CompletionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized Asked<Q, A> add(Q question) {
    Asked<Q, A> asked = new Asked<>(question, new CompletableFuture<>());
    waiting.add(asked);
    beginWhereNeeded();
    return asked;
  }

  private void beginWhereNeeded() {
    boolean full = waiting.size() >= most;
    if (working == 0 || (full && working < AT_THE_SAME_TIME)) {
      working++;
      Thread.ofVirtual().name("together").start(this::answerAll);
    }
  }

  private synchronized boolean withdraw(Asked<Q, A> asked) {
    return waiting.removeIf(each -> each == asked);
  }

  private void answerAll() {
    for (List<Asked<Q, A>> some = next(); !some.isEmpty(); some = next()) {
      try {
        List<A> answers = work.apply(some.stream().map(Asked::question).toList());
        for (int i = 0; i < some.size(); i++) {
          some.get(i).answer().complete(answers.get(i));
        }
      } catch (RuntimeException | Error e) {
        // whoever asked must not wait for ever
        some.forEach(asked -> asked.answer().completeExceptionally(e));
      }
    }
  }

  private List<Asked<Q, A>> next() {
    long begin = System.nanoTime();
    int before = -1;
    int now = gathered();
    while (now > 0
        && now > before
        && now < most
        && System.nanoTime() - begin < PATIENCE.toNanos()) {
      LockSupport.parkNanos(QUIET.toNanos());
      before = now;
      now = gathered();
    }
    return taken();
  }

  private synchronized int gathered() {
    return waiting.size();
  }

  private synchronized List<Asked<Q, A>> taken() {
    List<Asked<Q, A>> some = new ArrayList<>();
    while (!waiting.isEmpty() && some.size() < most) {
      some.add(waiting.remove());
    }
    if (some.isEmpty()) {
      working--;
    } else {
      beginWhereNeeded();
    }
    return some;
  }
}
