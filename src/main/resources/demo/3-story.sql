-- How the demo moves on: story.begin() at each start, story.tick() every second while it runs.
-- Everything is derived from the time, so that a gap of any length is filled with the same rows that
-- would have been written meanwhile, and nothing is written twice.
CREATE TABLE story.filled (version text PRIMARY KEY, at timestamptz NOT NULL);
-- One row: how often Assay had looked at the products when this run of the demo began.
CREATE TABLE story.watched (looks bigint NOT NULL);

CREATE FUNCTION story.make_partitions(at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  quarter timestamptz;
BEGIN
  FOR quarter IN
    SELECT date_trunc('quarter', at, 'UTC') + n * interval '3 months' FROM generate_series(-3, 2) n
  LOOP
    EXECUTE format(
      'CREATE TABLE IF NOT EXISTS public.%I PARTITION OF public.events FOR VALUES FROM (%L) TO (%L)',
      to_char(quarter AT TIME ZONE 'UTC', '"events_"YYYY"q"Q'), quarter,
      quarter + interval '3 months');
  END LOOP;
END
$$;

-- One event every six seconds, the ten tenants in turn. Three of them tell the story: `cirrus`
-- sends every 20th event without a payload, `ember` fell silent at silent_since, and of `harbor`'s
-- events three in five are missing from thin_since on.
CREATE FUNCTION story.add_events(
  since timestamptz, until timestamptz, step bigint, silent_since timestamptz,
  thin_since timestamptz, only_of text[] DEFAULT NULL) RETURNS void LANGUAGE sql AS $$
  INSERT INTO public.events (id, tenant, kind, payload, occurred_at, ingested_at)
  SELECT n, tenant, (ARRAY['view', 'order', 'export', 'login'])[n / 10 % 4 + 1],
    CASE WHEN tenant = 'cirrus' AND n / 10 % 20 = 0 THEN NULL
      ELSE jsonb_build_object('source', 'gateway', 'items', n % 7 + 1) END,
    at - interval '2 seconds', at
  FROM generate_series(
      ceil(extract(epoch FROM since) / 6)::bigint, floor(extract(epoch FROM until) / 6)::bigint,
      step) n,
    LATERAL (SELECT to_timestamp(n * 6) AS at, (ARRAY['aurora', 'borealis', 'cirrus', 'delta',
      'ember', 'fjord', 'glacier', 'harbor', 'island', 'juniper'])[n % 10 + 1] AS tenant) each
  WHERE (only_of IS NULL OR tenant = ANY (only_of))
    AND (tenant <> 'ember' OR at < silent_since)
    AND (tenant <> 'harbor' OR at < thin_since OR n / 10 % 5 < 2)
  ON CONFLICT DO NOTHING
$$;

-- Five invoices a day, due after 30 days. Of a hundred, 25 are paid early, 55 when they are due, 14
-- late, and 6 never.
CREATE FUNCTION story.add_invoices(since date, until date) RETURNS void LANGUAGE sql AS $$
  INSERT INTO public.invoices (id, tenant, client_no, invoice_no, issued_on, due_on, amount)
  SELECT n, c.tenant, c.client_no, 'INV-' || extract(year FROM day) || '-' || n, day, day + 30,
    (n * 7919 % 90000 + 1000) / 100.0
  FROM generate_series((since - date '2020-01-01') * 5, (until - date '2020-01-01') * 5 + 4) n
  CROSS JOIN LATERAL (SELECT date '2020-01-01' + n / 5 AS day) issued
  JOIN (SELECT tenant, client_no, row_number() OVER (ORDER BY client_no, tenant) - 1 AS place
    FROM public.clients) c ON c.place = n * 31 % (SELECT count(*) FROM public.clients)
  ON CONFLICT DO NOTHING
$$;

CREATE FUNCTION story.add_payments(at timestamptz) RETURNS void LANGUAGE sql AS $$
  INSERT INTO public.payments (id, tenant, invoice_no, amount, paid_at)
  SELECT id, tenant, invoice_no, amount, paid_at
  FROM public.invoices,
    LATERAL (SELECT id * 37 % 100 AS luck) dice,
    LATERAL (SELECT due_on::timestamp AT TIME ZONE 'UTC' + id * 3571 % 86400 * interval '1 second'
      + CASE WHEN luck < 25 THEN - (5 + id % 12) WHEN luck < 80 THEN - (id % 3)
          ELSE 10 + id % 40 END * interval '1 day' AS paid_at) moment
  WHERE id > 0 AND luck < 94 AND paid_at <= at
  ON CONFLICT DO NOTHING
$$;

-- Three pipelines, every six hours. The billing import loses rows in its run at noon.
CREATE FUNCTION story.add_pipeline_runs(since timestamptz, at timestamptz) RETURNS void
LANGUAGE sql AS $$
  INSERT INTO public.pipeline_runs
    (pipeline, started_at, finished_at, extracted, transformed, loaded)
  SELECT pipeline, slot, slot + interval '4 minutes', size, size,
    CASE WHEN pipeline = 'billing-import' AND extract(hour FROM slot AT TIME ZONE 'UTC') = 12
      THEN size * 97 / 100 ELSE size END
  FROM generate_series(date_bin('6 hours', since, '2020-01-01Z'), at - interval '4 minutes',
      interval '6 hours') slot,
    unnest(ARRAY['billing-import', 'crm-sync', 'event-rollup']) pipeline,
    LATERAL (SELECT 8000 + (extract(epoch FROM slot)::bigint / 21600 * 131 % 900) AS size) volume
  ON CONFLICT DO NOTHING
$$;

-- The runs that pg_cron would have recorded. `archive-events` is due every night and has left no
-- record since `silent_since`; `refresh-kpi-snapshot` fails on what the bank sent since `broken_since`.
CREATE FUNCTION story.add_job_runs(
  since timestamptz, at timestamptz, silent_since timestamptz, broken_since timestamptz)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  refreshes bigint;
BEGIN
  WITH added AS (
    INSERT INTO cron.job_run_details
      (jobid, runid, job_pid, database, username, command, status, return_message, start_time,
       end_time)
    SELECT j.jobid, j.jobid * 100000000 + extract(epoch FROM slot)::bigint / 60,
      20000 + extract(epoch FROM slot)::bigint / 60 % 9000, j.database, j.username, j.command,
      CASE WHEN broken THEN 'failed' ELSE 'succeeded' END,
      CASE WHEN broken THEN E'ERROR:  invalid input syntax for type numeric: "n/a"\n'
        ELSE j.done END,
      slot + interval '20 milliseconds', slot + interval '60 milliseconds'
    FROM (
      SELECT job.*, kind.step, kind.done
      FROM cron.job
      JOIN (VALUES ('refresh-revenue', interval '1 hour', 'REFRESH MATERIALIZED VIEW'),
        ('refresh-kpi-snapshot', interval '15 minutes', 'REFRESH MATERIALIZED VIEW'),
        ('purge-sessions', interval '5 minutes', 'DELETE 12'),
        ('archive-events', interval '1 day', 'SELECT 1')) kind (name, step, done)
        ON kind.name = job.jobname) j,
      -- 02:00 is a slot of all four
      generate_series(date_bin(j.step, since, '2020-01-01T02:00Z') + j.step,
        at - interval '100 milliseconds', j.step) slot,
      LATERAL (SELECT j.jobname = 'refresh-kpi-snapshot' AND slot >= broken_since AS broken) state
    WHERE j.jobname <> 'archive-events' OR slot < silent_since
    ON CONFLICT DO NOTHING
    RETURNING jobid)
  SELECT count(*) INTO refreshes
  FROM added JOIN cron.job USING (jobid) WHERE jobname = 'refresh-revenue';
  IF refreshes > 0 THEN
    REFRESH MATERIALIZED VIEW analytics.revenue_by_month;
  END IF;
END
$$;

CREATE FUNCTION story.looks_at_products() RETURNS bigint LANGUAGE sql AS $$
  SELECT coalesce(sum(calls), 0)::bigint
  FROM public.pg_stat_statements
  WHERE userid = 'assay'::regrole AND query LIKE '%products%' AND query NOT ILIKE '%explain%'
    AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
$$;

-- Brings everything up to date after a pause of any length, and puts the troubles that are relative
-- to the time back in their place.
CREATE FUNCTION story.begin(at timestamptz) RETURNS void
LANGUAGE plpgsql SET timezone = 'UTC' AS $$
DECLARE
  -- `volume` looks at most a week back: of a longer pause only its last days are filled
  dense timestamptz := at - interval '9 days';
  thin timestamptz := date_trunc('hour', at) - interval '2 hours';
BEGIN
  PERFORM story.make_partitions(at);
  PERFORM story.add_events(
    greatest(dense, (SELECT max(ingested_at) FROM public.events WHERE ingested_at > dense)),
    at, 1, at - interval '47 minutes', thin);
  -- what the two tenants would have sent until their trouble began again
  PERFORM story.add_events(dense, at - interval '47 minutes', 1, at - interval '47 minutes', thin,
    ARRAY['ember', 'harbor']);
  PERFORM story.add_invoices(
    coalesce((SELECT max(issued_on) FROM public.invoices), (at - interval '400 days')::date),
    at::date);
  PERFORM story.add_payments(at);
  PERFORM story.add_pipeline_runs(at - interval '10 days', at);
  DELETE FROM cron.job_run_details WHERE start_time < at - interval '10 days';
  PERFORM story.add_job_runs(
    at - interval '9 days', at, at - interval '3 days', at - interval '2 days');
  -- Today's load of exchange rates stopped after seven of twelve.
  INSERT INTO public.exchange_rates (day, currency, rate)
  SELECT d::date, currency, 1 + (place * 37 + extract(day FROM d)::int) % 90 / 100.0
  FROM generate_series(at::date - 9, at::date, interval '1 day') d,
    unnest(ARRAY['AUD', 'BRL', 'CAD', 'CHF', 'CZK', 'DKK', 'EUR', 'GBP', 'JPY', 'NOK', 'PLN', 'SEK'])
      WITH ORDINALITY list (currency, place)
  WHERE d::date < at::date OR place <= 7
  ON CONFLICT DO NOTHING;
  -- Every product is there when the demo begins; story.tick() loses most of them.
  INSERT INTO public.products (sku, name, price)
  SELECT 'SKU-' || lpad(n::text, 5, '0'), 'Product ' || n, (n * 7919 % 50000 + 100) / 100.0
  FROM generate_series(1, 3000) n
  ON CONFLICT DO NOTHING;
  DELETE FROM story.watched;
  INSERT INTO story.watched VALUES (story.looks_at_products());
  INSERT INTO public.gateways (name, last_seen_at)
  VALUES ('eu-1', at), ('eu-2', at), ('us-1', at)
  ON CONFLICT (name) DO UPDATE SET last_seen_at = excluded.last_seen_at;
END
$$;

-- One second of the company's life; `running` is how long this run of the demo has been going.
CREATE FUNCTION story.tick(at timestamptz, running interval) RETURNS void
LANGUAGE plpgsql SET timezone = 'UTC' AS $$
BEGIN
  PERFORM story.add_events(
    (SELECT max(ingested_at) FROM public.events WHERE ingested_at > at - interval '9 days'), at, 1,
    '-infinity', '-infinity');
  PERFORM story.add_job_runs(at - interval '2 hours', at, '-infinity', '-infinity');
  -- Gateway eu-2 is away for 25 seconds every 20 minutes, the first time when a slow machine, too, has
  -- started: long enough to be told, and to be told that it is back.
  UPDATE public.gateways SET last_seen_at = at
  WHERE name <> 'eu-2' OR extract(epoch FROM running)::int % 1200 NOT BETWEEN 60 AND 84;
  -- The reload of the products goes wrong as soon as Assay has seen them whole a few times.
  IF (SELECT count(*) = 3000 FROM public.products)
     AND story.looks_at_products() >= (SELECT looks FROM story.watched) + 4 THEN
    DELETE FROM public.products WHERE sku > 'SKU-00800';
  END IF;
END
$$;
