-- One row for each accepted result. The partitions, one a day (UTC), are made ahead and dropped
-- after the retention by io.assay.history.Partitions. There is no default partition: a row that
-- fell into one would make the partition of its day impossible to attach.
CREATE TABLE assay.result (
  check_id text        NOT NULL,
  grp      text        NOT NULL DEFAULT '',
  slot     timestamptz NOT NULL,
  at       timestamptz NOT NULL,
  state    text        NOT NULL CHECK (state IN ('pass', 'breach', 'error', 'unknown')),
  severity text        CHECK (severity IN ('info', 'warning', 'critical')),
  value    numeric,
  unit     text,
  sentence text        NOT NULL,
  observed text,
  expected text,
  reason   text,
  how      text,
  took_ms  bigint      NOT NULL,
  -- one accepted result for a check and slot, and the way to the last results of a check
  PRIMARY KEY (check_id, grp, slot)
) PARTITION BY RANGE (slot);

COMMENT ON TABLE assay.result IS 'What each check came to in each slot in which it ran.';
COMMENT ON COLUMN assay.result.grp IS 'The group of a check that is judged by groups; empty otherwise.';
COMMENT ON COLUMN assay.result.slot IS 'The instant at which the check was due.';
COMMENT ON COLUMN assay.result.reason IS 'Of an error: why the check could not be measured.';
COMMENT ON COLUMN assay.result.how IS 'How the value was come by: scan, index, proof, reused.';
