-- A small company that bills its tenants for the events they send. Rows refer to each other by
-- natural keys (a tenant's slug, a client's number, an invoice's number), as its people do.
--
-- Left out, and why:
--   no foreign key from events to tenants: few event stores pay for one on every insert
--   no unique key on invoice numbers: the planted duplicates need it to be missing
--   no pg_cron: the embedded server has none, so the schema `cron` imitates its tables
--   no real names or addresses: contact columns are encrypted here too, with a key that is no secret
CREATE EXTENSION IF NOT EXISTS pg_stat_statements SCHEMA public;
CREATE EXTENSION IF NOT EXISTS pgcrypto SCHEMA public;
CREATE SCHEMA analytics AUTHORIZATION shop;
CREATE SCHEMA cron AUTHORIZATION shop;
-- How the demo moves on while it runs. Not part of the example.
CREATE SCHEMA story AUTHORIZATION shop;
GRANT ALL ON SCHEMA public TO shop;
SET LOCAL ROLE shop;

CREATE TABLE public.tenants (
  slug text PRIMARY KEY,
  name text NOT NULL,
  country text NOT NULL
);

-- Partitioned by quarter on the time of ingestion: what arrives late lands in the current quarter.
CREATE TABLE public.events (
  id bigint NOT NULL,
  tenant text NOT NULL,
  kind text NOT NULL,
  payload jsonb,
  occurred_at timestamptz NOT NULL,
  ingested_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id, ingested_at)
) PARTITION BY RANGE (ingested_at);
CREATE INDEX ON public.events (ingested_at);
CREATE INDEX ON public.events (tenant, ingested_at);
ALTER TABLE public.events ENABLE ROW LEVEL SECURITY;
-- A tenant sees its own events. Assay sees all of them by a policy of its own, which is why the
-- checks of this table say `row_security: as_role`; the other way is a role with BYPASSRLS.
CREATE POLICY own_events ON public.events USING (tenant = current_setting('app.tenant', true));
CREATE POLICY monitoring ON public.events FOR SELECT TO assay USING (true);

CREATE TABLE public.clients (
  tenant text NOT NULL REFERENCES public.tenants,
  client_no text NOT NULL,
  company text NOT NULL,
  email_encrypted bytea NOT NULL,
  phone_encrypted bytea,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant, client_no)
);

-- The copies that reports read, kept by the pipeline crm-sync.
CREATE TABLE analytics.tenants (LIKE public.tenants INCLUDING INDEXES);
CREATE TABLE analytics.clients (LIKE public.clients INCLUDING INDEXES);

CREATE TABLE public.invoices (
  id bigint PRIMARY KEY,
  tenant text NOT NULL,
  client_no text NOT NULL,
  invoice_no text NOT NULL,
  issued_on date NOT NULL,
  due_on date NOT NULL,
  amount numeric(12, 2) NOT NULL,
  FOREIGN KEY (tenant, client_no) REFERENCES public.clients
);

CREATE TABLE public.payments (
  id bigint PRIMARY KEY,
  tenant text NOT NULL,
  invoice_no text NOT NULL,
  amount numeric(12, 2) NOT NULL,
  paid_at timestamptz NOT NULL
);
CREATE INDEX ON public.payments (tenant, invoice_no);

-- What the bank sends, as it comes: text.
CREATE TABLE public.payment_imports (
  id bigint PRIMARY KEY,
  file text NOT NULL,
  received_on text NOT NULL,
  amount text NOT NULL
);

CREATE TABLE public.exchange_rates (
  day date NOT NULL,
  currency text NOT NULL,
  rate numeric(12, 6) NOT NULL,
  PRIMARY KEY (day, currency)
);

CREATE TABLE public.products (
  sku text PRIMARY KEY,
  name text NOT NULL,
  price numeric(12, 2) NOT NULL
);

CREATE TABLE public.gateways (
  name text PRIMARY KEY,
  last_seen_at timestamptz NOT NULL
);

-- Nobody has made the next partition, and the sessions outgrow the room that is meant for them.
CREATE TABLE public.sessions (
  id bigint NOT NULL,
  tenant text NOT NULL,
  started_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (id, started_at)
) PARTITION BY RANGE (started_at);

-- As Flyway writes it, which released the application; the analysts use dbmate.
CREATE TABLE public.flyway_schema_history (
  installed_rank int PRIMARY KEY,
  version varchar(50),
  description varchar(200) NOT NULL,
  type varchar(20) NOT NULL,
  script varchar(1000) NOT NULL,
  checksum int,
  installed_by varchar(100) NOT NULL,
  installed_on timestamp NOT NULL DEFAULT now(),
  execution_time int NOT NULL,
  success boolean NOT NULL
);
CREATE TABLE public.schema_migrations (version varchar(128) PRIMARY KEY);

CREATE TABLE public.pipeline_runs (
  pipeline text NOT NULL,
  started_at timestamptz NOT NULL,
  finished_at timestamptz NOT NULL,
  extracted bigint NOT NULL,
  transformed bigint NOT NULL,
  loaded bigint NOT NULL,
  PRIMARY KEY (pipeline, started_at)
);

CREATE MATERIALIZED VIEW analytics.revenue_by_month AS
  SELECT date_trunc('month', paid_at) AS month, tenant, sum(amount) AS revenue
  FROM public.payments
  GROUP BY 1, 2;

CREATE MATERIALIZED VIEW analytics.kpi_snapshot AS
  SELECT received_on::date AS day, count(*) AS payments, sum(amount::numeric) AS volume
  FROM public.payment_imports
  GROUP BY 1;

-- pg_cron's tables as its version 1.6 has them, without its row security: with that, a monitoring
-- role would see no row at all, and Assay would say so.
CREATE TABLE cron.job (
  jobid bigint PRIMARY KEY,
  schedule text NOT NULL,
  command text NOT NULL,
  nodename text NOT NULL DEFAULT 'localhost',
  nodeport int NOT NULL DEFAULT 5432,
  database text NOT NULL DEFAULT current_database(),
  username text NOT NULL DEFAULT current_user,
  active boolean NOT NULL DEFAULT true,
  jobname text
);
CREATE TABLE cron.job_run_details (
  jobid bigint,
  runid bigint PRIMARY KEY,
  job_pid int,
  database text,
  username text,
  command text,
  status text,
  return_message text,
  start_time timestamptz,
  end_time timestamptz
);

-- What the dashboards ask.
CREATE FUNCTION public.dashboard_revenue() RETURNS numeric
LANGUAGE sql STABLE
RETURN (SELECT sum(revenue) FROM analytics.revenue_by_month);

-- The query that got slow. The sleep stands for the index that a migration dropped: unlike a real
-- missing index, it takes as long on every machine.
CREATE FUNCTION public.invoice_search(wanted text) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
BEGIN
  PERFORM pg_sleep(0.25);
  RETURN (SELECT count(*) FROM public.invoices WHERE invoice_no LIKE wanted);
END
$$;
