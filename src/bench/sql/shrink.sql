-- Takes away what grow.sql added, so that each round measures the same rows. Variables: orders, events, small.
DELETE FROM orders WHERE id > :orders;
DELETE FROM orders_keyed WHERE id > :orders;
DELETE FROM events_q8 WHERE id > :events;
SELECT format('DELETE FROM small.%I WHERE id > %s', relname, :small)
FROM pg_class WHERE relnamespace = 'small'::regnamespace AND relkind = 'r' \gexec

VACUUM ANALYZE orders;
VACUUM ANALYZE orders_keyed;
VACUUM ANALYZE events_q8;
SELECT format('VACUUM ANALYZE small.%I', relname)
FROM pg_class WHERE relnamespace = 'small'::regnamespace AND relkind = 'r' \gexec
