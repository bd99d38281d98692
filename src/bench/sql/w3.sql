-- One pass for all: distinct tenants by GROUP BY, which runs in parallel, and the rest summed up over its groups.
SELECT 'public.events' AS of,
  sum(recent) AS rows,
  sum(without) AS "nulls/payload",
  extract(epoch FROM now() - max(newest)) AS "fresh/occurred_at",
  count(tenant_id) AS "distinct/tenant_id",
  sum(stale) AS "range/updated_at"
FROM (
  SELECT tenant_id,
    count(*) FILTER (WHERE occurred_at >= now() - interval '1 day') AS recent,
    count(*) FILTER (WHERE payload IS NULL) AS without,
    max(occurred_at) AS newest,
    count(*) FILTER (WHERE updated_at < '2020-01-01') AS stale
  FROM events GROUP BY tenant_id) t;
