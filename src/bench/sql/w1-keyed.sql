-- As w1.sql; that the key has no duplicates is read from pg_index.
SELECT 'public.orders_keyed' AS of,
  count(*) AS rows,
  count(*) - count(id) AS "nulls/id",
  count(*) - count(order_no) AS "nulls/order_no",
  count(*) - count(tenant_id) AS "nulls/tenant_id",
  count(*) - count(customer_id) AS "nulls/customer_id",
  count(*) - count(email) AS "nulls/email",
  count(*) - count(phone) AS "nulls/phone",
  count(*) - count(status) AS "nulls/status",
  count(*) - count(channel) AS "nulls/channel",
  count(*) - count(currency) AS "nulls/currency",
  count(*) - count(total) AS "nulls/total",
  count(*) - count(tax) AS "nulls/tax",
  count(*) - count(discount) AS "nulls/discount",
  count(*) - count(items) AS "nulls/items",
  count(*) - count(country) AS "nulls/country",
  count(*) - count(city) AS "nulls/city",
  count(*) - count(postcode) AS "nulls/postcode",
  count(*) - count(coupon) AS "nulls/coupon",
  count(*) - count(shipped_at) AS "nulls/shipped_at",
  count(*) - count(created_at) AS "nulls/created_at",
  count(*) - count(updated_at) AS "nulls/updated_at",
  extract(epoch FROM now() - max(created_at)) AS "fresh/created_at",
  (SELECT 0 FROM pg_index
    WHERE indrelid = 'orders_keyed'::regclass AND indisunique AND indisvalid AND indpred IS NULL AND indnkeyatts = 1
      AND indkey[0] = (SELECT attnum FROM pg_attribute WHERE attrelid = indrelid AND attname = 'id')) AS "unique/id"
FROM orders_keyed;
