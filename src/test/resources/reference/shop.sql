-- What the examples of the reference's kind pages are about, so that they can be run as they stand.
CREATE SCHEMA sales;
CREATE SCHEMA archive;
CREATE SCHEMA analytics;
CREATE SCHEMA billing;
CREATE SCHEMA cron;
CREATE EXTENSION pg_stat_statements;

CREATE TABLE tenants (id int PRIMARY KEY);
INSERT INTO tenants SELECT generate_series(1, 12);
CREATE TABLE customers (id bigint PRIMARY KEY);
INSERT INTO customers SELECT generate_series(1, 500);
CREATE TABLE sales.clients (tenant text, client_no int, PRIMARY KEY (tenant, client_no));
INSERT INTO sales.clients SELECT 'tenant ' || t, c FROM generate_series(1, 12) t, generate_series(1, 50) c;

-- An order every ten minutes of the last month and more. The last fifty are closed.
CREATE TABLE orders (
  id bigint PRIMARY KEY,
  tenant_id integer NOT NULL CONSTRAINT orders_tenant_id_fkey REFERENCES tenants,
  order_no text,
  total numeric(12,2) CONSTRAINT orders_total_check CHECK (total >= 0),
  name text, street text, city text, tenant text, country text, currency text,
  created_at timestamptz, occurred_at timestamptz, measured_at timestamptz, received_at timestamptz,
  region text, sku text, email text, phone text, iban_encrypted text, customer_id bigint,
  client_no int, status text, discount numeric, birthday date, response_ms float8, loaded int,
  extracted int, amount text, payload jsonb,
  UNIQUE (tenant_id, order_no)
);
INSERT INTO orders
SELECT n, n % 12 + 1, 'no ' || n, 20 + n % 40, 'name ' || n, 'street', 'city',
  'tenant ' || n % 12 + 1, 'C' || n % 5, (ARRAY['EUR', 'USD', 'CHF'])[n % 3 + 1], at, at, at, at,
  CASE n % 2 WHEN 0 THEN 'eu' ELSE 'us' END, 'ABC-' || lpad(n::text, 5, '0'), 'c' || n || '@example.com', '+391234' || n,
  encode(sha512(n::text::bytea), 'base64'), n % 500 + 1, n % 50 + 1,
  CASE WHEN n > 4950 THEN 'closed' ELSE (ARRAY['open', 'open', 'paid', 'cancelled'])[n % 4 + 1] END,
  (n % 50) / 100.0, date '1980-01-01' + n % 9000, 10 + n % 200, n, n, n::text,
  jsonb_build_object('paid_at', at, 'plan', (ARRAY['free', 'team', 'enterprise'])[n % 3 + 1])
FROM generate_series(1, 5000) n CROSS JOIN LATERAL (SELECT now() - (5000 - n) * interval '10 min' AS at) t;
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON orders USING (tenant = current_setting('app.tenant', true));
CREATE TABLE archive.orders AS SELECT * FROM orders WHERE status = 'closed';

CREATE TABLE events (id bigint, at timestamptz) PARTITION BY RANGE (at);
CREATE TABLE events_now PARTITION OF events FOR VALUES FROM (MINVALUE) TO ('2100-01-01');
INSERT INTO events SELECT n, now() FROM generate_series(1, 100) n;

CREATE VIEW dashboard_summary AS SELECT tenant, sum(total) AS total FROM orders GROUP BY tenant;
CREATE MATERIALIZED VIEW analytics.kpi_snapshot AS SELECT count(*) AS n FROM customers;
CREATE TABLE invoices (id bigint PRIMARY KEY, total numeric);
CREATE TABLE invoice_lines (invoice bigint, amount numeric);
INSERT INTO invoices VALUES (1, 10), (2, 20);
INSERT INTO invoice_lines VALUES (1, 4), (1, 6), (2, 19);

CREATE TABLE schema_migrations (version varchar PRIMARY KEY);
INSERT INTO schema_migrations VALUES ('20261001080000'), ('20261101120000');
CREATE TABLE billing.flyway_schema_history (
  installed_rank int PRIMARY KEY, version varchar(50), description varchar(200), type varchar(20),
  script varchar(1000), checksum int, installed_by varchar(100), installed_on timestamp,
  execution_time int, success boolean);
INSERT INTO billing.flyway_schema_history VALUES
  (1, '1.9', 'a', 'SQL', 'V1.9__a.sql', 1, 'shop', now(), 5, true),
  (2, '1.10', 'b', 'SQL', 'V1.10__b.sql', 2, 'shop', now(), 5, true);

CREATE TABLE cron.job (jobid bigint PRIMARY KEY, schedule text, command text, nodename text,
  nodeport int, database text, username text, active boolean, jobname text);
CREATE TABLE cron.job_run_details (jobid bigint, runid bigint PRIMARY KEY, job_pid int,
  database text, username text, command text, status text, return_message text,
  start_time timestamptz, end_time timestamptz);
INSERT INTO cron.job SELECT id, '* * * * *', 'SELECT 1', 'localhost', 5432, current_database(), 'shop', true, name
FROM (VALUES (1, 'nightly-rollup'), (2, 'etl-orders'), (3, 'heartbeat')) j (id, name);
INSERT INTO cron.job_run_details
SELECT id, id * 1000 - n, 1, current_database(), 'shop', 'SELECT 1',
  CASE WHEN id = 2 AND n = 0 THEN 'failed' ELSE 'succeeded' END, '1 row',
  date_trunc('minute', now()) - n * interval '1 min',
  date_trunc('minute', now()) - n * interval '1 min' + interval '1 s'
FROM generate_series(1, 3) id, generate_series(0, 30) n;
ANALYZE;
