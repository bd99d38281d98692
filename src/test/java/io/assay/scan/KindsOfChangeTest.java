package io.assay.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Check;
import io.assay.check.Column;
import io.assay.check.Measure;
import io.assay.check.Measured;
import io.assay.check.Reference;
import io.assay.check.TableName;
import io.assay.scan.Asked.Draft;
import io.assay.testing.PostgresRelease;
import io.assay.testing.TestPostgres;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The ways in which rows change, one after the other; after each the checks must come to what a
/// plain recomputation finds.
@Tag("versions")
class KindsOfChangeTest {
  private static final TestPostgres POSTGRES = TestPostgres.create();
  private static final Asked ASKED = Asked.superuser(POSTGRES);

  /// One a line; those after a number and a colon from that version on.
  private static final String CHANGES =
      """
      INSERT INTO orders (id, email) VALUES (1, 'x') ON CONFLICT DO NOTHING
      INSERT INTO orders (id, email) VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET email = NULL
      15: MERGE INTO orders o USING (VALUES (2), (50)) n (id) ON o.id = n.id WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT (id) VALUES (n.id)
      WITH gone AS (DELETE FROM orders WHERE id = 3 RETURNING id) INSERT INTO orders (id) SELECT id + 60 FROM gone
      DELETE FROM orders WHERE id = 4
      BEGIN; SET LOCAL session_replication_role = replica; DELETE FROM orders WHERE id = 5; COMMIT
      BEGIN; ALTER TABLE items DISABLE TRIGGER ALL; INSERT INTO items VALUES (999, 1); ALTER TABLE items ENABLE TRIGGER ALL; COMMIT
      INSERT INTO shown (id, email) VALUES (70, NULL)
      UPDATE shown SET email = NULL WHERE id = 6
      BEGIN; SAVEPOINT s; DELETE FROM orders; ROLLBACK TO s; SAVEPOINT s; DELETE FROM orders WHERE id = 7; RELEASE s; COMMIT
      DO $$ BEGIN DELETE FROM orders WHERE id = 8; COMMIT; DELETE FROM orders WHERE id = 9; ROLLBACK; END $$
      DO $$ BEGIN DELETE FROM orders; RAISE 'no'; EXCEPTION WHEN raise_exception THEN NULL; END $$
      BEGIN; DELETE FROM orders WHERE id = 11; COMMIT AND CHAIN; DELETE FROM orders WHERE id = 12; COMMIT
      BEGIN; CREATE TABLE fresh (LIKE orders INCLUDING ALL); DROP TABLE orders CASCADE; ALTER TABLE fresh RENAME TO orders; INSERT INTO orders (id) VALUES (1); COMMIT
      CREATE VIEW shown AS SELECT * FROM orders; INSERT INTO orders (id, email, total) SELECT n, 'm' || n % 7, n FROM generate_series(100, 200) n
      BEGIN; ALTER TABLE orders RENAME TO swapped; ALTER TABLE twin RENAME TO orders; ALTER TABLE swapped RENAME TO twin; COMMIT
      BEGIN; ALTER TABLE orders RENAME email TO swapped; ALTER TABLE orders RENAME phone TO email; ALTER TABLE orders RENAME swapped TO phone; COMMIT
      BEGIN; ALTER SCHEMA other RENAME TO swapped; ALTER TABLE orders SET SCHEMA swapped; ALTER TABLE twin RENAME TO orders; ALTER TABLE swapped.orders RENAME TO twin; ALTER TABLE swapped.twin SET SCHEMA public; ALTER SCHEMA swapped RENAME TO other; COMMIT
      ALTER TABLE orders ADD extra text DEFAULT 'x'
      DROP VIEW shown; ALTER TABLE orders DROP email; ALTER TABLE orders ADD email text DEFAULT ' '
      ALTER TABLE orders ALTER email TYPE varchar; UPDATE orders SET email = DEFAULT
      ALTER TABLE orders ALTER email TYPE text COLLATE "C"
      ALTER TABLE orders ALTER email TYPE text USING nullif(email, ' ')
      ALTER TABLE orders SET UNLOGGED
      ALTER TABLE orders SET LOGGED
      CREATE INDEX by_email ON orders (email); CLUSTER orders USING by_email
      REINDEX TABLE orders
      BEGIN; TRUNCATE orders; INSERT INTO orders (id) VALUES (1), (2), (3); COMMIT
      BEGIN; TRUNCATE orders; INSERT INTO orders (id) VALUES (1), (2), (4); SAVEPOINT s; TRUNCATE orders; ROLLBACK TO s; COMMIT
      BEGIN; TRUNCATE orders; ROLLBACK
      TRUNCATE orders CASCADE
      INSERT INTO orders (id, email, total) SELECT n, 'n' || n, n FROM generate_series(1, 30) n
      INSERT INTO events SELECT n, 'b', date '2026-01-01' + n, NULL FROM generate_series(1, 90) n
      UPDATE events SET at = at + 40 WHERE id < 20
      UPDATE events SET region = 'z' WHERE id BETWEEN 20 AND 30
      CREATE TABLE events_c PARTITION OF events FOR VALUES IN ('c'); INSERT INTO events VALUES (500, 'c', '2026-01-01', 'c')
      DELETE FROM events WHERE region = 'z'; CREATE TABLE events_z PARTITION OF events FOR VALUES IN ('z')
      ALTER TABLE events DETACH PARTITION events_z0; ALTER TABLE events DETACH PARTITION events_c CONCURRENTLY
      INSERT INTO events_c VALUES (501, 'c', '2026-01-02', NULL)
      ALTER TABLE events ATTACH PARTITION events_c FOR VALUES IN ('c'); ALTER TABLE events ATTACH PARTITION events_z0 DEFAULT
      BEGIN; ALTER TABLE events DETACH PARTITION events_c; DROP TABLE events_c; CREATE TABLE events_c PARTITION OF events FOR VALUES IN ('c'); COMMIT
      BEGIN; ALTER TABLE events_a DETACH PARTITION events_a1; ALTER TABLE events_a DETACH PARTITION events_a2; ALTER TABLE events_a1 RENAME TO swapped; ALTER TABLE events_a2 RENAME TO events_a1; ALTER TABLE swapped RENAME TO events_a2; DELETE FROM events_a1; ALTER TABLE events_a ATTACH PARTITION events_a1 FOR VALUES FROM ('2026-01-01') TO ('2026-02-01'); ALTER TABLE events_a ATTACH PARTITION events_a2 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01'); COMMIT
      INSERT INTO pages_old (id, note) VALUES (9, NULL)
      UPDATE pages SET note = 'x'
      UPDATE ONLY pages SET note = NULL
      ALTER TABLE pages_old NO INHERIT pages
      INSERT INTO pages_old (id) VALUES (10), (10)
      ALTER TABLE pages_old INHERIT pages
      ALTER TABLE pages DROP note; ALTER TABLE pages ADD note text DEFAULT 'y'
      DROP TABLE pages_old
      CREATE MATERIALIZED VIEW totals AS SELECT total AS k, count(*) AS n FROM orders GROUP BY 1; CREATE UNIQUE INDEX ON totals (k)
      DELETE FROM orders WHERE id = 25; REFRESH MATERIALIZED VIEW totals
      INSERT INTO orders (id) VALUES (77); REFRESH MATERIALIZED VIEW CONCURRENTLY totals
      BEGIN; DROP MATERIALIZED VIEW totals; CREATE MATERIALIZED VIEW totals AS SELECT 1 AS k, 2::bigint AS n; COMMIT
      UPDATE items SET n = NULL
      INSERT INTO items SELECT 1, 2
      DELETE FROM orders WHERE id = 1
      SELECT pg_stat_reset_single_table_counters('orders'::regclass); INSERT INTO orders (id) VALUES (300)
      SELECT pg_stat_reset(); INSERT INTO orders (id) VALUES (301)
      18: SELECT pg_restore_relation_stats('schemaname', 'public', 'relname', 'orders', 'relpages', 1, 'reltuples', 1::real)
      18: ALTER TABLE orders ADD half bigint GENERATED ALWAYS AS (nullif(id, 2)) VIRTUAL
      ALTER TABLE orders ENABLE ROW LEVEL SECURITY; CREATE POLICY seen ON orders USING (id > 5)
      ALTER TABLE orders FORCE ROW LEVEL SECURITY; UPDATE orders SET email = NULL WHERE id = 6\
      """;

