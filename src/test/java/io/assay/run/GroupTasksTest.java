package io.assay.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.run.GroupTasks.End;
import io.assay.testing.StateStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupTasksTest {
  private static final Instant DUE = Instant.parse("2026-11-02T10:00:00Z");
  private static final Instant DONE = DUE.plusSeconds(2);
  private static final Instant NEXT = DUE.plusSeconds(60);

  private final StateStore state = StateStore.create();
  private final GroupTasks tasks = state.bean(GroupTasks.class);

  @AfterEach
  void close() {
    state.close();
  }

  @Test
  void turns_end_together_but_for_those_that_others_took_and_those_that_are_gone() {
    tasks.add(Map.of("taken over", DUE, "mine", DUE, "not mine", DUE));
    state
        .postgres()
        .execute(
            """
            UPDATE assay.scheduled_tasks SET picked = true, picked_by = 'me', last_heartbeat = now(),
              version = 7, consecutive_failures = 3, task_data = 'since'::bytea
            """,
            "UPDATE assay.scheduled_tasks SET version = 8 WHERE task_instance = 'taken over'");

    assertThat(
            tasks.end(
                List.of(
                    new End("taken over", 7, DONE, NEXT),
                    new End("gone", 7, DONE, NEXT),
                    new End("mine", 7, DONE, NEXT))))
        .containsExactly("mine");

    assertThat(
            state.rows(
                """
                SELECT concat_ws(' ', task_instance, execution_time = '%s', last_success = '%s',
                  picked, coalesce(picked_by, '-'), last_heartbeat IS NULL, version,
                  consecutive_failures, coalesce(encode(task_data, 'escape'), '-'))
                FROM assay.scheduled_tasks ORDER BY 1
                """
                    .formatted(NEXT, DONE)))
        .containsExactly(
            "mine t t f - t 8 0 -", "not mine f t me f 7 3 since", "taken over f t me f 8 3 since");
  }
}
