package io.assay.check.kind;

import io.assay.check.JobRuns;
import io.assay.check.Words;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A finished run of a pg_cron job. After a restart of the server a run that was under way counts
/// as failed and has no end; it is then dated by its start. A run for which pg_cron got no
/// connection has neither.
record RecordedRun(boolean failed, Optional<Instant> at, String message) {
  private static final String NO_CONNECTION =
      ", pg_cron could not log in: see the job's database and username in cron.job, and"
          + " pg_hba.conf";

  /// Returns the newest finished run; `runs` are the newest first.
  static Optional<RecordedRun> lastFinished(List<JobRuns.JobRun> runs) {
    return runs.stream().flatMap(run -> finished(run).stream()).findFirst();
  }

  /// Returns whether a run is neither succeeded nor failed.
  static boolean underWay(JobRuns.JobRun run) {
    return !run.status().equals("failed") && !run.status().equals("succeeded");
  }

  /// Returns the end of a sentence on a failed run: ` at 02:00 UTC: division by zero`.
  String told(Instant now) {
    String text = ErrorText.of(message);
    return at.map(time -> " at " + Words.time(time, now)).orElse("")
        + ": "
        + (text.equals("connection failed") ? text + NO_CONNECTION : text);
  }

  private static Optional<RecordedRun> finished(JobRuns.JobRun run) {
    return underWay(run)
        ? Optional.empty()
        : Optional.of(
            new RecordedRun(
                run.status().equals("failed"), run.end().or(run::start), run.message()));
  }
}
