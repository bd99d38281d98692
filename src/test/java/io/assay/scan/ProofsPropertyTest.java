package io.assay.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Column;
import io.assay.check.Measure;
import io.assay.check.Measured;
import io.assay.check.Measurement;
import io.assay.scan.Asked.Draft;
import io.assay.testing.TestPostgres;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever is done to a table, a proof says nothing that its rows do not bear out.
@Tag("versions")
class ProofsPropertyTest {
  private static final TestPostgres POSTGRES = TestPostgres.create();
  private static final Asked ASKED = Asked.superuser(POSTGRES);
  private static final int STEPS = 40;

  @AfterAll
  static void close() {
    ASKED.close();
  }

  /// Things that people do to tables; `%t` is the table and `%n` a number. Many are refused, as
  /// they are in life.
  private static final List<String> CHANGES =
      List.of(
          "INSERT INTO %t VALUES (%n, %n, 'x', 1)",
          "INSERT INTO %t VALUES (%n, NULL, ' ', NULL)",
          "INSERT INTO %t VALUES (1, %n, 'X', 2)",
          "INSERT INTO %t (a) VALUES (NULL)",
          "INSERT INTO %t SELECT * FROM %t",
          "INSERT INTO %t_child VALUES (%n, NULL, 'x', 1)",
          "INSERT INTO %t_child SELECT * FROM %t",
          "BEGIN; SET LOCAL session_replication_role = replica; INSERT INTO %t VALUES (1, NULL, NULL, -1); COMMIT",
          "UPDATE %t SET a = 1",
          "UPDATE %t SET b = coalesce(b, %n)",
          "DELETE FROM %t WHERE a IS NULL OR b IS NULL",
          "TRUNCATE %t",
          "TRUNCATE ONLY %t",
          "ALTER TABLE %t ALTER a SET NOT NULL",
          "ALTER TABLE %t ALTER a DROP NOT NULL",
          "ALTER TABLE ONLY %t ADD NOT NULL b NO INHERIT",
          "ALTER TABLE %t ADD CONSTRAINT nn NOT NULL b NOT VALID",
          "ALTER TABLE %t VALIDATE CONSTRAINT nn",
          "ALTER TABLE %t ALTER b DROP NOT NULL",
          "ALTER TABLE %t ADD CONSTRAINT ck CHECK (b IS NOT NULL) NOT VALID",
          "ALTER TABLE %t ADD CONSTRAINT ck CHECK (b IS NOT NULL) NO INHERIT",
          "ALTER TABLE %t ADD CONSTRAINT ck CHECK (b IS NOT NULL) NOT ENFORCED",
          "ALTER TABLE %t ADD CONSTRAINT ck CHECK (right_one(b))",
          "ALTER TABLE %t ADD CONSTRAINT cd CHECK (d > 0)",
          "ALTER TABLE %t ADD CONSTRAINT cd CHECK (d > 0) NOT VALID",
          "ALTER TABLE %t VALIDATE CONSTRAINT ck",
          "ALTER TABLE %t VALIDATE CONSTRAINT cd",
          "ALTER TABLE %t DROP CONSTRAINT ck",
          "ALTER TABLE %t DROP CONSTRAINT cd",
          "CREATE OR REPLACE FUNCTION right_one(int) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT true'",
          "CREATE OR REPLACE FUNCTION right_one(int) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT $1 IS NOT NULL'",
          "ALTER TABLE %t ADD CONSTRAINT pk PRIMARY KEY (a)",
          "ALTER TABLE %t DROP CONSTRAINT pk",
          "ALTER TABLE %t ADD CONSTRAINT uq UNIQUE (b) DEFERRABLE",
          "ALTER TABLE %t ADD CONSTRAINT uq UNIQUE NULLS NOT DISTINCT (a, b)",
          "ALTER TABLE %t DROP CONSTRAINT uq",
          "CREATE UNIQUE INDEX ON %t (a) WHERE b > 3",
          "CREATE UNIQUE INDEX %t_s ON %t (s)",
          "CREATE UNIQUE INDEX %t_s ON %t (s COLLATE \"C\")",
          "CREATE UNIQUE INDEX %t_s ON %t (lower(s))",
          "CREATE UNIQUE INDEX CONCURRENTLY %t_b ON %t (b)",
          "REINDEX TABLE CONCURRENTLY %t",
          "DROP INDEX %t_s",
          "DROP INDEX %t_b",
          "ALTER TABLE %t ALTER s TYPE text COLLATE no_case",
          "ALTER TABLE %t ALTER s TYPE text COLLATE \"C\"",
          "ALTER TABLE %t ALTER b TYPE bigint",
          "ALTER TABLE %t DROP COLUMN b, ADD COLUMN b int",
          "CREATE TABLE %t_child () INHERITS (%t)",
          "ALTER TABLE %t_child NO INHERIT %t",
          "ALTER TABLE %t_child INHERIT %t",
          "DROP TABLE %t_child",
          "CREATE TABLE %t_new (LIKE %t INCLUDING ALL); DROP TABLE %t CASCADE; ALTER TABLE %t_new RENAME TO %t",
          "VACUUM FULL %t");

