package io.assay.scan;

import static io.assay.scan.Proving.nulls;
import static io.assay.scan.Proving.repeats;
import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Measure;
import io.assay.check.Unmeasurable.Reason;
import io.assay.scan.Asked.Draft;
import io.assay.testing.TestPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A proof must not hide what a scan would have reported as not visible.
class ProofVisibilityTest {
  private static final TestPostgres POSTGRES = TestPostgres.create();
  private static final String ROLE = Asked.limitedRole(POSTGRES);
  private static final Asked SUPERUSER = Asked.superuser(POSTGRES);
  private static final Asked LIMITED = Asked.as(POSTGRES, ROLE, "limited");
  private static final Proving SEEING = new Proving(POSTGRES, LIMITED);

  @BeforeAll
  static void fill() {
    POSTGRES.execute(
        "CREATE TABLE policed (id int PRIMARY KEY, a int NOT NULL)",
        "INSERT INTO policed VALUES (1, 1), (2, 2)",
        "ALTER TABLE policed ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY own ON policed USING (id = 1)",
        "GRANT SELECT ON policed TO " + ROLE,
        "CREATE TABLE closed (id int PRIMARY KEY, a int NOT NULL)",
        "CREATE TABLE one_column (id int PRIMARY KEY, a int NOT NULL, b int)",
        "GRANT SELECT (id) ON one_column TO " + ROLE,
        "CREATE SCHEMA shut",
        "CREATE TABLE shut.t (id int PRIMARY KEY)",
        "GRANT SELECT ON shut.t TO " + ROLE,
        "CREATE FUNCTION secret(int) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RETURN true; END'",
        "REVOKE EXECUTE ON FUNCTION secret(int) FROM PUBLIC",
        "CREATE TABLE open_one (id int PRIMARY KEY, a int CHECK (a IS NOT NULL))",
        "GRANT SELECT ON open_one TO " + ROLE);
  }

  @AfterAll
  static void close() {
    SUPERUSER.close();
    LIMITED.close();
  }

  private static Reason reason(Draft draft, Measure<?> failing) {
    return LIMITED.trouble(draft, failing).reason();
  }

  @Test
  void rows_that_row_security_hides_are_an_error_and_no_proof() {
    assertThat(reason(Draft.on("policed"), repeats("id"))).isEqualTo(Reason.ROW_SECURITY);
    assertThat(reason(Draft.on("policed"), nulls("a"))).isEqualTo(Reason.ROW_SECURITY);
    assertThat(new Proving(POSTGRES, SUPERUSER).proven(Draft.on("policed"), repeats("id")))
        .contains("policed_pkey");
  }

  @Test
  void what_is_measured_as_the_role_is_measured_on_purpose() {
    assertThat(SEEING.scanned(Draft.on("policed").asRole(), repeats("id"))).isZero();
    assertThat(SEEING.scanned(Draft.on("policed").asRole(), nulls("a"))).isZero();
  }

  @Test
  void a_missing_right_is_told() {
    assertThat(reason(Draft.on("closed"), repeats("id"))).isEqualTo(Reason.PERMISSION);
    assertThat(reason(Draft.on("closed"), nulls("a"))).isEqualTo(Reason.PERMISSION);
    assertThat(reason(Draft.on("shut", "t"), repeats("id"))).isEqualTo(Reason.PERMISSION);
  }

  @Test
  void a_right_on_one_column_proves_that_column_only() {
    assertThat(SEEING.proven(Draft.on("one_column"), repeats("id"))).contains("one_column_pkey");
    assertThat(reason(Draft.on("one_column"), nulls("a"))).isEqualTo(Reason.PERMISSION);
    assertThat(reason(Draft.on("one_column"), repeats("id", "a"))).isEqualTo(Reason.PERMISSION);
    assertThat(reason(Draft.on("one_column").where("b > 0"), repeats("id")))
        .isEqualTo(Reason.PERMISSION);
  }

  @Test
  void a_function_in_the_filter_that_may_not_be_called_is_told() {
    assertThat(reason(Draft.on("open_one").where("secret(id)"), repeats("id")))
        .isEqualTo(Reason.PERMISSION);
    assertThat(reason(Draft.on("open_one").where("secret(id)"), nulls("a")))
        .isEqualTo(Reason.PERMISSION);
  }

  @Test
  void a_filter_that_reads_a_table_with_hidden_rows_is_told() {
    assertThat(reason(Draft.on("open_one").where("id IN (SELECT id FROM policed)"), repeats("id")))
        .isEqualTo(Reason.ROW_SECURITY);
  }

  @Test
  void a_column_or_table_that_is_not_there_is_told() {
    assertThat(reason(Draft.on("open_one"), repeats("id", "gone"))).isEqualTo(Reason.MISSING);
    assertThat(reason(Draft.on("open_one"), nulls("gone"))).isEqualTo(Reason.MISSING);
    assertThat(reason(Draft.on("gone"), repeats("id"))).isEqualTo(Reason.MISSING);
  }

  @Test
  void what_a_foreign_table_declares_is_not_believed() {
    POSTGRES.execute(
        "CREATE EXTENSION file_fdw",
        "CREATE SERVER files FOREIGN DATA WRAPPER file_fdw",
        "CREATE FOREIGN TABLE far (k int, a int NOT NULL, b int CHECK (b IS NOT NULL)) SERVER files"
            + " OPTIONS (program 'echo 2,,', format 'csv')",
        "CREATE TABLE near (k int, a int NOT NULL, b int CHECK (b IS NOT NULL)) PARTITION BY LIST (k)",
        "CREATE TABLE near_1 PARTITION OF near FOR VALUES IN (1)",
        "CREATE FOREIGN TABLE near_2 PARTITION OF near FOR VALUES IN (2) SERVER files"
            + " OPTIONS (program 'echo 3,,', format 'csv')");
    Proving proving = new Proving(POSTGRES, SUPERUSER);
    for (String table : new String[] {"far", "near"}) {
      assertThat(proving.scanned(Draft.on(table), nulls("a"))).isOne();
      assertThat(proving.scanned(Draft.on(table), nulls("b"))).isOne();
    }
  }

  @Test
  void a_view_proves_nothing_of_what_it_shows() {
    POSTGRES.execute("CREATE VIEW shown AS SELECT * FROM open_one UNION ALL SELECT 1, NULL");
    assertThat(new Proving(POSTGRES, SUPERUSER).scanned(Draft.on("shown"), nulls("a"))).isOne();
  }
}