  @BeforeAll
  static void shop() {
    POSTGRES.execute(
        "CREATE SCHEMA other",
        "CREATE TABLE orders (id bigint PRIMARY KEY, email text, phone text, total numeric,"
            + " doubled numeric GENERATED ALWAYS AS (total * 2) STORED)",
        "CREATE TABLE twin (LIKE orders INCLUDING ALL)",
        "CREATE TABLE items (order_id bigint REFERENCES orders ON DELETE CASCADE, n int)",
        "CREATE VIEW shown AS SELECT * FROM orders",
        "CREATE TABLE log (what text)",
        "CREATE FUNCTION logged() RETURNS trigger LANGUAGE plpgsql"
            + " AS 'BEGIN INSERT INTO log VALUES (nullif(TG_OP, ''DELETE'')); RETURN NULL; END'",
        "CREATE TRIGGER logged AFTER INSERT OR UPDATE OR DELETE ON orders"
            + " FOR EACH ROW EXECUTE FUNCTION logged()",
        "INSERT INTO orders (id, email, total) SELECT n, nullif('m' || n % 5, 'm0'), n FROM generate_series(1, 40) n",
        "INSERT INTO twin (id) SELECT generate_series(1, 3)",
        "INSERT INTO items SELECT n, n FROM generate_series(1, 40) n",
        "CREATE TABLE events (id bigint, region text, at date, note text) PARTITION BY LIST (region)",
        "CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a', 'b') PARTITION BY RANGE (at)",
        "CREATE TABLE events_a1 PARTITION OF events_a FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')",
        "CREATE TABLE events_a2 PARTITION OF events_a FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')",
        "CREATE TABLE events_a3 PARTITION OF events_a DEFAULT",
        "CREATE TABLE events_z0 PARTITION OF events DEFAULT",
        "INSERT INTO events SELECT n, 'a', date '2025-12-20' + n, n % 3 FROM generate_series(1, 40) n",
        "CREATE TABLE pages (id bigint, note text)",
        "CREATE TABLE pages_old (why text) INHERITS (pages)",
        "INSERT INTO pages VALUES (1, 'a'), (2, NULL)",
        "INSERT INTO pages_old VALUES (2, 'a')",
        "CREATE MATERIALIZED VIEW totals AS SELECT total AS k, count(*) AS n FROM orders GROUP BY 1",
        "CREATE UNIQUE INDEX ON totals (k)");
  }

