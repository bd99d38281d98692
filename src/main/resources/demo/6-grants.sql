-- All that Assay needs: to read. The statistics were granted with the role.
RESET ROLE;
GRANT USAGE ON SCHEMA public, analytics, cron TO assay;
GRANT SELECT ON ALL TABLES IN SCHEMA public, analytics, cron TO assay;
ALTER DEFAULT PRIVILEGES FOR ROLE shop IN SCHEMA public, analytics GRANT SELECT ON TABLES TO assay;
