package io.assay.metrics;

/// The names of everything Prometheus can scrape from Assay, as Micrometer takes them: dots become
/// underscores, a unit or `_total` is appended where the type asks for it.
final class MetricNames {
  static final String CHECK_STATUS = "assay_check_status";
  static final String CHECK_VALUE = "assay_check_value";
  static final String CHECK_LIMIT = "assay_check_limit";
  static final String CHECK_LAST_RUN = "assay_check_last_run_timestamp_seconds";
  static final String CHECK_LAST_PASS = "assay_check_last_pass_timestamp_seconds";
  static final String CHECK_RUNS = "assay_check_runs";
  static final String CHECK_INFO = "assay_check_info";
  static final String INCIDENTS = "assay.incidents";
  static final String SILENCES = "assay.silences";
  static final String SILENCES_OLDEST = "assay.silences.oldest.start.timestamp.seconds";
  static final String INCIDENT_DURATION = "assay.incident.duration";
  static final String RUN_DURATION = "assay.run.duration";
  static final String SCHEDULE_LAG = "assay.schedule.lag";
  static final String MISSED_RUNS = "assay.missed.runs";
  static final String CHECKS_DEFERRED = "assay.checks.deferred";
  static final String STATEMENTS = "assay.statements";
  static final String STATEMENT_DURATION = "assay.statement.duration";
  static final String STATEMENT_ROWS = "assay.statement.rows";
  static final String DATABASE_UP = "assay.database.up";
  static final String STATE_UP = "assay.state.up";
  static final String NOTIFICATIONS = "assay.notifications";
  static final String NOTIFICATIONS_FAILED = "assay.notifications.failed";
  static final String NOTIFICATIONS_SUPPRESSED = "assay.notifications.suppressed";
  static final String DELIVERIES_PENDING = "assay.deliveries.pending";
  static final String DELIVERIES_OLDEST = "assay.deliveries.oldest.pending.timestamp.seconds";
  static final String DELIVERIES_DEAD = "assay.deliveries.dead";
  static final String HEARTBEATS = "assay.heartbeats";
  static final String HEARTBEAT_LAST = "assay.heartbeat.last.success.timestamp.seconds";
  static final String RELOAD_SUCCESSFUL = "assay.config.last.reload.successful";
  static final String CONFIG_INFO = "assay.config.info";
  static final String RELOAD_TIME = "assay.config.last.reload.success.timestamp.seconds";
  static final String BUILD_INFO = "assay.build.info";

  private MetricNames() {}
}
