SET LOCAL lock_timeout = '10s';

-- Incidents that are over are deleted after a while, the oldest first.
CREATE INDEX incident_by_resolved ON assay.incident (resolved) WHERE resolved IS NOT NULL;

-- What the state database knows of itself.
CREATE TABLE assay.identity (
  only_one      boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  place         text    NOT NULL,
  timeline      text    NOT NULL,
  readable_from integer NOT NULL
);

COMMENT ON COLUMN assay.identity.place IS
  'Where it lies: the oids of the database and of this table. Elsewhere it is a copy, or was restored.';
COMMENT ON COLUMN assay.identity.timeline IS 'The server''s timeline, which a recovery to a point in time changes.';
COMMENT ON COLUMN assay.identity.readable_from IS
  'The oldest program that works with this schema, by its newest migration; raised by what takes something away.';

INSERT INTO assay.identity (place, timeline, readable_from)
SELECT concat_ws('/', d.oid, 'assay.identity'::regclass::oid),
  substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8), 15
FROM pg_catalog.pg_database d WHERE d.datname = current_database();
