package io.assay.check.kind;

import io.assay.check.Durations;
import io.assay.check.JobRuns;
import io.assay.check.Observation;
import io.assay.check.Severity;
import io.assay.check.Unit;
import io.assay.check.Verdict;
import io.assay.check.Words;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// One job as the daemon watches it from run to run.
///
/// @param since the instant after which the next run is due by the schedule: the last known start,
///   or when the daemon first saw the job, its present schedule, or that it was switched on
record JobWatch(JobRuns job, Instant since) {
  /// How long after its slot a run may leave its record: pg_cron wakes up once a minute.
  private static final Duration GRACE = Duration.ofMinutes(2);

  /// Returns the watch of now, from what was remembered of the last run.
  static JobWatch of(JobRuns job, Optional<String> remembered, Instant now) {
    String schedule = schedule(job);
    Optional<Instant> known =
        remembered
            .filter(text -> text.endsWith(" " + schedule))
            .map(text -> Instant.parse(text.substring(0, text.indexOf(' '))));
    Optional<Instant> started =
        job.runs().stream().flatMap(run -> run.start().stream()).findFirst();
    Instant since =
        known
            .map(before -> started.filter(before::isBefore).orElse(before))
            .or(() -> remembered.isEmpty() ? started : Optional.of(now))
            .filter(at -> job.job().active())
            .orElse(now);
    return new JobWatch(job, since);
  }

  /// Returns the watch as text for the next run.
  String remember() {
    return since + " " + schedule(job);
  }

  /// Returns the verdict on the job.
  Verdict judge(Optional<Duration> every, Severity severity, Instant now) {
    if (!job.job().active()) {
      return new Verdict.Breach(
          severity, seen("it is switched off in cron.job", now, "off", "switched on"));
    }
    Optional<RecordedRun> last = RecordedRun.lastFinished(job.runs());
    if (last.isPresent() && last.get().failed()) {
      return new Verdict.Breach(
          severity, seen("the last run failed" + last.get().told(now), now, "failed", "succeeded"));
    }
    Optional<JobSchedule> schedule =
        every
            .<JobSchedule>map(JobSchedule.ByInterval::new)
            .or(() -> JobSchedule.read(job.job().schedule(), job.zone()));
    String succeeded =
        last.flatMap(RecordedRun::at)
            .map(at -> "the last run succeeded at " + Words.time(at, now))
            .orElse("no run has finished yet");
    if (schedule.isEmpty()) {
      return onlyAtStart()
          ? new Verdict.Pass(seen(succeeded, now, "succeeded", "succeeded"))
          : new Verdict.Unknown(
              "when it is due cannot be told from its schedule: give this check an 'every'");
    }
    Instant slot = schedule.get().after(since);
    return overdue(slot, severity, now)
        .orElseGet(() ->
            new Verdict.Pass(
                seen(
                    last.isPresent()
                        ? succeeded
                        : succeeded + ", the next is due at " + Words.time(slot, now),
                    now,
                    last.isPresent() ? "succeeded" : "not due yet",
                    "by " + Words.time(slot, now))));
  }

  private Optional<Verdict> overdue(Instant slot, Severity severity, Instant now) {
    Optional<JobRuns.JobRun> running =
        job.runs().stream().findFirst().filter(RecordedRun::underWay);
    Instant freed =
        job.runs().stream()
            .flatMap(run -> run.end().stream())
            .findFirst()
            .filter(slot::isBefore)
            .orElse(slot);
    if (!now.isAfter(freed.plus(GRACE))) {
      return Optional.empty();
    }
    String due = Words.time(slot, now);
    String sentence =
        running
            .map(run ->
                "it has been running"
                    + run.start()
                        .map(start -> " for " + Durations.say(Duration.between(start, now)))
                        .orElse("")
                    + ", past its next slot at "
                    + due)
            .orElse("the run due at " + due + " left no record");
    return Optional.of(
        new Verdict.Breach(
            severity,
            seen(sentence, now, running.isPresent() ? "still running" : "no run", "by " + due)));
  }

  /// The charted value is the age of the last run that succeeded.
  private Observation seen(String sentence, Instant now, String observed, String expected) {
    Optional<BigDecimal> age =
        job.runs().stream()
            .filter(run -> run.status().equals("succeeded"))
            .flatMap(run -> run.end().stream())
            .findFirst()
            .map(end -> BigDecimal.valueOf(Duration.between(end, now).toMillis(), 3));
    return new Observation(sentence, age, Unit.SECONDS, observed, expected);
  }

  private boolean onlyAtStart() {
    return job.job().schedule().strip().equalsIgnoreCase("@reboot");
  }

  private static String schedule(JobRuns job) {
    return job.job().schedule() + " " + job.zone();
  }
}
