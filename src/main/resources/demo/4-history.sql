-- The past, all of it healthy. The troubles come after it.
INSERT INTO public.tenants (slug, name, country)
SELECT slug, initcap(slug) || ' ' || suffix, country
FROM (VALUES ('aurora', 'Oy', 'FI'), ('borealis', 'Ltd', 'CA'), ('cirrus', 'GmbH', 'DE'),
  ('delta', 'BV', 'NL'), ('ember', 'Srl', 'IT'), ('fjord', 'AS', 'NO'), ('glacier', 'AG', 'CH'),
  ('harbor', 'Inc', 'US'), ('island', 'ehf', 'IS'), ('juniper', 'SA', 'FR')) t (slug, suffix, country);

-- Contact data as bytes that only the application can read. With a random initialization vector, as
-- pgp_sym_encrypt has it, two fills would differ.
INSERT INTO public.clients (tenant, client_no, company, email_encrypted, phone_encrypted, created_at)
SELECT slug, 'C-' || lpad(n::text, 4, '0'), initcap(slug) || ' client ' || n,
  public.encrypt(convert_to('client' || n || '@' || slug || '.example', 'UTF8'), '\x64656d6f', 'aes'),
  CASE WHEN n % 5 > 0 THEN
    public.encrypt(convert_to('+00 555 ' || lpad(n::text, 4, '0'), 'UTF8'), '\x64656d6f', 'aes') END,
  now() - interval '400 days' + n * interval '7 days'
FROM public.tenants, generate_series(1, 40) n;

INSERT INTO analytics.tenants SELECT * FROM public.tenants;
INSERT INTO analytics.clients SELECT * FROM public.clients;

INSERT INTO public.payment_imports (id, file, received_on, amount)
SELECT n, 'bank-' || day || '.csv', day::text, ((n * 7919 % 90000 + 1000) / 100.0)::text
FROM generate_series(1, 1200) n, LATERAL (SELECT (now() - interval '2 days')::date - 30 + n / 40 AS day) d;

DO $$
BEGIN
  EXECUTE format(
    'CREATE TABLE public.sessions_current PARTITION OF public.sessions FOR VALUES FROM (%L) TO (%L)',
    date_trunc('day', now(), 'UTC') - interval '10 days',
    date_trunc('day', now(), 'UTC') + interval '3 days');
END
$$;
INSERT INTO public.sessions (id, tenant, started_at, expires_at)
SELECT n, slug, now() - n * interval '30 seconds', now() - n * interval '30 seconds' + interval '1 day'
FROM generate_series(1, 24000) n
JOIN (SELECT slug, row_number() OVER (ORDER BY slug) AS place FROM public.tenants) t
  ON t.place = n % 10 + 1;

INSERT INTO public.flyway_schema_history
  (installed_rank, version, description, type, script, installed_by, execution_time, success)
SELECT n, n::text, description, 'SQL', 'V' || n || '__' || replace(description, ' ', '_') || '.sql',
  'shop', 40, true
FROM (VALUES (1, 'tenants'), (2, 'events'), (3, 'invoices'), (4, 'sessions')) m (n, description);
INSERT INTO public.schema_migrations (version) VALUES ('20260301090000'), ('20260914101500');

INSERT INTO cron.job (jobid, schedule, command, jobname)
VALUES (1, '0 * * * *', 'REFRESH MATERIALIZED VIEW analytics.revenue_by_month', 'refresh-revenue'),
  (2, '*/15 * * * *', 'REFRESH MATERIALIZED VIEW analytics.kpi_snapshot', 'refresh-kpi-snapshot'),
  (3, '*/5 * * * *', 'DELETE FROM sessions WHERE expires_at < now()', 'purge-sessions'),
  (4, '0 2 * * *', 'SELECT archive_events()', 'archive-events');

REFRESH MATERIALIZED VIEW analytics.kpi_snapshot;

-- The older quarters, one event every ten minutes; story.begin() adds the last days in full.
SELECT story.make_partitions(now());
SELECT story.add_events(
  date_trunc('quarter', now(), 'UTC') - interval '9 months', now() - interval '9 days', 101,
  'infinity', 'infinity');
