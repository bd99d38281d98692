package io.assay.check.kind;

import static io.assay.check.kind.Judging.NOW;
import static io.assay.check.kind.Judging.breached;
import static io.assay.check.kind.Judging.judge;
import static io.assay.check.kind.Judging.passed;
import static io.assay.check.kind.Judging.unknown;
import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.JobRuns;
import io.assay.check.Judgement;
import io.assay.check.Measure;
import io.assay.check.Memory;
import io.assay.check.Severity;
import io.assay.check.Verdict;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobsTest {
  private static final Jobs NIGHTLY = new Jobs("nightly", Optional.empty(), Severity.CRITICAL);

  private static JobRuns.JobRun run(String status, String message, String start, String end) {
    return new JobRuns.JobRun(
        status,
        message,
        start.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(start)),
        end.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(end)));
  }

  private static JobRuns job(String schedule, JobRuns.JobRun... runs) {
    return job("nightly", schedule, true, runs);
  }

  private static JobRuns job(String name, String schedule, boolean active, JobRuns.JobRun... runs) {
    return new JobRuns(
        new JobRuns.Job(name.hashCode(), name, schedule, "CALL etl()", active),
        "GMT",
        List.of(runs));
  }

  private static Judgement look(JobRuns job, String now, Memory memory) {
    return judge(NIGHTLY, new Measure.Jobs("nightly"), List.of(job), Instant.parse(now), memory);
  }

  private static Verdict verdict(JobRuns job) {
    return look(job, NOW.toString(), Memory.NONE).verdict();
  }

  @Test
  void a_success_that_is_followed_by_no_due_run_passes() {
    var seen =
        passed(
            verdict(
                job(
                    "0 2 * * *",
                    run("succeeded", "", "2026-11-20T02:00:00Z", "2026-11-20T02:10:00Z"))));
    assertThat(seen.sentence()).isEqualTo("the last run succeeded at 02:10 UTC");
    assertThat(seen.expected()).isEqualTo("by 21 Nov 02:00 UTC");
    assertThat(seen.value()).contains(new BigDecimal("28200.000"));
  }

  @Test
  void a_failed_last_run_is_told_with_its_message_but_without_values_of_rows() {
    assertThat(
            breached(
                    verdict(
                        job(
                            "0 2 * * *",
                            run(
                                "failed",
                                "ERROR:  invalid input syntax for type integer: \"n/a\"\nLINE 1",
                                "2026-11-20T02:00:00Z",
                                "2026-11-20T02:10:00Z"))))
                .sentence())
        .isEqualTo(
            "the last run failed at 02:10 UTC: invalid input syntax for type integer: \"…\"");
  }

  @Test
  void a_run_cut_off_by_a_restart_is_a_failure_dated_by_its_start() {
    assertThat(
            breached(verdict(job("0 2 * * *", run("failed", "", "2026-11-20T02:00:00Z", ""))))
                .sentence())
        .isEqualTo("the last run failed at 02:00 UTC: no error text");
  }

  @Test
  void a_run_that_got_no_connection_is_a_failure_without_a_time() {
    assertThat(
            breached(
                    verdict(
                        job(
                            "* * * * *",
                            run("failed", "connection failed", "", ""),
                            run(
                                "succeeded",
                                "1 row",
                                "2026-11-20T09:58:00Z",
                                "2026-11-20T09:58:01Z"))))
                .sentence())
        .isEqualTo(
            "the last run failed: connection failed, pg_cron could not log in: see the job's"
                + " database and username in cron.job, and pg_hba.conf");
  }

  @Test
  void a_due_run_without_a_record_is_a_breach_after_two_minutes_of_grace() {
    JobRuns job =
        job("0 * * * *", run("succeeded", "", "2026-11-20T08:00:00Z", "2026-11-20T08:01:00Z"));
    assertThat(look(job, "2026-11-20T09:02:00Z", Memory.NONE).verdict())
        .isInstanceOf(Verdict.Pass.class);
    assertThat(breached(look(job, "2026-11-20T09:02:01Z", Memory.NONE).verdict()).sentence())
        .isEqualTo("the run due at 09:00 UTC left no record");
  }

  @ParameterizedTest
  @CsvSource({"30 seconds,2026-11-20T09:50:00Z", "@hourly,2026-11-20T07:10:00Z"})
  void intervals_and_nicknames_of_pg_cron_are_understood(String schedule, String start) {
    assertThat(breached(verdict(job(schedule, run("succeeded", "", start, start)))).observed())
        .isEqualTo("no run");
  }

  @Test
  void a_run_that_goes_on_past_its_next_slot_is_a_breach() {
    assertThat(
            breached(
                    verdict(
                        job(
                            "0 * * * *",
                            run("running", "", "2026-11-20T07:00:00Z", ""),
                            run("succeeded", "", "2026-11-20T06:00:00Z", "2026-11-20T06:01:00Z"))))
                .sentence())
        .isEqualTo("it has been running for 3 h, past its next slot at 08:00 UTC");
  }

  @Test
  void a_run_that_outlasted_its_slot_delays_the_next_one() {
    JobRuns job =
        job("0 * * * *", run("succeeded", "", "2026-11-20T08:00:00Z", "2026-11-20T09:09:00Z"));
    assertThat(look(job, "2026-11-20T09:10:00Z", Memory.NONE).verdict())
        .isInstanceOf(Verdict.Pass.class);
    assertThat(look(job, "2026-11-20T09:12:00Z", Memory.NONE).verdict())
        .isInstanceOf(Verdict.Breach.class);
  }

  @Test
  void a_job_that_never_ran_is_due_from_when_it_was_first_seen() {
    Judgement first = look(job("0 2 * * *"), "2026-11-20T01:00:00Z", Memory.NONE);
    assertThat(passed(first.verdict()).sentence())
        .isEqualTo("no run has finished yet, the next is due at 02:00 UTC");
    Judgement second = look(job("0 2 * * *"), "2026-11-20T01:59:00Z", first.memory());
    assertThat(
            breached(look(job("0 2 * * *"), "2026-11-20T02:03:00Z", second.memory()).verdict())
                .sentence())
        .isEqualTo("the run due at 02:00 UTC left no record");
  }

  @Test
  void records_that_were_purged_leave_what_was_seen_of_them() {
    JobRuns.JobRun ran = run("succeeded", "", "2026-11-01T02:00:00Z", "2026-11-01T02:10:00Z");
    Memory memory = look(job("0 2 1 * *", ran), "2026-11-02T00:00:00Z", Memory.NONE).memory();
    assertThat(look(job("0 2 1 * *"), "2026-11-20T00:00:00Z", memory).verdict())
        .isInstanceOf(Verdict.Pass.class);
    assertThat(look(job("0 2 1 * *"), "2026-12-01T02:03:00Z", memory).verdict())
        .isInstanceOf(Verdict.Breach.class);
  }

  @Test
  void a_new_schedule_counts_from_when_it_was_seen() {
    JobRuns.JobRun ran = run("succeeded", "", "2026-11-20T02:00:00Z", "2026-11-20T02:10:00Z");
    Memory memory = look(job("0 2 * * *", ran), "2026-11-20T09:00:00Z", Memory.NONE).memory();
    Judgement moved = look(job("0 * * * *", ran), "2026-11-20T09:30:00Z", memory);
    assertThat(moved.verdict()).isInstanceOf(Verdict.Pass.class);
    assertThat(look(job("0 * * * *", ran), "2026-11-20T10:03:00Z", moved.memory()).verdict())
        .isInstanceOf(Verdict.Breach.class);
  }

  @Test
  void every_overrides_a_schedule_that_cannot_be_read() {
    JobRuns odd = job("$$", run("succeeded", "", "2026-11-20T08:00:00Z", "2026-11-20T08:01:00Z"));
    assertThat(unknown(verdict(odd))).contains("give this check an 'every'");
    Jobs hourly = new Jobs("nightly", Optional.of(Duration.ofHours(1)), Severity.CRITICAL);
    assertThat(
            breached(judge(hourly, Map.of(new Measure.Jobs("nightly"), List.of(odd)))).sentence())
        .isEqualTo("the run due at 09:00 UTC left no record");
  }

  @Test
  void a_job_at_start_of_the_server_is_never_due() {
    assertThat(verdict(job("@reboot"))).isInstanceOf(Verdict.Pass.class);
  }

  @Test
  void a_job_that_is_switched_off_is_a_breach_by_name_and_left_out_by_pattern() {
    JobRuns off = job("nightly", "0 2 * * *", false);
    assertThat(breached(verdict(off)).sentence()).isEqualTo("it is switched off in cron.job");
    Jobs all = new Jobs("*", Optional.empty(), Severity.WARNING);
    JobRuns on =
        job(
            "hourly",
            "0 * * * *",
            true,
            run("succeeded", "", "2026-11-20T09:30:00Z", "2026-11-20T09:31:00Z"));
    assertThat(passed(judge(all, Map.of(new Measure.Jobs("*"), List.of(off, on)))).sentence())
        .isEqualTo("hourly: the last run succeeded at 09:31 UTC");
    assertThat(breached(judge(all, Map.of(new Measure.Jobs("*"), List.of(off)))).sentence())
        .isEqualTo("there is no such job that is switched on");
  }

  @Test
  void a_job_switched_on_again_counts_from_then() {
    JobRuns.JobRun ran = run("succeeded", "", "2026-11-10T02:00:00Z", "2026-11-10T02:10:00Z");
    Memory memory =
        look(job("nightly", "0 2 * * *", false, ran), "2026-11-20T09:00:00Z", Memory.NONE).memory();
    assertThat(look(job("0 2 * * *", ran), NOW.toString(), memory).verdict())
        .isInstanceOf(Verdict.Pass.class);
  }

  @Test
  void a_job_that_is_not_there_is_a_breach() {
    assertThat(breached(judge(NIGHTLY, Map.of(new Measure.Jobs("nightly"), List.of()))).sentence())
        .isEqualTo("there is no such job");
  }
}
