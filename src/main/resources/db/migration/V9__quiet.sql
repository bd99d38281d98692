-- What keeps people from being told, and what they say themselves.
ALTER TABLE assay.incident
  ADD COLUMN acknowledged_at   timestamptz,
  ADD COLUMN acknowledged_by   text,
  ADD COLUMN acknowledged_note text,
  ADD COLUMN flapping          boolean NOT NULL DEFAULT false;

ALTER TABLE assay.incident_change
  DROP CONSTRAINT incident_change_change_check,
  ADD CONSTRAINT incident_change_change_check CHECK (change IN ('opened', 'severity_changed',
    'reminded', 'not_measurable', 'flapping', 'settled', 'acknowledged', 'unacknowledged', 'resolved')),
  ADD COLUMN who text;

COMMENT ON COLUMN assay.incident_change.who IS 'Of what a person did: their name, as they gave it.';

ALTER TABLE assay.check_state
  ADD COLUMN flips          timestamptz[] NOT NULL DEFAULT '{}',
  ADD COLUMN flapping_wrong boolean;

COMMENT ON COLUMN assay.check_state.flips IS 'When it last changed in a way that people are told of, at most a few times.';
COMMENT ON COLUMN assay.check_state.flapping_wrong IS
  'While it is flapping and its incident therefore stays open: whether it would be open anyway.';

ALTER TABLE assay.delivery ADD COLUMN held text;

COMMENT ON COLUMN assay.delivery.held IS 'Why the receiver is not told for now, in one word; note has the sentence.';

CREATE INDEX delivery_held ON assay.delivery (held, receiver) WHERE held IS NOT NULL;

-- Quiet time that a person asked for.
CREATE TABLE assay.silence (
  id        uuid        PRIMARY KEY,
  matcher   jsonb       NOT NULL,
  author    text        NOT NULL CHECK (author <> ''),
  reason    text        NOT NULL CHECK (reason <> ''),
  created   timestamptz NOT NULL,
  starts    timestamptz NOT NULL,
  ends      timestamptz NOT NULL CHECK (ends > starts),
  ended     timestamptz,
  ended_by  text,
  announced timestamptz
);

COMMENT ON COLUMN assay.silence.ended IS 'When somebody ended it before its time.';
COMMENT ON COLUMN assay.silence.announced IS
  'When it was looked at, shortly before its end, whether what it hides is still wrong.';

CREATE INDEX silence_by_end ON assay.silence (least(ends, ended));
