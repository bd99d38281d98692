-- The two who work with the demo database. Run as superuser; may be run again.
--
-- `shop` owns the tables and is the application. `assay` is the role that Assay measures with: it
-- reads, and may do nothing else.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'shop') THEN
    CREATE ROLE shop LOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'assay') THEN
    CREATE ROLE assay LOGIN;
  END IF;
END
$$;
-- For the statistics of everybody's statements, which `slow` judges; the demo's own traffic looks
-- there whether Assay has begun to watch.
GRANT pg_read_all_stats TO assay, shop;
