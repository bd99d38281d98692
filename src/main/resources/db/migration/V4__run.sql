-- db-scheduler's table: one row for each group of checks that are measured together.
CREATE TABLE assay.scheduled_tasks (
  task_name            text        NOT NULL,
  task_instance        text        NOT NULL,
  task_data            bytea,
  execution_time       timestamptz NOT NULL,
  picked               boolean     NOT NULL,
  picked_by            text,
  last_success         timestamptz,
  last_failure         timestamptz,
  consecutive_failures integer,
  last_heartbeat       timestamptz,
  version              bigint      NOT NULL,
  priority             smallint,
  PRIMARY KEY (task_name, task_instance)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 500);

CREATE INDEX scheduled_tasks_execution_time ON assay.scheduled_tasks (execution_time);
CREATE INDEX scheduled_tasks_last_heartbeat ON assay.scheduled_tasks (last_heartbeat);

-- Slots in which a group was due and did not run; one row for each gap.
CREATE TABLE assay.missed_run (
  group_key  text        NOT NULL,
  first_slot timestamptz NOT NULL,
  last_slot  timestamptz NOT NULL,
  slots      bigint      NOT NULL,
  reason     text        NOT NULL CHECK (reason IN ('nobody_ran', 'overran')),
  at         timestamptz NOT NULL,
  PRIMARY KEY (group_key, first_slot)
);

CREATE INDEX missed_run_by_time ON assay.missed_run (at);

COMMENT ON COLUMN assay.missed_run.slots IS 'How many; for cron expressions at least as many.';
