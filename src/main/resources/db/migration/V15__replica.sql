-- The daemons that share this database, and what each of them has read in its check files. A check is
-- removed when nobody declares it any more; where two declare it differently, the one that read its
-- files last decides.
CREATE TABLE assay.replica (
  id         uuid        PRIMARY KEY,
  definition text        NOT NULL,
  spared     text[]      NOT NULL,
  loaded     timestamptz NOT NULL,
  seen       timestamptz NOT NULL
) WITH (fillfactor = 50); -- a sign of life a second: leave room to note it in place

COMMENT ON COLUMN assay.replica.definition IS 'A digest of all that it declares.';
COMMENT ON COLUMN assay.replica.spared IS 'Databases of which it does not know all checks at the moment.';
COMMENT ON COLUMN assay.replica.loaded IS 'When it first declared what it declares now.';

CREATE TABLE assay.declared (
  group_key  text   NOT NULL,
  replica    uuid   NOT NULL REFERENCES assay.replica ON DELETE CASCADE,
  definition text   NOT NULL,
  checks     text[] NOT NULL,
  PRIMARY KEY (group_key, replica)
);

CREATE INDEX declared_by_replica ON assay.declared (replica);

COMMENT ON COLUMN assay.declared.definition IS 'A digest of the group''s checks with all that is said of them.';
