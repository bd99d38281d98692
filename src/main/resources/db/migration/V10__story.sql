-- What happened in a monitored database, or was done by a person, and that no other table tells; deleted with the
-- retention.
CREATE TABLE assay.event (
  once_key text        PRIMARY KEY,
  at       timestamptz NOT NULL,
  database text        NOT NULL,
  sort     text        NOT NULL CHECK (sort IN ('schema_changed', 'guarantee_lost', 'put_off', 'person')),
  subject  text        NOT NULL,
  sentence text        NOT NULL,
  incident uuid
);

CREATE INDEX event_by_database ON assay.event (database, at);
CREATE INDEX event_by_incident ON assay.event (incident) WHERE incident IS NOT NULL;
CREATE INDEX event_by_time ON assay.event (at);

COMMENT ON COLUMN assay.event.once_key IS
  'The same for the same event, whoever notes it and however often: it is kept once.';
COMMENT ON COLUMN assay.event.subject IS 'The table or check it is about; empty when it is about the database.';
COMMENT ON COLUMN assay.event.incident IS 'The incident that a person did something about.';

CREATE INDEX incident_by_database ON assay.incident (database, opened);

-- Who was told of an incident and when, and who could not be: the history of what assay.delivery holds the last state of;
-- deleted with the retention.
CREATE TABLE assay.told (
  incident uuid        NOT NULL,
  receiver text        NOT NULL,
  sequence bigint      NOT NULL,
  outcome  text        NOT NULL CHECK (outcome IN ('told', 'failed', 'given_up')),
  at       timestamptz NOT NULL,
  note     text        NOT NULL DEFAULT '',
  PRIMARY KEY (incident, receiver, sequence, outcome)
);

CREATE INDEX told_by_time ON assay.told (at);

COMMENT ON COLUMN assay.told.sequence IS
  'Of told: the last change that the receiver knows now. Else: the one that it was to be told.';
