-- Where each declared check stands. A check without a row here is not declared (any more), and
-- nothing is written for it.
CREATE TABLE assay.check_state (
  check_id  text        NOT NULL,
  grp       text        NOT NULL DEFAULT '',
  database  text        NOT NULL,
  state     text        CHECK (state IN ('pass', 'breach', 'error', 'unknown')),
  slot      timestamptz,
  last_run  timestamptz,
  last_pass timestamptz,
  severity  text        CHECK (severity IN ('info', 'warning', 'critical')),
  breaches  integer     NOT NULL DEFAULT 0,
  passes    integer     NOT NULL DEFAULT 0,
  errors    integer     NOT NULL DEFAULT 0,
  told      timestamptz,
  memory    jsonb       NOT NULL DEFAULT '{}',
  PRIMARY KEY (check_id, grp)
) WITH (fillfactor = 70); -- every run updates the row: leave room to do it in place

COMMENT ON COLUMN assay.check_state.database IS
  'Which checks a pattern stands for is not known while its database is away: they are spared then.';
COMMENT ON COLUMN assay.check_state.slot IS 'The slot of the last accepted result; an older one is refused.';
COMMENT ON COLUMN assay.check_state.told IS 'When the open incident last changed in a way people are told of.';

CREATE TABLE assay.incident (
  id            uuid        PRIMARY KEY,
  check_id      text        NOT NULL,
  grp           text        NOT NULL DEFAULT '',
  sort          text        NOT NULL CHECK (sort IN ('breach', 'error')),
  title         text        NOT NULL,
  database      text        NOT NULL,
  table_schema  text,
  table_name    text,
  kind          text        NOT NULL,
  owner         text,
  runbook       text,
  description   text,
  labels        jsonb       NOT NULL DEFAULT '{}',
  source_path   text        NOT NULL,
  source_line   integer     NOT NULL,
  source_column integer     NOT NULL,
  severity      text        NOT NULL CHECK (severity IN ('info', 'warning', 'critical')),
  opened        timestamptz NOT NULL,
  resolved      timestamptz,
  sentence      text        NOT NULL,
  observed      text        NOT NULL,
  expected      text        NOT NULL,
  recent        numeric[]   NOT NULL DEFAULT '{}',
  sequence      bigint      NOT NULL
);

-- at most one open incident for a check and group
CREATE UNIQUE INDEX incident_open ON assay.incident (check_id, grp) WHERE resolved IS NULL;
CREATE INDEX incident_by_opened ON assay.incident (opened);
CREATE INDEX incident_by_check ON assay.incident (check_id, opened);

CREATE TABLE assay.incident_change (
  incident      uuid        NOT NULL REFERENCES assay.incident ON DELETE CASCADE,
  sequence      bigint      NOT NULL,
  at            timestamptz NOT NULL,
  change        text        NOT NULL
    CHECK (change IN ('opened', 'severity_changed', 'reminded', 'not_measurable', 'resolved')),
  severity      text        CHECK (severity IN ('info', 'warning', 'critical')),
  severity_from text        CHECK (severity_from IN ('info', 'warning', 'critical')),
  reason        text        CHECK (reason IN ('passed', 'measured', 'removed')),
  sentence      text        NOT NULL,
  PRIMARY KEY (incident, sequence)
);
