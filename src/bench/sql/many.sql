-- Many tables of 100 rows. Variables: tables.
CREATE SCHEMA many;
SELECT format($$
  CREATE TABLE many.t%1$s AS
  -- in one of a hundred a value is missing
  SELECT i AS id, CASE WHEN %2$s %% 100 > 0 OR i > 1 THEN 'name ' || i END AS name, i %% 10 AS amount, now() AS updated_at
  FROM generate_series(1, 100) AS i$$, to_char(n, 'FM0000'), n)
FROM generate_series(1, :tables) AS n \gexec
VACUUM ANALYZE;
GRANT USAGE ON SCHEMA many TO PUBLIC;
