-- The last version of each check and routing file that had no problem, so that it can stand in for a broken one, also
-- after a restart.
CREATE TABLE assay.good_file (
  sort text NOT NULL CHECK (sort IN ('checks', 'alerts')),
  path text NOT NULL,
  content bytea NOT NULL,
  kept_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (sort, path)
);
