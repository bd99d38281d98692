-- What is shown beside an incident's sentence. Both hold values of the monitored data, in columns
-- that the check's author named under 'by' and 'keep'; they are deleted with the retention.
ALTER TABLE assay.incident
  ADD COLUMN worst_groups jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN kept_rows    jsonb;

COMMENT ON COLUMN assay.incident.worst_groups IS
  'Of a check that is judged by groups: the sentence of each group in breach, the worst first.';
COMMENT ON COLUMN assay.incident.kept_rows IS
  'Up to 10 failing rows as they were when it opened or last got worse: an array of arrays, the first holds the columns'' names.';
