package io.assay.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Measure;
import io.assay.check.Measured;
import io.assay.check.Measurement;
import io.assay.check.TableName;
import io.assay.check.Unmeasurable;
import io.assay.check.Unmeasurable.Reason;
import io.assay.scan.Asked.Draft;
import io.assay.testing.TestPostgres;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What others do to the connections and servers that a database's answers come through.
class NeighboursTest {
  private static final TestPostgres POSTGRES = TestPostgres.create();
  private static final Asked ASKED = Asked.superuser(POSTGRES);
  private static final String STRANGER = Asked.limitedRole(POSTGRES);

  @BeforeAll
  static void fill() {
    POSTGRES.execute(
        "CREATE TABLE orders AS SELECT i AS id, NULL::json AS payload FROM generate_series(1, 10) i",
        "CREATE EXTENSION postgres_fdw",
        "CREATE SERVER away FOREIGN DATA WRAPPER postgres_fdw"
            + " OPTIONS (host '127.0.0.1', port '1', dbname 'away')",
        "CREATE USER MAPPING FOR public SERVER away OPTIONS (user 'x', password 'y')",
        "CREATE FOREIGN TABLE far (id int) SERVER away");
  }

  @AfterAll
  static void close() {
    ASKED.close();
  }

  /// What a client of a transaction pooler leaves behind in the session.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET ROLE %s",
        "SET SESSION AUTHORIZATION %s",
        "CREATE TEMP TABLE orders (id int)",
        "CREATE TEMP TABLE pg_class (oid oid, relname name)",
        "SET search_path = pg_temp",
        "SET statement_timeout = 1",
        "SET quote_all_identifiers = on"
      })
  void what_another_client_left_in_the_session_changes_no_answer(String left) throws Exception {
    try (Asked asked = Asked.superuser(POSTGRES)) {
      Connection connection = asked.database.acquire();
      connection.setReadOnly(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute(left.formatted(STRANGER));
      }
      connection.commit();
      connection.setReadOnly(true);
      asked.database.release(connection);
      assertThat(asked.value(Draft.on("orders"), new Measure.Rows())).isEqualTo(10);
      assertThat(
              asked
                  .value(Draft.database(), new Measure.Query("SELECT count(*) FROM orders"))
                  .number())
          .hasValueSatisfying(number -> assertThat(number).isEqualByComparingTo("10"));
      assertThat(asked.runner.catalog(asked.database))
          .isInstanceOfSatisfying(
              CatalogAnswer.Read.class,
              read ->
                  assertThat(
                          read.catalog()
                              .find(new TableName("public", "orders"))
                              .flatMap(orders -> orders.column("payload"))
                              .map(Catalog.CatalogColumn::type))
                      .contains("json"));
    }
  }

  @Test
  void a_foreign_server_that_is_down_is_the_trouble_of_its_tables_alone() {
    Check far = Draft.on("far").asking("far", new Measure.Rows());
    Check near = Draft.on("orders").asking("near", new Measure.Rows());
    Check query =
        Draft.database().asking("query", new Measure.Query("SELECT count(*) FROM orders"));
    Map<CheckId, Measurement> all = ASKED.measure(far, near, query);
    assertThat(all.get(far.id()))
        .isEqualTo(
            new Unmeasurable(
                Reason.QUERY,
                "a foreign server that it reads does not answer: could not connect to server"
                    + " \"away\""));
    assertThat(all.get(near.id())).isInstanceOf(Measured.class);
    assertThat(all.get(query.id())).isInstanceOf(Measured.class);
  }
}
