-- The values that a check is judged by are kept with its state, so that no run looks through the results of three months
-- for them. They are looked for once, by the first run that wants them.
ALTER TABLE assay.check_state
  ADD COLUMN baseline    numeric[] NOT NULL DEFAULT '{}',
  ADD COLUMN baseline_of integer   NOT NULL DEFAULT 0;

COMMENT ON COLUMN assay.check_state.baseline IS 'The values of the last passing runs, newest first.';
COMMENT ON COLUMN assay.check_state.baseline_of IS
  'How many of them are kept at most; 0 while nobody has looked for them.';
