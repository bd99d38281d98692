package io.assay.check;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One pg_cron job and its most recent runs, newest first.
///
/// @param zone the zone in which pg_cron reads the job's schedule (`cron.timezone`)
public record JobRuns(Job job, String zone, List<JobRun> runs) {
  public JobRuns {
    runs = List.copyOf(runs);
  }

  /// A job as `cron.job` declares it; `schedule` is a cron expression or `30 seconds`.
  public record Job(long id, String name, String schedule, String command, boolean active) {}

  /// One run as `cron.job_run_details` records it; a run that is under way has no end.
  public record JobRun(
      String status, String message, Optional<Instant> start, Optional<Instant> end) {}
}
