package io.assay.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Guard;
import io.assay.check.TableName;
import io.assay.testing.OnPostgres;
import io.assay.testing.TestPostgres;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("versions")
class ForeignKeyProofTest {
  private static final TestPostgres POSTGRES = TestPostgres.create();
  private static final String ROLE = Asked.limitedRole(POSTGRES);
  private static final Asked SUPERUSER = Asked.superuser(POSTGRES);
  private static final Asked LIMITED = Asked.as(POSTGRES, ROLE, "limited");

  @BeforeAll
  static void fill() {
    POSTGRES.execute(
        "CREATE TABLE customers (tenant int, id int, PRIMARY KEY (tenant, id), UNIQUE (id))",
        "INSERT INTO customers VALUES (1, 1)",
        "CREATE TABLE orders (t int, c int, d int, e int,"
            + " CONSTRAINT orders_customer FOREIGN KEY (t, c) REFERENCES customers)",
        "INSERT INTO orders VALUES (1, 1, 7, 7)",
        "ALTER TABLE orders ADD FOREIGN KEY (d) REFERENCES customers (id) NOT VALID",
        "GRANT SELECT ON orders TO " + ROLE);
    POSTGRES.executeFrom(
        18, "ALTER TABLE orders ADD FOREIGN KEY (e) REFERENCES customers (id) NOT ENFORCED");
  }

  @AfterAll
  static void close() {
    SUPERUSER.close();
    LIMITED.close();
  }

  private static Optional<String> proof(
      Asked asked, String table, List<String> columns, List<String> targetColumns)
      throws Exception {
    return proof(asked, table, "customers", columns, targetColumns);
  }

  private static Optional<String> proof(
      Asked asked, String table, String target, List<String> columns, List<String> targetColumns)
      throws Exception {
    try (GuardedTransaction transaction =
        GuardedTransaction.begin(asked.database, Guard.OF_DATABASE, GuardedTransaction.Path.OWN)) {
      return ForeignKeyProof.foreignKey(
          transaction,
          new TableName("public", table),
          columns,
          new TableName("public", target),
          targetColumns);
    }
  }

  @Test
  void a_valid_foreign_key_proves_its_own_columns_in_any_order() throws Exception {
    assertThat(proof(SUPERUSER, "orders", List.of("t", "c"), List.of("tenant", "id")))
        .contains("guaranteed by constraint orders_customer");
    assertThat(proof(SUPERUSER, "orders", List.of("c", "t"), List.of("id", "tenant")))
        .contains("guaranteed by constraint orders_customer");
    assertThat(proof(SUPERUSER, "orders", List.of("t", "c"), List.of("id", "tenant"))).isEmpty();
    assertThat(proof(SUPERUSER, "orders", List.of("c"), List.of("id"))).isEmpty();
  }

  @Test
  void one_that_was_not_validated_or_is_not_enforced_proves_nothing() throws Exception {
    assertThat(proof(SUPERUSER, "orders", List.of("d"), List.of("id"))).isEmpty();
    assertThat(proof(SUPERUSER, "orders", List.of("e"), List.of("id"))).isEmpty();
  }

  @Test
  @OnPostgres(from = 18)
  void one_over_periods_proves_nothing() throws Exception {
    POSTGRES.execute(
        "CREATE EXTENSION IF NOT EXISTS btree_gist",
        "CREATE TABLE prices (id int, during daterange, PRIMARY KEY (id, during WITHOUT OVERLAPS))",
        "CREATE TABLE sales (id int, during daterange, CONSTRAINT priced FOREIGN KEY"
            + " (id, PERIOD during) REFERENCES prices (id, PERIOD during))",
        "INSERT INTO prices VALUES (1, '[2026-01-01,2026-02-01)'), (1, '[2026-02-01,2026-03-01)')",
        "INSERT INTO sales VALUES (1, '[2026-01-15,2026-02-15)')");
    assertThat(
            proof(SUPERUSER, "sales", "prices", List.of("id", "during"), List.of("id", "during")))
        .isEmpty();
  }

  @Test
  void one_of_a_parent_proves_nothing_of_its_children() throws Exception {
    POSTGRES.execute(
        "CREATE TABLE older (id int REFERENCES customers (id))",
        "CREATE TABLE younger () INHERITS (older)",
        "INSERT INTO younger VALUES (9)");
    assertThat(proof(SUPERUSER, "older", List.of("id"), List.of("id"))).isEmpty();
  }

  @Test
  void a_role_that_does_not_see_the_other_table_gets_no_proof() throws Exception {
    assertThat(proof(LIMITED, "orders", List.of("t", "c"), List.of("tenant", "id"))).isEmpty();
    POSTGRES.execute("GRANT SELECT ON customers TO " + ROLE);
    assertThat(proof(LIMITED, "orders", List.of("t", "c"), List.of("tenant", "id"))).isPresent();
  }
}
