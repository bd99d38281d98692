package io.assay.check.kind;

import static io.assay.check.kind.Judging.NOW;
import static io.assay.check.kind.Judging.breached;
import static io.assay.check.kind.Judging.judge;
import static io.assay.check.kind.Judging.measured;
import static io.assay.check.kind.Judging.passed;
import static io.assay.check.kind.Judging.unknown;
import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Evidence;
import io.assay.check.JobRuns;
import io.assay.check.Judgement;
import io.assay.check.Measure;
import io.assay.check.Memory;
import io.assay.check.Severity;
import io.assay.check.TableName;
import io.assay.check.Verdict;
import io.assay.check.ViewRefreshes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RefreshTest {
  private static final TableName KPI = new TableName("analytics", "kpi");
  private static final Refresh HOURLY =
      new Refresh("analytics.kpi", Duration.ofHours(1), 2, Severity.WARNING);

  private static Judgement look(ViewRefreshes view, Instant now, Memory memory) {
    return judge(HOURLY, new Measure.Refreshes("analytics.kpi"), List.of(view), now, memory);
  }

  private static Instant at(String time) {
    return Instant.parse("2026-11-20T" + time + "Z");
  }

  private static ViewRefreshes traced(
      String transaction, String file, Optional<Instant> committed, Optional<Long> calls) {
    return new ViewRefreshes(
        KPI, Optional.empty(), new ViewRefreshes.Trace(true, transaction, committed, file, calls));
  }

  private static ViewRefreshes empty(TableName view) {
    return new ViewRefreshes(
        view,
        Optional.empty(),
        new ViewRefreshes.Trace(false, "700", Optional.of(NOW), "1", Optional.empty()));
  }

  private static JobRuns.JobRun run(String status, String message, String start, String end) {
    return new JobRuns.JobRun(
        status,
        message,
        Optional.of(at(start)),
        end.isEmpty() ? Optional.empty() : Optional.of(at(end)));
  }

  private static ViewRefreshes jobbed(JobRuns.JobRun... runs) {
    return new ViewRefreshes(
        KPI,
        Optional.of(
            new JobRuns(
                new JobRuns.Job(1, "kpi", "0 * * * *", "REFRESH …", true), "GMT", List.of(runs))),
        new ViewRefreshes.Trace(true, "700", Optional.of(NOW), "1", Optional.empty()));
  }

  @Nested
  class ByPgCron {
    private Verdict verdict(JobRuns.JobRun... runs) {
      return look(jobbed(runs), NOW, Memory.NONE).verdict();
    }

    @Test
    void a_failed_last_run_is_told_with_the_first_line_of_its_error() {
      assertThat(
              breached(
                      verdict(
                          run(
                              "failed",
                              "ERROR:  division by zero\nDETAIL: x",
                              "02:00:00",
                              "02:00:01"),
                          run("succeeded", "REFRESH", "01:00:00", "01:00:01")))
                  .sentence())
          .isEqualTo("the last refresh failed at 02:00 UTC: division by zero");
    }

    @Test
    void a_run_that_is_under_way_leaves_the_word_to_the_one_before() {
      assertThat(
              breached(
                      verdict(
                          run("running", "", "09:59:00", ""),
                          run("failed", "ERROR:  boom", "08:00:00", "")))
                  .sentence())
          .isEqualTo("the last refresh failed at 08:00 UTC: boom");
    }

    @Test
    void a_success_within_the_limit_passes_and_an_older_one_is_a_breach() {
      assertThat(passed(verdict(run("succeeded", "", "08:00:00", "08:00:00"))).sentence())
          .isEqualTo("last refreshed 2 h ago, at 08:00 UTC, expected every 1 h");
      assertThat(breached(verdict(run("succeeded", "", "07:00:00", "07:59:00"))).expected())
          .isEqualTo("at most 2 h");
    }

    @Test
    void without_a_finished_run_the_trace_decides() {
      assertThat(passed(verdict(run("running", "", "09:59:00", ""))).observed()).isEqualTo("0 ms");
    }
  }

  @Nested
  class ByTheTrace {
    @Test
    void the_commit_of_the_views_row_dates_the_refresh() {
      assertThat(
              passed(
                      look(
                              traced("700", "1", Optional.of(at("08:00:00")), Optional.empty()),
                              NOW,
                              Memory.NONE)
                          .verdict())
                  .observed())
          .isEqualTo("2 h");
      assertThat(
              look(
                      traced("700", "1", Optional.of(at("07:59:00")), Optional.empty()),
                      NOW,
                      Memory.NONE)
                  .verdict())
          .isInstanceOf(Verdict.Breach.class);
    }

    @Test
    void a_grant_is_no_refresh_when_the_refresh_statement_was_not_called() {
      Memory memory =
          look(
                  traced("700", "1", Optional.of(at("07:00:00")), Optional.of(4L)),
                  at("08:00:00"),
                  Memory.NONE)
              .memory();
      Judgement granted =
          look(traced("701", "1", Optional.of(at("09:55:00")), Optional.of(4L)), NOW, memory);
      assertThat(breached(granted.verdict()).observed()).isEqualTo("3 h");
      Judgement later =
          look(
              traced("701", "1", Optional.of(at("09:55:00")), Optional.of(4L)),
              NOW,
              granted.memory());
      assertThat(breached(later.verdict()).observed()).isEqualTo("3 h");
    }

    @Test
    void a_concurrent_refresh_is_confirmed_by_its_calls() {
      Memory memory =
          look(
                  traced("700", "1", Optional.of(at("07:00:00")), Optional.of(4L)),
                  at("08:00:00"),
                  Memory.NONE)
              .memory();
      assertThat(
              passed(
                      look(
                              traced("701", "1", Optional.of(at("09:55:00")), Optional.of(5L)),
                              NOW,
                              memory)
                          .verdict())
                  .observed())
          .isEqualTo("5 min");
    }

    @Test
    void a_new_file_is_a_refresh_even_inside_a_function_that_hides_its_call() {
      Memory memory =
          look(
                  traced("700", "1", Optional.of(at("07:00:00")), Optional.of(4L)),
                  at("08:00:00"),
                  Memory.NONE)
              .memory();
      assertThat(
              look(traced("701", "2", Optional.of(at("09:55:00")), Optional.of(4L)), NOW, memory)
                  .verdict())
          .isInstanceOf(Verdict.Pass.class);
    }

    @Test
    void without_commit_timestamps_the_first_sight_of_a_new_transaction_counts() {
      Judgement first =
          look(traced("700", "1", Optional.empty(), Optional.empty()), at("08:00:00"), Memory.NONE);
      assertThat(unknown(first.verdict())).contains("track_commit_timestamp");
      Judgement second =
          look(
              traced("701", "2", Optional.empty(), Optional.empty()),
              at("09:00:00"),
              first.memory());
      assertThat(passed(second.verdict()).observed()).isEqualTo("0 ms");
      Judgement third =
          look(traced("701", "2", Optional.empty(), Optional.empty()), NOW, second.memory());
      assertThat(passed(third.verdict()).observed()).isEqualTo("1 h");
    }

    @Test
    void watching_for_longer_than_the_limit_without_a_refresh_is_a_breach() {
      Memory memory =
          look(traced("700", "1", Optional.empty(), Optional.empty()), at("07:00:00"), Memory.NONE)
              .memory();
      assertThat(
              breached(
                      look(traced("700", "1", Optional.empty(), Optional.empty()), NOW, memory)
                          .verdict())
                  .sentence())
          .isEqualTo("not refreshed in the 3 h that it was watched, expected every 1 h");
    }

    @Test
    void a_memory_that_cannot_be_read_is_started_anew() {
      Memory odd = new Memory(Map.of("analytics.kpi", "from another age"));
      assertThat(look(traced("700", "1", Optional.of(NOW), Optional.empty()), NOW, odd).verdict())
          .isInstanceOf(Verdict.Pass.class);
    }
  }

  @Test
  void a_view_that_was_never_filled_is_a_breach() {
    assertThat(breached(look(empty(KPI), NOW, Memory.NONE).verdict()).sentence())
        .isEqualTo("it holds no data, it was never refreshed");
  }

  @Test
  void a_view_that_is_not_there_is_a_breach() {
    assertThat(breached(judge(HOURLY, Map.of(HOURLY.measures().getFirst(), List.of()))).sentence())
        .isEqualTo("there is no such materialized view");
  }

  @Test
  void of_several_views_the_worst_is_named_and_the_others_are_counted() {
    Refresh all = new Refresh("analytics.*", Duration.ofHours(1), 2, Severity.WARNING);
    List<ViewRefreshes> views =
        List.of(
            traced("700", "1", Optional.of(NOW), Optional.empty()),
            empty(new TableName("analytics", "a")),
            empty(new TableName("analytics", "b")),
            jobbedAs("c", run("succeeded", "", "02:00:00", "02:00:00")));
    assertThat(breached(judge(all, Map.of(new Measure.Refreshes("analytics.*"), views))).sentence())
        .isEqualTo(
            "analytics.c: last refreshed 8 h ago, at 02:00 UTC, expected every 1 h (and 2 other"
                + " views)");
  }

  private static ViewRefreshes jobbedAs(String name, JobRuns.JobRun run) {
    ViewRefreshes view = jobbed(run);
    return new ViewRefreshes(new TableName("analytics", name), view.job(), view.trace());
  }

  @Test
  void a_standby_further_behind_than_the_limit_tells_nothing() {
    ViewRefreshes view = traced("700", "1", Optional.of(at("01:00:00")), Optional.empty());
    Verdict verdict =
        HOURLY
            .judge(
                Evidence.of(
                    measured(
                        Map.of(HOURLY.measures().getFirst(), List.of(view)),
                        NOW,
                        Optional.of(Duration.ofHours(3)))))
            .verdict();
    assertThat(unknown(verdict)).startsWith("the standby is 3 h behind");
  }
}
