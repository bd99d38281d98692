-- What the first version left behind: two open incidents, of which one is told and one is not yet, and one that is over.
DO $$
DECLARE
  day date;
BEGIN
  FOR day IN SELECT generate_series(current_date - 3, current_date + 7, interval '1 day') LOOP
    EXECUTE format('CREATE TABLE assay.result_%s (LIKE assay.result INCLUDING ALL)', to_char(day, 'YYYYMMDD'));
    EXECUTE format('ALTER TABLE assay.result ATTACH PARTITION assay.result_%s FOR VALUES FROM (%L) TO (%L)',
      to_char(day, 'YYYYMMDD'), day || ' 00:00:00+00', day + 1 || ' 00:00:00+00');
  END LOOP;
END $$;

INSERT INTO assay.result (check_id, slot, at, state, severity, value, unit, sentence, observed, expected, how, took_ms)
SELECT 'shop/public.carts/rows', slot, slot, CASE WHEN bad THEN 'breach' ELSE 'pass' END,
  CASE WHEN bad THEN 'warning' END, CASE WHEN bad THEN 4711 ELSE 2 END, 'count',
  CASE WHEN bad THEN '4,711 rows, at most 10 allowed' ELSE '2 rows' END,
  CASE WHEN bad THEN '4,711 rows' ELSE '2 rows' END, 'at most 10 rows', 'scan', 12
FROM generate_series(date_trunc('day', now()) - interval '2 days', date_trunc('minute', now()), interval '10 minutes') AS s (slot),
  LATERAL (SELECT slot >= date_trunc('day', now()) - interval '30 hours'
    AND slot < date_trunc('day', now()) - interval '28 hours') AS b (bad);

INSERT INTO assay.incident (id, check_id, sort, title, database, table_schema, table_name, kind, owner, runbook, labels,
  source_path, source_line, source_column, severity, opened, resolved, sentence, observed, expected, recent, sequence)
VALUES
  ('aaaaaaaa-0000-4000-8000-000000000001', 'shop/public.orders/nulls/customer_id', 'breach', 'orders: customer_id has NULLs',
    'shop', 'public', 'orders', 'nulls', 'data-platform', NULL, '{"team": "data"}', 'checks/shop.yaml', 6, 9, 'critical',
    now() - interval '2 hours', NULL, '3 of 10 rows have NULL in customer_id', '3 NULLs', 'none', '{0,0,3}', 1),
  ('aaaaaaaa-0000-4000-8000-000000000002', 'shop/public.payments/rows', 'breach', 'payments: too many rows',
    'shop', 'public', 'payments', 'rows', NULL, NULL, '{}', 'checks/shop.yaml', 10, 9, 'warning',
    now() - interval '1 hour', NULL, '3 rows, at most 2 allowed', '3 rows', 'at most 2 rows', '{1,2,3}', 1),
  ('aaaaaaaa-0000-4000-8000-000000000003', 'shop/public.carts/rows', 'breach', 'carts: too many rows',
    'shop', 'public', 'carts', 'rows', NULL, NULL, '{}', 'checks/shop.yaml', 13, 9, 'warning',
    date_trunc('day', now()) - interval '30 hours', date_trunc('day', now()) - interval '28 hours', 'it is as expected again: 2 rows',
    '2 rows', 'at most 10 rows', '{2,2,4711}', 2);

INSERT INTO assay.incident_change (incident, sequence, at, change, severity, reason, sentence)
SELECT id, 1, opened, 'opened', severity, NULL, CASE WHEN check_id LIKE '%carts%' THEN '4,711 rows, at most 10 allowed' ELSE sentence END
FROM assay.incident
UNION ALL
SELECT id, 2, resolved, 'resolved', NULL, 'passed', sentence FROM assay.incident WHERE resolved IS NOT NULL;

INSERT INTO assay.check_state (check_id, database, state, slot, last_run, last_pass, severity, breaches, passes, told, memory)
VALUES
  ('shop/public.orders/nulls/customer_id', 'shop', 'breach', now() - interval '1 minute', now() - interval '1 minute',
    now() - interval '2 hours', 'critical', 3, 0, now() - interval '2 hours', '{}'),
  ('shop/public.payments/rows', 'shop', 'breach', now() - interval '1 minute', now() - interval '1 minute',
    now() - interval '1 hour', 'warning', 2, 0, now() - interval '1 hour', '{}'),
  ('shop/public.carts/rows', 'shop', 'pass', date_trunc('minute', now()), date_trunc('minute', now()),
    date_trunc('minute', now()), NULL, 0, 160, NULL, '{}');

INSERT INTO assay.delivery (id, incident, receiver, wanted, told, reference, wanted_at, ended_at, next_attempt_at, attempts,
  failures, first_failed_at, note)
SELECT gen_random_uuid(), i.id, r.receiver, i.sequence, i.sequence,
  CASE r.receiver WHEN 'data-slack'
    THEN '{"channel": "C0DATA", "ts": "1700000000.000100", "shown": "1", "was": "critical"}'::jsonb ELSE '{}' END,
  i.opened, i.resolved, now(), 0, 0, NULL, NULL
FROM assay.incident i CROSS JOIN (VALUES ('oncall'), ('data-slack')) AS r (receiver)
WHERE i.check_id <> 'shop/public.payments/rows' AND (r.receiver = 'oncall' OR i.severity = 'critical')
UNION ALL
SELECT gen_random_uuid(), i.id, 'oncall', 1, 0, '{}', i.opened, NULL, now() + interval '1 second', 2, 2, i.opened,
  'PagerDuty answered with HTTP status 503'
FROM assay.incident i WHERE i.check_id = 'shop/public.payments/rows';

INSERT INTO assay.scheduled_tasks (task_name, task_instance, execution_time, picked, picked_by, last_success, last_heartbeat, version)
VALUES
  ('group', 'shop/table/public.orders @ 1s', now() - interval '1 minute', true, 'a-pod-that-is-gone', now() - interval '2 minutes',
    now() - interval '1 minute', 411),
  ('group', 'shop/table/public.payments @ 1s', now() - interval '1 minute', false, NULL, now() - interval '2 minutes', NULL, 17),
  ('group', 'shop/table/public.of_before @ 5m', now() + interval '3 minutes', false, NULL, now() - interval '2 minutes', NULL, 4);

INSERT INTO assay.missed_run VALUES
  ('shop/table/public.orders @ 1s', now() - interval '1 day', now() - interval '23 hours', 3600, 'nobody_ran', now() - interval '23 hours');
INSERT INTO assay.receiver_pace VALUES ('data-slack', now() - interval '2 hours', '-infinity');
INSERT INTO assay.good_file VALUES ('checks', 'checks/gone.yaml', 'database: shop', now() - interval '9 days');