  static LongStream seeds() {
    return LongStream.rangeClosed(1, Integer.getInteger("assay.test.proofs", 12));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void a_proof_never_contradicts_the_rows(long seed) {
    String table = "t" + seed;
    POSTGRES.execute("CREATE TABLE " + table + " (a int, b int, s text COLLATE \"C\", d int)");
    attempt(
        "CREATE COLLATION no_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false)");
    Random random = new Random(seed);
    List<String> done = new ArrayList<>();
    int proven = 0;
    for (int step = 0; step < STEPS; step++) {
      String change =
          CHANGES
              .get(random.nextInt(CHANGES.size()))
              .replace("%t", table)
              .replace("%n", String.valueOf(random.nextInt(6)));
      if (attempt(change)) {
        done.add(change);
        proven += borneOut(table, done);
      }
    }
    assertThat(done).hasSizeGreaterThan(STEPS / 4);
    assertThat(proven).as("proofs after " + done).isPositive();
  }

  private static boolean attempt(String change) {
    try {
      POSTGRES.execute(change.startsWith("BEGIN") ? new String[] {change} : change.split("; "));
      return true;
    } catch (IllegalStateException refused) {
      return false;
    }
  }

  /// Asks all checks and counts the rows of those that are proven; returns how many are.
  private static int borneOut(String table, List<String> done) {
    Draft all = Draft.on(table);
    Draft negative = all.where("d <= 0");
    Map<Check, String> truths =
        Map.of(
            all.asking("a", Proving.nulls("a")),
            "a IS NULL",
            all.asking("b", Proving.nulls("b")),
            "b IS NULL",
            all.asking("expression", new Measure.Nulls(new Column.Expression("b"))),
            "b IS NULL",
            negative.asking("negative", Proving.nulls("b")),
            "b IS NULL AND d <= 0",
            all.asking("key a", Proving.repeats("a")),
            repeated(table, "a"),
            all.asking("key b", Proving.repeats("b")),
            repeated(table, "b"),
            all.asking("key a, b", Proving.repeats("a", "b")),
            repeated(table, "a, b"),
            all.asking("key s", Proving.repeats("s")),
            repeated(table, "s"),
            negative.asking("key negative", Proving.repeats("s")),
            "d <= 0 AND " + repeated("(SELECT * FROM " + table + " WHERE d <= 0) q", "s"));
    Map<CheckId, Measurement> measured = ASKED.measure(truths.keySet().toArray(Check[]::new));
    int proven = 0;
    for (Map.Entry<Check, String> truth : truths.entrySet()) {
      if (measured.get(truth.getKey().id()) instanceof Measured answer
          && answer.cost().how() == Measured.How.PROOF) {
        proven++;
        assertThat(
                Proving.number(
                    POSTGRES, "SELECT count(*) FROM " + table + " WHERE " + truth.getValue()))
            .as("%s: %s, after %s", truth.getKey().id(), answer.cost(), done)
            .isZero();
      }
    }
    return proven;
  }

  private static String repeated(String from, String key) {
    return "("
        + key
        + ") IN (SELECT "
        + key
        + " FROM "
        + from
        + " GROUP BY "
        + key
        + " HAVING count(*) > 1)";
  }
}
