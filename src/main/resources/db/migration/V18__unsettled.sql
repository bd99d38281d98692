SET LOCAL lock_timeout = '10s';

-- The end of an incident is not told while an earlier call, of which nobody knows what became of it, may still come after it.
ALTER TABLE assay.delivery ADD COLUMN unsettled_until timestamptz;

COMMENT ON COLUMN assay.delivery.unsettled_until IS
  'Until then a call that was never answered may still reach the receiver.';
