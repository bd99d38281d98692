-- 1% more rows everywhere; those of `events` go to its hot quarter. What was written is vacuumed and analyzed, as
-- autovacuum (which is off, to stay out of the way) would do. Variables: orders, events, small.
SELECT max(id) AS last FROM orders \gset
CREATE TEMPORARY TABLE more AS SELECT * FROM orders WHERE id BETWEEN :last - :orders / 100 + 1 AND :last;
UPDATE more SET id = id + :orders / 100, created_at = now(), updated_at = now();
INSERT INTO orders SELECT * FROM more;
INSERT INTO orders_keyed SELECT * FROM more;

SELECT max(id) AS last FROM events_q8 \gset
INSERT INTO events
SELECT :last + i, i * 7919 % 1000, 'view', now(), now(), jsonb_build_object('amount', i % 1000, 'channel', 'web')
FROM generate_series(1, :events / 100) AS i;

SELECT format($$
  INSERT INTO small.%1$I SELECT id + %2$s, name, amount, now() FROM small.%1$I ORDER BY id DESC LIMIT %2$s$$,
  relname, :small / 100)
FROM pg_class WHERE relnamespace = 'small'::regnamespace \gexec

VACUUM ANALYZE orders;
VACUUM ANALYZE orders_keyed;
VACUUM ANALYZE events_q8;
SELECT format('VACUUM ANALYZE small.%I', relname) FROM pg_class WHERE relnamespace = 'small'::regnamespace \gexec
