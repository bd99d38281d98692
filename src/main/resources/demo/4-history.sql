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
