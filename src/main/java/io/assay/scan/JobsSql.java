package io.assay.scan;

import io.assay.check.JobRuns;
import io.assay.check.Unmeasurable.Reason;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads the jobs of pg_cron and their last runs from its two tables. pg_cron shows a job only to
/// the role that owns it, without an error: what cannot be seen in full is not read at all, for "no
/// failure" must not be concluded from it.
final class JobsSql {
  private static final String RIGHTS =
      """
      SELECT /* assay */ current_user, current_setting('row_security'),
        has_schema_privilege(n.oid, 'USAGE'),
        bool_and(has_table_privilege(c.oid, 'SELECT')),
        bool_or(row_security_active(c.oid)), count(*)
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = 'cron' AND c.relname IN ('job', 'job_run_details')
      GROUP BY n.oid\
      """;

  /// Older versions of pg_cron have no jobname.
  private static final String RUNS =
      """
      SELECT /* assay */ j.jobid, coalesce(to_jsonb(j) ->> 'jobname', 'job ' || j.jobid),
        j.schedule, j.command, j.active,
        coalesce(nullif(current_setting('cron.timezone', true), ''), 'GMT'),
        r.status, r.return_message, extract(epoch FROM r.start_time), extract(epoch FROM r.end_time)
      FROM cron.job j
      LEFT JOIN (
        SELECT jobid, runid, status, return_message, start_time, end_time,
          row_number() OVER (PARTITION BY jobid ORDER BY runid DESC) AS age
        FROM cron.job_run_details
      ) r ON r.jobid = j.jobid AND r.age <= 50
      WHERE %s
      ORDER BY j.jobid, r.age\
      """;

  private JobsSql() {}

  static List<JobRuns> runs(GuardedTransaction transaction, String pattern)
      throws SQLException, Unanswered {
    return read(transaction, sql(transaction, pattern));
  }

  static String sql(GuardedTransaction transaction, String pattern)
      throws SQLException, Unanswered {
    Optional<Unanswered> why = hidden(transaction);
    if (why.isPresent()) {
      throw why.get();
    }
    return RUNS.formatted(
        "coalesce(to_jsonb(j) ->> 'jobname', 'job ' || j.jobid) LIKE " + Quoted.pattern(pattern));
  }

  /// Returns the jobs of this database that refresh a materialized view; none when pg_cron is not
  /// there or does not show them.
  static List<JobRuns> refreshing(GuardedTransaction transaction) throws SQLException, Unanswered {
    return hidden(transaction).isPresent()
        ? List.of()
        : read(
            transaction,
            RUNS.formatted(
                "j.command ~* 'refresh\\s+materialized\\s+view'"
                    + " AND j.database = current_database()"));
  }

  private static Optional<Unanswered> hidden(GuardedTransaction transaction)
      throws SQLException, Unanswered {
    List<List<@Nullable String>> found = transaction.rows(RIGHTS);
    if (found.isEmpty() || Answer.number(found.getFirst(), 5) < 2) {
      return Optional.of(
          new Unanswered(
              Reason.UNSUPPORTED,
              "pg_cron is not in this database: check the database that cron.database_name names,"
                  + " or run CREATE EXTENSION pg_cron"));
    }
    List<@Nullable String> rights = found.getFirst();
    String role = Quoted.name(Answer.text(rights, 0));
    if (!Answer.yes(rights, 2) || !Answer.yes(rights, 3)) {
      return Optional.of(
          new Unanswered(
              Reason.PERMISSION,
              "pg_cron's tables cannot be read: run GRANT USAGE ON SCHEMA cron TO "
                  + role
                  + "; GRANT SELECT ON cron.job, cron.job_run_details TO "
                  + role));
    }
    if (Answer.yes(rights, 4) && Answer.text(rights, 1).equals("off")) {
      return Optional.of(
          new Unanswered(
              Reason.PERMISSION,
              "pg_cron shows a job only to the role that owns it: run ALTER ROLE "
                  + role
                  + " BYPASSRLS, or add policies for it on cron.job and cron.job_run_details and"
                  + " say `row_security: as_role`"));
    }
    return Optional.empty();
  }

  private static List<JobRuns> read(GuardedTransaction transaction, String sql)
      throws SQLException, Unanswered {
    Map<JobRuns.Job, List<JobRuns.JobRun>> runs = new LinkedHashMap<>();
    String zone = "GMT";
    for (List<@Nullable String> row : transaction.rows(sql)) {
      zone = Answer.text(row, 5);
      JobRuns.Job job =
          new JobRuns.Job(
              Answer.number(row, 0),
              Answer.text(row, 1),
              Answer.text(row, 2),
              Answer.text(row, 3),
              Answer.yes(row, 4));
      List<JobRuns.JobRun> own = runs.computeIfAbsent(job, key -> new ArrayList<>());
      Answer.optional(row, 6)
          .ifPresent(status ->
              own.add(
                  new JobRuns.JobRun(
                      status,
                      Answer.optional(row, 7).orElse(""),
                      Answer.instant(row, 8),
                      Answer.instant(row, 9))));
    }
    List<JobRuns> jobs = new ArrayList<>();
    for (Map.Entry<JobRuns.Job, List<JobRuns.JobRun>> job : runs.entrySet()) {
      jobs.add(new JobRuns(job.getKey(), zone, job.getValue()));
    }
    return jobs;
  }
}
