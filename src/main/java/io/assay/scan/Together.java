package io.assay.scan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/// Answers questions that come at about the same time together: while some are being answered, the
/// next ones gather. A question that comes alone is answered at once.
///
/// @param <Q> a question
/// @param <A> its answer
final class Together<Q, A> {
  private record Asked<Q, A>(Q question, CompletableFuture<A> answer) {}

  private final Function<List<Q>, List<A>> work;
  private final int most;
  private final Deque<Asked<Q, A>> waiting = new ArrayDeque<>();
  private boolean working;

  /// `work` returns the answers to at most `most` questions, in their order.
  Together(Function<List<Q>, List<A>> work, int most) {
    this.work = work;
    this.most = most;
  }

  /// Returns the answer; the work on it begins after this is called. Throws what the work throws.
  A ask(Q question) throws InterruptedException {
    Asked<Q, A> asked = new Asked<>(question, new CompletableFuture<>());
    synchronized (this) {
      waiting.add(asked);
      if (!working) {
        working = true;
        Thread.ofVirtual().name("together").start(this::answerAll);
      }
    }
    try {
      return asked.answer().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
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

  private synchronized List<Asked<Q, A>> next() {
    List<Asked<Q, A>> some = new ArrayList<>();
    while (!waiting.isEmpty() && some.size() < most) {
      some.add(waiting.remove());
    }
    working = !some.isEmpty();
    return some;
  }
}
