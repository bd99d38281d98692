-- What a receiver forgets is told again: its reference says when.
CREATE INDEX delivery_again ON assay.delivery ((reference ->> 'again') COLLATE "C")
  WHERE reference ->> 'again' IS NOT NULL;

-- A dead letter is an incident of its own, which the fallback receiver is told of.
ALTER TABLE assay.delivery ADD COLUMN heard_at timestamptz;
ALTER TABLE assay.delivery ADD COLUMN letter uuid;

COMMENT ON COLUMN assay.delivery.heard_at IS 'The dead_at of which the fallback receiver was to hear.';
COMMENT ON COLUMN assay.delivery.letter IS 'The open incident that says it was not told.';

-- what died before anybody could be told stays as it is
UPDATE assay.delivery SET heard_at = dead_at WHERE dead_at IS NOT NULL;

CREATE INDEX delivery_dead ON assay.delivery (dead_at) WHERE dead_at IS NOT NULL;
CREATE INDEX delivery_letter ON assay.delivery (letter) WHERE letter IS NOT NULL;

-- The one sign of life of all replicas together.
CREATE TABLE assay.heartbeat (
  only_one boolean     PRIMARY KEY DEFAULT true CHECK (only_one),
  next_at  timestamptz NOT NULL
);
