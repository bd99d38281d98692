-- 200 small tables in a schema of their own. Variables: rows (of each), schema.
CREATE SCHEMA :schema;
SELECT format($$
  CREATE TABLE %3$s.t%1$s AS
  SELECT i AS id, 'name ' || i AS name, i %% 100 AS amount, now() - (%2$s - i) * interval '1 minute' AS updated_at
  FROM generate_series(1, %2$s) AS i$$, to_char(n, 'FM000'), :rows, :'schema')
FROM generate_series(1, 200) AS n \gexec
VACUUM ANALYZE;
