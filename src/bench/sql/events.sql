-- `events`, eight quarters of 91 days of which the last one is hot: it holds three tenths of the rows, and all
-- new ones go there. Variables: rows.
CREATE TABLE events (
  id bigint,
  tenant_id int,
  kind text,
  occurred_at timestamptz,
  updated_at timestamptz,
  payload jsonb
) PARTITION BY RANGE (occurred_at);

-- the last quarter ends with the coming midnight
SELECT format('CREATE TABLE events_q%s PARTITION OF events FOR VALUES FROM (%L) TO (%L)',
  n, date_trunc('day', now()) + interval '1 day' - (9 - n) * interval '91 days',
  date_trunc('day', now()) + interval '1 day' - (8 - n) * interval '91 days')
FROM generate_series(1, 8) AS n \gexec

WITH span AS (
  SELECT date_trunc('day', now()) + interval '1 day' - interval '728 days' AS first,
    date_trunc('day', now()) + interval '1 day' - interval '91 days' AS hot,
    :rows * 7 / 10 AS cold_rows)
INSERT INTO events
SELECT i, i * 7919 % 1000, (ARRAY['view', 'click', 'buy'])[1 + i % 3], at,
  -- a few were never touched since a migration long ago
  CASE WHEN i % 1000 = 0 THEN timestamptz '2019-06-01' ELSE at END,
  CASE WHEN i % 200 > 0 THEN jsonb_build_object('amount', i % 1000, 'channel', 'web') END
FROM span, generate_series(1::bigint, :rows) AS i,
  LATERAL (SELECT CASE WHEN i <= cold_rows
    THEN first + (hot - first) * ((i - 1)::float8 / cold_rows)
    ELSE hot + (now() - hot) * ((i - cold_rows)::float8 / (:rows - cold_rows)) END AS at) AS t;

CREATE INDEX ON events (occurred_at);
VACUUM ANALYZE events;
