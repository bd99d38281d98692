-- What the fourth version added: messages that may show what an earlier call said, and deliveries that were tried again after they had
-- been given up.
UPDATE assay.message SET stale_at = now() - interval '1 minute';
UPDATE assay.delivery SET revived_at = now() - interval '21 hours' WHERE incident = 'aaaaaaaa-0000-4000-8000-000000000003';
