-- The figures that measuring wants to find again, by the group of checks that are measured together
-- and the part of a relation they are about. To lose a row costs a scan.
CREATE TABLE assay.kept (
  group_key   text        NOT NULL,
  part        text        NOT NULL,
  fingerprint text        NOT NULL,
  at          timestamptz NOT NULL,
  names       text[]      NOT NULL,
  figures     text[]      NOT NULL,
  PRIMARY KEY (group_key, part)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 500);

COMMENT ON COLUMN assay.kept.at IS 'The monitored database''s clock when the oldest figure was taken.';

ALTER TABLE assay.result ADD COLUMN because text;

COMMENT ON COLUMN assay.result.because IS
  'Why the value holds without all having been read, or why all had to be read.';
