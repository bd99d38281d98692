-- A courier that stood still in the middle of a call may have changed a message after others did: it is brought up to
-- date again.
ALTER TABLE assay.message ADD COLUMN stale_at timestamptz;

COMMENT ON COLUMN assay.message.stale_at IS
  'When the message is to be brought up to date again, because it may show what an earlier call said.';

CREATE INDEX message_stale ON assay.message (receiver) WHERE stale_at IS NOT NULL;

-- What a receiver refused is tried again, once, when it has taken something else since.
ALTER TABLE assay.delivery ADD COLUMN revived_at timestamptz;

COMMENT ON COLUMN assay.delivery.revived_at IS 'When it was tried again after it had been given up.';

CREATE INDEX told_by_receiver ON assay.told (receiver, at) WHERE outcome = 'told';
