-- `orders`, 20 columns and no constraint on any of them, so that every question has to be measured; and
-- `orders_keyed`, the same with a primary key. Variables: rows.
CREATE TABLE orders AS
SELECT i AS id,
  'A-' || lpad(i::text, 9, '0') AS order_no,
  (i * 7919 % 1000)::int AS tenant_id,
  i * 104729 % 400000 AS customer_id,
  CASE WHEN i % 50 > 0 THEN 'customer' || i * 104729 % 400000 || '@example.com' END AS email,
  CASE WHEN i % 20 > 0 THEN '+39' || 3000000000 + i % 400000 END AS phone,
  (ARRAY['new', 'paid', 'packed', 'sent', 'done'])[1 + i % 5] AS status,
  (ARRAY['web', 'app', 'shop'])[1 + i % 3] AS channel,
  (ARRAY['EUR', 'USD', 'CHF', 'GBP'])[1 + i % 4] AS currency,
  (i % 100000)::numeric / 100 AS total,
  (i % 22000)::numeric / 100 AS tax,
  CASE WHEN i % 10 > 0 THEN (i % 500)::numeric / 100 END AS discount,
  (1 + i % 9)::int AS items,
  (ARRAY['IT', 'DE', 'FR', 'ES', 'AT', 'CH'])[1 + i % 6] AS country,
  'City ' || i % 5000 AS city,
  CASE WHEN i % 100 > 0 THEN lpad((i % 99999)::text, 5, '0') END AS postcode,
  CASE WHEN i % 2 > 0 THEN 'C' || i % 300 END AS coupon,
  CASE WHEN i % 5 > 0 THEN now() - (:rows - i) * interval '5 seconds' END AS shipped_at,
  now() - (:rows - i) * interval '6 seconds' AS created_at,
  now() - (:rows - i) * interval '5 seconds' AS updated_at
FROM generate_series(1::bigint, :rows) AS i;

CREATE TABLE orders_keyed AS SELECT * FROM orders;
ALTER TABLE orders_keyed ADD PRIMARY KEY (id);

VACUUM ANALYZE orders;
VACUUM ANALYZE orders_keyed;
