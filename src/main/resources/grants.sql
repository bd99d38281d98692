-- The role with which Assay reads a monitored database. It can read what is granted here and write
-- nowhere. Run this as a superuser (or the owner of the database) in each monitored database, after
-- naming your own schemas below; then set the password, in psql with: \password assay
-- Running it again changes nothing.

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'assay') THEN
    CREATE ROLE assay LOGIN;
  END IF;
END
$$;

-- A second lock beside the read-only transactions that Assay opens.
ALTER ROLE assay SET default_transaction_read_only = on;

-- Statistics of all roles: `slow` needs them, and so does telling whether a table changed. What `schema`
-- and `size` read of the catalog, every role may.
GRANT pg_read_all_stats TO assay;

-- The data: one block for each schema that has checks.
GRANT USAGE ON SCHEMA public TO assay;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO assay;
-- Tables to come, of the role that runs this. For tables that another role creates, say
-- ALTER DEFAULT PRIVILEGES FOR ROLE owner IN SCHEMA ….
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO assay;

-- pg_cron's own tables, where it is installed: `jobs` and `refresh` read them.
DO $$
BEGIN
  IF to_regclass('cron.job_run_details') IS NOT NULL THEN
    GRANT USAGE ON SCHEMA cron TO assay;
    GRANT SELECT ON cron.job, cron.job_run_details TO assay;
  END IF;
END
$$;

-- Supabase's history of migrations, where it is: `migrations` reads it. Those of Flyway and dbmate are
-- tables of the schemas above.
DO $$
BEGIN
  IF to_regclass('supabase_migrations.schema_migrations') IS NOT NULL THEN
    GRANT USAGE ON SCHEMA supabase_migrations TO assay;
    GRANT SELECT ON supabase_migrations.schema_migrations TO assay;
  END IF;
END
$$;

-- Row security. Where a policy would hide rows from the role, a check ends in an error, never in a
-- number that is too small. Either let the role see all rows (pg_cron's tables need this too, for
-- they show a job only to its owner):
--   ALTER ROLE assay BYPASSRLS;
-- or say `row_security: as_role` in the check, and it is measured under the policy on purpose.
