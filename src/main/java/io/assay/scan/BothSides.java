package io.assay.scan;

import io.assay.check.Check;
import io.assay.check.Measured;
import io.assay.check.Sides;
import io.assay.check.Unmeasurable.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Two tables that are asked the same at the same time. Each side waits for the turns of its own
/// database alone, and holds none while it waits, so that no two comparisons can wait for each
/// other.
record BothSides(Side here, Side there, Check check, GuardedTransaction.Path path) {

  /// What both answered.
  record Both<T>(Side.Answered<T> here, Side.Answered<T> there) {
    boolean equal() {
      return here.value().equals(there.value());
    }
  }

  <T> Both<T> ask(Side.Question<T> question) throws Unanswered {
    if (here.database() == there.database()) {
      List<Side.Answered<T>> answers = Side.ask(List.of(here, there), check, path, question);
      return new Both<>(answers.getFirst(), answers.getLast());
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Side.Answered<T>> far = threads.submit(() -> one(there, question));
      Side.Answered<T> near = one(here, question);
      return new Both<>(near, far.get());
    } catch (InterruptedException e) {
      throw interrupted();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Unanswered unanswered) {
        throw unanswered;
      }
      throw new IllegalStateException("a comparison failed for a reason that is Assay's own", e);
    }
  }

  <T> Side.Answered<T> one(Side side, Side.Question<T> question) throws Unanswered {
    return Side.ask(List.of(side), check, path, question).getFirst();
  }

  static Unanswered interrupted() {
    Thread.currentThread().interrupt();
    return new Unanswered(Reason.UNREACHABLE, "it was not asked to the end: Assay is stopping");
  }

  /// Returns the standby that at the second look had not yet replayed what was there at the first.
  Optional<Sides.Behind> behind(Both<?> first, Both<?> second) {
    return behind(there, first.there().moment(), second.there().moment())
        .or(() -> behind(here, first.here().moment(), second.here().moment()));
  }

  private static Optional<Sides.Behind> behind(
      Side side, Measured.Moment first, Measured.Moment second) {
    Duration between = Duration.between(first.now(), second.now());
    return second
        .lag()
        .filter(lag -> lag.compareTo(between) > 0)
        .map(lag -> new Sides.Behind(side.database().name(), lag));
  }
}
