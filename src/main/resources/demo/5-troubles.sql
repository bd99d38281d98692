-- What is wrong with it, apart from what story.begin() puts in its place at each start.

-- The importer retried after a timeout, and three invoices were written twice.
INSERT INTO public.invoices (id, tenant, client_no, invoice_no, issued_on, due_on, amount)
SELECT - id, tenant, client_no, invoice_no, issued_on, due_on, amount
FROM public.invoices ORDER BY id DESC LIMIT 3;

-- The bank began to write n/a for payments in clearing. The snapshot of key figures cannot be
-- refreshed since.
INSERT INTO public.payment_imports (id, file, received_on, amount)
SELECT 1200 + n, 'bank-' || day || '.csv', day::text, 'n/a'
FROM generate_series(1, 14) n, LATERAL (SELECT (now() - interval '2 days')::date AS day) d;

-- A form lets clients leave their company's name empty.
UPDATE public.clients SET company = CASE WHEN tenant < 'f' THEN '' ELSE '   ' END
WHERE client_no = 'C-0040';

-- That change never reached the copy that reports read, and two clients are missing in it.
DELETE FROM analytics.clients WHERE tenant = 'island' AND client_no IN ('C-0007', 'C-0008');
-- The migration that dropped the index of invoice numbers came after a newer one.
INSERT INTO public.flyway_schema_history
  (installed_rank, version, description, type, script, installed_by, execution_time, success)
VALUES (5, '3.1', 'drop index of invoice numbers', 'SQL', 'V3.1__drop_index_of_invoice_numbers.sql',
  'shop', 12, true);
-- A script that imported clients wrote an address into the encrypted column as it was, and swapped
-- the digits of a year.
UPDATE public.clients SET email_encrypted = convert_to('client7@delta.example', 'UTF8')
WHERE tenant = 'delta' AND client_no = 'C-0007';
UPDATE public.clients SET created_at = created_at + interval '18 years'
WHERE tenant = 'juniper' AND client_no = 'C-0039';

-- Two payments for invoices that someone deleted.
INSERT INTO public.payments (id, tenant, invoice_no, amount, paid_at)
SELECT - n, 'aurora', 'INV-2019-' || n, 100, now() - n * interval '3 days' FROM generate_series(1, 2) n;

-- A discount was typed where the price belongs.
UPDATE public.products SET price = 0 WHERE sku = 'SKU-00042';