  @AfterAll
  static void close() {
    ASKED.close();
  }

  @Test
  void none_is_missed() {
    Recomputed recomputed = new Recomputed(ASKED);
    recomputed.assertSame("at first", checks());
    recomputed.assertSame("again", checks());
    List<String> changes = CHANGES.lines().filter(KindsOfChangeTest::known).toList();
    for (String change : changes) {
      String sql = change.replaceFirst("^\\d+: ", "");
      boolean together = sql.startsWith("BEGIN;") || sql.startsWith("DO ");
      POSTGRES.execute(together ? new String[] {sql} : sql.split("; "));
      recomputed.assertSame(change, checks());
    }
    if (PostgresRelease.chosen().major() >= 15) {
      assertThat(recomputed.ways().get(Measured.How.REUSED))
          .isGreaterThan(changes.size() * checks().size() / 2);
    }
  }

  private static boolean known(String change) {
    var from = Pattern.compile("^(\\d+): ").matcher(change);
    return !from.find() || Integer.parseInt(from.group(1)) <= PostgresRelease.chosen().major();
  }

  private static List<Check> checks() {
    Measure.Rows rows = new Measure.Rows();
    return List.of(
        Draft.on("orders").asking("orders", rows, new Measure.Nulls(name("email"))),
        Draft.on("orders").asking("orders blank", new Measure.Blanks(name("email"))),
        Draft.on("orders").where("total > 20").asking("orders where", rows),
        Draft.on("orders").asking("orders ids", repeats("id")),
        Draft.on("orders").asking("orders emails", new Measure.Distinct(List.of(name("email")))),
        Draft.on("items")
            .asking(
                "items",
                new Measure.Orphans(
                    List.of(name("order_id")),
                    new Reference(new TableName("public", "orders"), List.of("id"))),
                rows,
                new Measure.Nulls(name("n"))),
        Draft.on("log").asking("log", rows, new Measure.Nulls(name("what"))),
        Draft.on("events").asking("events", rows, new Measure.Nulls(name("note"))),
        Draft.on("events").asking("events keys", repeats("id", "region", "at")),
        Draft.on("events").asking("events ids", repeats("id")),
        Draft.on("events").asking("events newest", new Measure.Newest(name("at"))),
        Draft.on("events").where("note > '1'").asking("events where", rows),
        Draft.on("pages").asking("pages", rows, new Measure.Nulls(name("note")), repeats("id")),
        Draft.on("totals").asking("totals", rows, new Measure.Nulls(name("k"))));
  }

  private static Column name(String column) {
    return new Column.Name(column);
  }

  private static Measure<Long> repeats(String... columns) {
    return Proving.repeats(columns);
  }
}
