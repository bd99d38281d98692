-- A migration as a later version may bring one: it adds, and takes its time while it holds its locks.
SET LOCAL lock_timeout = '10s';

ALTER TABLE assay.result ADD COLUMN later text;
ALTER TABLE assay.delivery ADD COLUMN later integer NOT NULL DEFAULT 0;
CREATE TABLE assay.later (id uuid PRIMARY KEY);
CREATE INDEX incident_later ON assay.incident (kind);
SELECT pg_sleep(2);
