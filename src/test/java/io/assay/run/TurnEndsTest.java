package io.assay.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TurnEndsTest {
  private static final Instant NOW = Instant.parse("2026-11-02T10:00:00Z");

  private final List<Integer> written = new CopyOnWriteArrayList<>();

  @Test
  void turns_that_end_at_the_same_time_are_written_together() throws Exception {
    TurnEnds ends =
        new TurnEnds(some -> {
          written.add(some.size());
          return some.stream().map(GroupTasks.End::key).collect(Collectors.toSet());
        });
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> each = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        String key = "group " + i;
        each.add(threads.submit(() -> ends.write(turn(key), NOW.plusSeconds(60))));
      }
      for (Future<Boolean> one : each) {
        assertThat(one.get(60, TimeUnit.SECONDS)).isTrue();
      }
    }
    assertThat(written.stream().mapToInt(Integer::intValue).sum()).isEqualTo(200);
    assertThat(written).hasSizeLessThan(100);
  }

  @Test
  void what_others_took_or_could_not_be_written_is_left_to_be_told_by_itself() {
    TurnEnds taken = new TurnEnds(_ -> Set.of("another"));
    TurnEnds broken =
        new TurnEnds(_ -> {
          throw new IllegalStateException("the state database is away");
        });

    assertThat(taken.write(turn("mine"), NOW)).isFalse();
    assertThat(broken.write(turn("mine"), NOW)).isFalse();
  }

  private static ExecutionComplete turn(String key) {
    Execution execution = new Execution(NOW, new TaskInstance<>(GroupTasks.TASK, key));
    return ExecutionComplete.success(execution, NOW, NOW.plusSeconds(1));
  }
}
