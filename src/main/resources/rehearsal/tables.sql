-- What the daemon of `assay rehearse` watches: one table of each sort that it treats in its own way.
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;

CREATE TABLE customers (
  id bigint PRIMARY KEY,
  email text NOT NULL,
  country text,
  created_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO customers SELECT n, 'customer' || n || '@example.com', (ARRAY['IT', 'FR', NULL])[1 + n % 3] FROM generate_series(1, 1000) n;

CREATE TABLE orders (
  id bigint PRIMARY KEY,
  customer_id bigint REFERENCES customers,
  number text,
  total numeric CHECK (total >= 0),
  currency text,
  placed_at timestamptz NOT NULL
);
INSERT INTO orders
SELECT n, 1 + n % 1000, n::text, n % 90, (ARRAY['EUR', 'USD'])[1 + n % 2], now() - n * interval '1 minute'
FROM generate_series(1, 10000) n;

CREATE TABLE events (id bigint, tenant int, at timestamptz NOT NULL) PARTITION BY RANGE (at);
DO $$
BEGIN
  FOR month IN -2 .. 1 LOOP
    EXECUTE format('CREATE TABLE events_%s PARTITION OF events FOR VALUES FROM (%L) TO (%L)', month + 2,
      date_trunc('month', now()) + month * interval '1 month', date_trunc('month', now()) + (month + 1) * interval '1 month');
  END LOOP;
END
$$;
INSERT INTO events SELECT n, n % 5, now() - n * interval '1 minute' FROM generate_series(1, 10000) n;

CREATE SCHEMA small;
DO $$
BEGIN
  FOR n IN 1 .. 50 LOOP
    EXECUTE format('CREATE TABLE small.t%s AS SELECT i AS id, now() AS updated_at FROM generate_series(1, 100) i', n);
  END LOOP;
END
$$;
ANALYZE;
