-- The messages of receivers that show several incidents in one: a group's message with its thread,
-- or a digest of many groups. `id` is in the message's metadata at Slack, so that it is found again
-- after an answer that never came.
CREATE TABLE assay.message (
  id           uuid        PRIMARY KEY,
  receiver     text        NOT NULL,
  form         text        NOT NULL CHECK (form IN ('group', 'digest')),
  group_key    text        NOT NULL DEFAULT '',
  reference    jsonb       NOT NULL DEFAULT '{}',
  created_at   timestamptz NOT NULL,
  posted_at    timestamptz,
  refreshed_at timestamptz,
  attempts     integer     NOT NULL DEFAULT 0,
  attempted_at timestamptz,
  replies      integer     NOT NULL DEFAULT 0,
  closed_at    timestamptz
);

CREATE INDEX message_open ON assay.message (receiver) WHERE closed_at IS NULL;
CREATE INDEX message_by_time ON assay.message (receiver, created_at);
CREATE INDEX message_closed ON assay.message (closed_at) WHERE closed_at IS NOT NULL;

COMMENT ON COLUMN assay.message.group_key IS 'Of a group: its database and table, or database and check.';
COMMENT ON COLUMN assay.message.posted_at IS 'When the receiver acknowledged it; before that it may or may not be there.';
COMMENT ON COLUMN assay.message.attempts IS
  'How often a post or a reply was begun that was not acknowledged yet: counted before the call.';
COMMENT ON COLUMN assay.message.attempted_at IS 'When that was last begun: where to look for it.';
COMMENT ON COLUMN assay.message.replies IS 'How many replies its thread has; each has its number in its metadata.';
COMMENT ON COLUMN assay.message.closed_at IS 'When all of it was over and told: what comes next is a new message.';

ALTER TABLE assay.delivery
  ADD COLUMN message   uuid REFERENCES assay.message ON DELETE SET NULL,
  ADD COLUMN group_key text,
  ADD COLUMN shown     bigint NOT NULL DEFAULT 0,
  ADD COLUMN telling   bigint;

CREATE INDEX delivery_message ON assay.delivery (message) WHERE message IS NOT NULL;
CREATE INDEX delivery_group ON assay.delivery (receiver, group_key) WHERE message IS NOT NULL;

COMMENT ON COLUMN assay.delivery.shown IS 'The number of the change that the message shows; its thread may lag behind.';
COMMENT ON COLUMN assay.delivery.telling IS 'The number that a post or a reply tells that was not acknowledged yet.';

-- One replica at a time serves a receiver of messages, so that it sees all that is due at once.
ALTER TABLE assay.receiver_pace
  ADD COLUMN leased_by    uuid,
  ADD COLUMN leased_until timestamptz;

-- Until now each delivery to Slack had a message of its own, with the delivery's id in its metadata.
-- These go on being updated. So do those that were sent and not answered: they are looked for first.
INSERT INTO assay.message (id, receiver, form, group_key, reference, created_at, posted_at,
  refreshed_at, attempts, attempted_at, closed_at)
SELECT d.id, d.receiver, 'group',
  concat_ws(' ', i.database, coalesce(i.table_schema || '.' || i.table_name, i.check_id)),
  CASE WHEN d.reference ? 'ts'
    THEN jsonb_build_object('channel', d.reference -> 'channel', 'ts', d.reference -> 'ts')
    ELSE '{}' END,
  i.opened,
  CASE WHEN d.reference ? 'ts' THEN i.opened END,
  CASE WHEN d.reference ? 'ts' THEN i.opened END,
  CASE WHEN d.reference ? 'ts' THEN 0 ELSE d.attempts END,
  CASE WHEN NOT d.reference ? 'ts' THEN d.next_attempt_at END,
  CASE WHEN d.ended_at IS NOT NULL AND d.told >= d.wanted THEN d.ended_at END
FROM assay.delivery d JOIN assay.incident i ON i.id = d.incident
WHERE d.reference ? 'ts'
  OR (d.told = 0 AND d.attempts > 0
    AND d.receiver IN (SELECT receiver FROM assay.delivery WHERE reference ? 'ts'));

UPDATE assay.delivery d SET
  message = m.id,
  group_key = m.group_key,
  shown = CASE WHEN m.posted_at IS NULL THEN 0
    ELSE greatest(d.told, coalesce((d.reference ->> 'shown')::bigint, 0)) END
FROM assay.message m WHERE m.id = d.id;
