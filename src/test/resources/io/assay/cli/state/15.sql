-- What the third version added: messages with threads, silences, acknowledgements, stories, dead letters, replicas.
UPDATE assay.incident SET acknowledged_at = now() - interval '1 hour', acknowledged_by = 'anna', acknowledged_note = 'on it', sequence = 2
WHERE check_id = 'shop/public.orders/nulls/customer_id';
INSERT INTO assay.incident_change (incident, sequence, at, change, sentence, who)
VALUES ('aaaaaaaa-0000-4000-8000-000000000001', 2, now() - interval '1 hour', 'acknowledged', 'on it', 'anna');
UPDATE assay.delivery SET wanted = 2, told = 2, shown = CASE receiver WHEN 'data-slack' THEN 2 ELSE 0 END
WHERE incident = 'aaaaaaaa-0000-4000-8000-000000000001';
UPDATE assay.message SET replies = 1, refreshed_at = now() - interval '1 hour';

INSERT INTO assay.silence (id, matcher, author, reason, created, starts, ends)
VALUES ('bbbbbbbb-0000-4000-8000-000000000001', '{"table": "public.stock"}', 'bert', 'counting day', now() - interval '1 hour',
  now() - interval '1 hour', now() + interval '9 hours');
INSERT INTO assay.incident (id, check_id, sort, title, database, table_schema, table_name, kind, source_path, source_line,
  source_column, severity, opened, sentence, observed, expected, sequence)
VALUES ('aaaaaaaa-0000-4000-8000-000000000004', 'shop/public.stock/rows', 'breach', 'stock: too many rows', 'shop', 'public', 'stock',
  'rows', 'checks/shop.yaml', 16, 9, 'critical', now() - interval '30 minutes', '9 rows, at most 2 allowed', '9 rows', 'at most 2 rows', 1);
INSERT INTO assay.incident_change (incident, sequence, at, change, severity, sentence)
VALUES ('aaaaaaaa-0000-4000-8000-000000000004', 1, now() - interval '30 minutes', 'opened', 'critical', '9 rows, at most 2 allowed');
INSERT INTO assay.check_state (check_id, database, state, slot, last_run, severity, breaches, told, baseline, baseline_of, flips)
VALUES ('shop/public.stock/rows', 'shop', 'breach', now() - interval '1 minute', now() - interval '1 minute', 'critical', 9,
  now() - interval '30 minutes', '{1,2}', 20, ARRAY[now() - interval '30 minutes']);
INSERT INTO assay.delivery (id, incident, receiver, wanted, wanted_at, next_attempt_at, held, note)
SELECT gen_random_uuid(), 'aaaaaaaa-0000-4000-8000-000000000004', receiver, 1, now() - interval '30 minutes', now(), 'silenced',
  'silenced by bert: counting day'
FROM (VALUES ('oncall'), ('data-slack')) AS r (receiver);

INSERT INTO assay.told (incident, receiver, sequence, outcome, at)
VALUES ('aaaaaaaa-0000-4000-8000-000000000003', 'oncall', 2, 'told', now() - interval '28 hours');
INSERT INTO assay.event (once_key, at, database, sort, subject, sentence, incident)
VALUES ('schema/1', date_trunc('day', now()) - interval '30 hours', 'shop', 'schema_changed', 'public.carts', 'the column region was added', NULL),
  ('person/1', now() - interval '1 hour', 'shop', 'person', 'shop/public.orders/nulls/customer_id', 'anna ran it by hand',
    'aaaaaaaa-0000-4000-8000-000000000001');
-- a letter that is over: its receiver was told after all
UPDATE assay.delivery SET heard_at = now() - interval '20 hours' WHERE incident = 'aaaaaaaa-0000-4000-8000-000000000003';
INSERT INTO assay.heartbeat (next_at) VALUES (now() - interval '1 minute');
INSERT INTO assay.replica VALUES ('cccccccc-0000-4000-8000-000000000001', 'digest', '{}', now() - interval '2 days', now() - interval '1 minute');
INSERT INTO assay.declared VALUES ('shop/table/public.orders @ 1s', 'cccccccc-0000-4000-8000-000000000001', 'digest',
  '{shop/public.orders/nulls/customer_id}');
