-- Simulates what runs leave behind: results of the first checks (by id), one every six minutes for each of them, in
-- daily partitions as Assay makes them. That is the density of 100,000 results an hour over 10,000 checks.
-- The first of these tables fails throughout, so that whoever looks for its last passes has to look far.
-- Variables: days, checks.
CREATE TEMPORARY TABLE day AS
SELECT d, 'result_' || to_char(d, 'YYYYMMDD') AS name
FROM generate_series((now() AT TIME ZONE 'UTC')::date - :days, (now() AT TIME ZONE 'UTC')::date - 1, '1 day') AS d;

SELECT format('CREATE TABLE assay.%I (LIKE assay.result INCLUDING ALL)', name),
  format('ALTER TABLE assay.result ATTACH PARTITION assay.%I FOR VALUES FROM (%L) TO (%L)',
    name, to_char(d, 'YYYY-MM-DD 00:00:00+00'), to_char(d + interval '1 day', 'YYYY-MM-DD 00:00:00+00')),
  format('ALTER TABLE assay.%I OWNER TO %I', name, (SELECT tableowner FROM pg_tables WHERE schemaname = 'assay' AND tablename = 'result'))
FROM day WHERE to_regclass('assay.' || name) IS NULL \gexec

CREATE TEMPORARY TABLE filled AS
SELECT check_id, row_number() OVER (ORDER BY check_id) AS n FROM assay.check_state
WHERE check_id LIKE 'bench/many.%' ORDER BY check_id LIMIT :checks;

SELECT format($$
  INSERT INTO assay.%I (check_id, slot, at, state, severity, value, unit, sentence, observed, expected, how, took_ms)
  SELECT check_id, slot, slot + interval '1 second', CASE WHEN n <= 5 THEN 'breach' ELSE 'pass' END,
    CASE WHEN n <= 5 THEN 'warning' END, 100, 'count', 'as many rows as there usually are, 100', '100 rows', 'at most 1',
    'scan', 3
  FROM generate_series(timestamptz %L, timestamptz %L + interval '23:54', '6 minutes') AS s (at), filled,
    LATERAL (SELECT s.at + n %% 360 * interval '1 second' AS slot) AS t
$$, name, to_char(d, 'YYYY-MM-DD 00:00:00+00'), to_char(d, 'YYYY-MM-DD 00:00:00+00'))
FROM day \gexec

VACUUM ANALYZE assay.result;
CHECKPOINT;
