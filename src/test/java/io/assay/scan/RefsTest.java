package io.assay.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Check;
import io.assay.check.Column;
import io.assay.check.Filter;
import io.assay.check.Measure;
import io.assay.check.Reference;
import io.assay.check.TableName;
import io.assay.check.Unmeasurable.Reason;
import io.assay.scan.Asked.Draft;
import io.assay.testing.TestPostgres;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Keys that have no row where they refer to.
class RefsTest {
  private static final TestPostgres POSTGRES = TestPostgres.create();
  private static final String ROLE = Asked.limitedRole(POSTGRES);
  private static final Asked ASKED = Asked.superuser(POSTGRES);
  private static final Asked LIMITED = Asked.as(POSTGRES, ROLE, "limited");
  private static final Draft INVOICES = Draft.on("invoices");

  @BeforeAll
  static void fill() {
    POSTGRES.execute(
        "CREATE SCHEMA sales",
        "CREATE TABLE sales.\"Clients\" (tenant text, \"No\" int, name text)",
        "INSERT INTO sales.\"Clients\" VALUES ('a', 1), ('a', 2), ('b', 1), ('b', NULL), (NULL, 2)",
        "CREATE TABLE invoices (id int, tenant text, client_no int, parent int, at timestamptz)",
        """
        INSERT INTO invoices VALUES
          (1, 'a', 1, NULL, now()), (2, 'a', 2, 1, now()), (3, 'b', 2, 99, now()),
          (4, 'b', 2, 1, now() - interval '1 day'), (5, 'b', NULL, NULL, now()),
          (6, NULL, 7, NULL, now()), (7, 'c', 1, 1, now() - interval '1 day')\
        """,
        "CREATE TABLE hidden (no int)",
        "INSERT INTO hidden VALUES (1)",
        "ALTER TABLE hidden ENABLE ROW LEVEL SECURITY",
        "CREATE TABLE refused (no int)",
        "GRANT SELECT ON invoices, hidden TO " + ROLE);
  }

  @AfterAll
  static void close() {
    ASKED.close();
    LIMITED.close();
  }

  private static Measure.Orphans orphans(String key, String schema, String table, String columns) {
    return new Measure.Orphans(
        Arrays.stream(key.split(" ")).<Column>map(Column.Name::new).toList(),
        new Reference(new TableName(schema, table), List.of(columns.split(" "))));
  }

  private static Measure.Orphans clients(String key, String columns) {
    return orphans(key, "sales", "Clients", columns);
  }

  @Test
  void a_key_of_several_columns_is_there_as_a_whole_or_not() {
    assertThat(ASKED.value(INVOICES, clients("tenant client_no", "tenant No"))).isEqualTo(3);
    assertThat(ASKED.value(INVOICES, clients("tenant", "tenant"))).isEqualTo(1);
    assertThat(ASKED.value(INVOICES, clients("client_no", "No"))).isEqualTo(1);
  }

  @Test
  void a_key_with_a_null_in_it_refers_to_nothing() {
    assertThat(
            ASKED.value(INVOICES.where("id IN (5, 6)"), clients("tenant client_no", "tenant No")))
        .isZero();
  }

  @Test
  void a_table_can_refer_to_itself_and_a_key_can_be_an_expression() {
    assertThat(ASKED.value(INVOICES, orphans("parent", "public", "invoices", "id"))).isEqualTo(1);
    assertThat(
            ASKED.value(
                INVOICES,
                new Measure.Orphans(
                    List.of(new Column.Expression("upper(tenant)")),
                    new Reference(new TableName("sales", "Clients"), List.of("tenant")))))
        .isEqualTo(6);
  }

  @Test
  void the_filter_and_the_window_are_of_the_rows_that_refer() {
    assertThat(
            ASKED.value(INVOICES.where("tenant = 'b'"), clients("tenant client_no", "tenant No")))
        .isEqualTo(2);
    assertThat(
            ASKED.value(
                INVOICES.window(new Filter.Window(new Column.Name("at"), Duration.ofHours(1))),
                clients("tenant client_no", "tenant No")))
        .isEqualTo(1);
  }

  @Test
  void it_is_an_anti_join_and_shares_a_statement_with_the_count_of_rows() {
    POSTGRES.execute(
        "CREATE TABLE big_from AS SELECT i AS no FROM generate_series(1, 20000) i",
        "CREATE TABLE big_to AS SELECT i AS no FROM generate_series(2, 30000) i",
        "ANALYZE big_from",
        "ANALYZE big_to");
    Measure.Orphans missing = orphans("no", "public", "big_to", "no");
    Check check = Draft.on("big_from").asking("refs", missing, new Measure.Rows());
    assertThat(ASKED.runner.explain(ASKED.database, List.of(check)).get(check.id()))
        .isInstanceOfSatisfying(
            Explanation.Planned.class, planned -> assertThat(planned.cost()).isLessThan(10_000));
    ASKED.sent.clear();
    assertThat(ASKED.value(Draft.on("big_from"), missing)).isEqualTo(1);
    assertThat(ASKED.sent).hasSize(1);
  }

  @Test
  void row_security_on_the_other_side_is_an_error_that_names_it() {
    Measure.Orphans measure = orphans("client_no", "public", "hidden", "no");
    assertThat(ASKED.value(INVOICES, measure)).isEqualTo(4);
    assertThat(LIMITED.trouble(INVOICES, measure))
        .satisfies(why -> {
          assertThat(why.reason()).isEqualTo(Reason.ROW_SECURITY);
          assertThat(why.text()).startsWith("row security would hide rows of hidden from role ");
        });
    assertThat(LIMITED.value(INVOICES.asRole(), measure)).isEqualTo(6);
  }

  @Test
  void what_is_missing_on_the_other_side_is_told() {
    assertThat(ASKED.trouble(INVOICES, orphans("id", "public", "nowhere", "id")))
        .satisfies(why -> {
          assertThat(why.reason()).isEqualTo(Reason.MISSING);
          assertThat(why.text()).contains("public.nowhere");
        });
    assertThat(ASKED.trouble(INVOICES, clients("tenant", "tennant")))
        .satisfies(why -> {
          assertThat(why.reason()).isEqualTo(Reason.MISSING);
          assertThat(why.text()).contains("tennant");
        });
    assertThat(LIMITED.trouble(INVOICES, orphans("id", "public", "refused", "no")).text())
        .contains("GRANT SELECT ON \"public\".\"refused\"");
    assertThat(ASKED.trouble(INVOICES, clients("id", "tenant")).text())
        .isEqualTo(
            "operator does not exist: text = integer (42883); cast one of the two, as in"
                + " (status::text)");
  }
}
