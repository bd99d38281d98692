-- One row for each incident and receiver: what the receiver should know, and what it has acknowledged.
CREATE TABLE assay.delivery (
  id              uuid PRIMARY KEY,
  incident        uuid NOT NULL,
  receiver        text NOT NULL,
  wanted          bigint NOT NULL,
  told            bigint NOT NULL DEFAULT 0,
  reference       jsonb NOT NULL DEFAULT '{}',
  wanted_at       timestamptz NOT NULL,
  ended_at        timestamptz,
  next_attempt_at timestamptz NOT NULL,
  -- how often telling was begun since the last acknowledgement: counted before the call, so that a
  -- process that died in between leaves a trace
  attempts        integer NOT NULL DEFAULT 0,
  failures        integer NOT NULL DEFAULT 0,
  first_failed_at timestamptz,
  claimed_by      uuid,
  claimed_until   timestamptz,
  dead_at         timestamptz,
  dead_reason     text,
  note            text,
  UNIQUE (incident, receiver)
);

CREATE INDEX delivery_due ON assay.delivery (receiver, next_attempt_at)
  WHERE told < wanted AND dead_at IS NULL;

CREATE INDEX delivery_ended ON assay.delivery (ended_at) WHERE ended_at IS NOT NULL;

-- How fast a receiver may be spoken to, over all replicas.
CREATE TABLE assay.receiver_pace (
  receiver      text PRIMARY KEY,
  free_at       timestamptz NOT NULL,
  blocked_until timestamptz NOT NULL
);
