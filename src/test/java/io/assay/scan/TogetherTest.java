package io.assay.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TogetherTest {
  private final List<List<Integer>> asked = new CopyOnWriteArrayList<>();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch go = new CountDownLatch(1);
  private final Together<Integer, Integer> together = new Together<>(this::twice, 3);

  private record Asking(Thread thread, FutureTask<Integer> answer) {}

  private List<Integer> twice(List<Integer> questions) {
    asked.add(questions);
    begun.countDown();
    try {
      assertThat(go.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    if (questions.contains(13)) {
      throw new IllegalArgumentException("not thirteen");
    }
    return questions.stream().map(each -> each * 2).toList();
  }

  private static Asking start(Callable<Integer> ask) throws InterruptedException {
    FutureTask<Integer> answer = new FutureTask<>(ask);
    Asking asking = new Asking(Thread.ofVirtual().start(answer), answer);
    while (asking.thread().getState() != Thread.State.WAITING && !answer.isDone()) {
      Thread.onSpinWait();
    }
    return asking;
  }

  private static int answer(Asking asking) throws Exception {
    return asking.answer().get(60, TimeUnit.SECONDS);
  }

  @Test
  void what_comes_while_others_are_answered_is_answered_together() throws Exception {
    Asking first = start(() -> together.ask(0));
    begun.await();
    List<Asking> rest = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      int number = i;
      rest.add(start(() -> together.ask(number)));
    }
    go.countDown();

    assertThat(answer(first)).isZero();
    for (int i = 1; i <= 5; i++) {
      assertThat(answer(rest.get(i - 1))).isEqualTo(2 * i);
    }
    assertThat(asked.getFirst()).containsExactly(0);
    assertThat(asked).containsExactlyInAnyOrder(List.of(0), List.of(1, 2, 3), List.of(4, 5));
  }

  @Test
  void as_many_as_can_be_answered_together_do_not_wait_for_those_before_them() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    Together<Integer, Integer> pairs =
        new Together<>(
            questions -> {
              begun.countDown();
              try {
                both.countDown();
                assertThat(both.await(60, TimeUnit.SECONDS)).isTrue();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return questions;
            },
            2);
    List<Asking> four = new ArrayList<>();
    four.add(start(() -> pairs.ask(0)));
    begun.await();
    for (int i = 1; i <= 3; i++) {
      int number = i;
      four.add(start(() -> pairs.ask(number)));
    }

    for (int i = 0; i <= 3; i++) {
      assertThat(answer(four.get(i))).isEqualTo(i);
    }
  }

  @Test
  void what_fails_is_told_to_those_who_asked_and_to_nobody_after_them() throws Exception {
    Asking unlucky = start(() -> together.ask(13));
    begun.await();
    go.countDown();

    assertThatThrownBy(() -> answer(unlucky))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("not thirteen");
    assertThat(together.ask(4)).isEqualTo(8);
  }

  @Test
  void an_interrupt_ends_the_waiting_for_an_answer() throws Exception {
    Asking impatient = start(() -> together.ask(1));
    begun.await();
    impatient.thread().interrupt();

    assertThatThrownBy(() -> answer(impatient)).hasCauseInstanceOf(InterruptedException.class);
    go.countDown();
  }

  @Test
  void what_is_to_be_settled_is_waited_for_once_it_has_begun() throws Exception {
    List<Boolean> interrupted = new CopyOnWriteArrayList<>();
    Asking settling =
        start(() -> {
          int answer = together.settle(1);
          interrupted.add(Thread.currentThread().isInterrupted());
          return answer;
        });
    begun.await();
    Asking late = start(() -> together.settle(2));
    settling.thread().interrupt();
    late.thread().interrupt();

    assertThatThrownBy(() -> answer(late)).hasCauseInstanceOf(InterruptedException.class);
    assertThat(settling.answer().isDone()).isFalse();
    go.countDown();
    assertThat(answer(settling)).isEqualTo(2);
    assertThat(interrupted).containsExactly(true);
    assertThat(asked).containsExactly(List.of(1));
  }
}
