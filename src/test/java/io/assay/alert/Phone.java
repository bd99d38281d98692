package io.assay.alert;

import io.assay.incident.LoggedChange;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/// A receiver that is told incident by incident. It answers as it is told to, else accepts all.
final class Phone {
  final List<Call> calls = new CopyOnWriteArrayList<>();
  final Deque<Function<Notice, Outcome>> answers = new ArrayDeque<>();
  final CountDownLatch first = new CountDownLatch(1);
  Function<Notice, Outcome> always =
      notice ->
          new Outcome.Accepted(
              notice.incident().sequence(),
              Map.of("ts", Long.toString(notice.incident().sequence())));

  record Call(String receiver, Notice notice) {}

  Outcome call(String receiver, Notice notice) {
    calls.add(new Call(receiver, notice));
    first.countDown();
    Function<Notice, Outcome> next;
    synchronized (answers) {
      next = answers.isEmpty() ? always : answers.removeFirst();
    }
    return next.apply(notice);
  }

  List<List<Long>> sequencesTold() {
    return calls.stream()
        .map(call -> call.notice().untold().stream().map(LoggedChange::sequence).toList())
        .toList();
  }
}
