package io.assay.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Check;
import io.assay.check.Measure;
import io.assay.check.TableStructure;
import io.assay.check.TableStructure.Guarantee;
import io.assay.check.TableStructure.Sort;
import io.assay.check.TableStructure.StructuredColumn;
import io.assay.check.TypeName;
import io.assay.scan.Asked.Draft;
import io.assay.testing.OnPostgres;
import io.assay.testing.TestPostgres;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What the catalog says of a table, asked by a role that has no right on it.
@Tag("versions")
class StructureTest {
  private static final TestPostgres POSTGRES = TestPostgres.create();
  private static final String ROLE = Asked.limitedRole(POSTGRES);
  private static final Asked LIMITED = Asked.as(POSTGRES, ROLE, "limited");
  private static final Draft ORDERS = Draft.on("shop", "Orders");

  @BeforeAll
  static void fill() {
    POSTGRES.execute(
        "CREATE SCHEMA shop",
        "CREATE TYPE public.status AS ENUM ('open', 'paid')",
        "CREATE DOMAIN shop.amount AS numeric(12,2) CHECK (VALUE >= 0)",
        "CREATE TABLE shop.tenants (id int PRIMARY KEY)",
        """
        CREATE TABLE shop."Orders" (
          id bigint PRIMARY KEY, tenant int NOT NULL, no varchar(10), gone int, status status,
          at timestamp(3) with time zone, total shop.amount,
          CONSTRAINT "Total" CHECK (total <> 1),
          CONSTRAINT tenant_fkey FOREIGN KEY (tenant) REFERENCES shop.tenants,
          UNIQUE (tenant, no))\
        """,
        "ALTER TABLE shop.\"Orders\" DROP COLUMN gone",
        "ALTER TABLE shop.\"Orders\" ADD CONSTRAINT later CHECK (id > 0) NOT VALID",
        "CREATE UNIQUE INDEX open_no ON shop.\"Orders\" (no) WHERE tenant > 0",
        "CREATE UNIQUE INDEX lower_no ON shop.\"Orders\" (lower(no))",
        "CREATE UNIQUE INDEX at_id ON shop.\"Orders\" (at) INCLUDE (id)",
        "CREATE INDEX plain ON shop.\"Orders\" (tenant)",
        "CREATE POLICY mine ON shop.\"Orders\" FOR SELECT USING (tenant = 1)",
        "CREATE POLICY strict ON shop.\"Orders\" AS RESTRICTIVE WITH CHECK (id > 0)",
        "CREATE VIEW shop.names AS SELECT id, no FROM shop.\"Orders\"");
    POSTGRES.executeFrom(
        18,
        "ALTER TABLE shop.\"Orders\" ADD CONSTRAINT odd CHECK (id <> 5) NOT ENFORCED",
        "ALTER TABLE shop.\"Orders\" ADD CONSTRAINT no_null NOT NULL no NOT VALID");
  }

  @AfterAll
  static void close() {
    LIMITED.close();
  }

  private static TableStructure structure(Draft draft, String... types) {
    return LIMITED.value(draft, asking(types)).orElseThrow();
  }

  private static Measure.Structure asking(String... types) {
    return new Measure.Structure(
        Arrays.stream(types).map(TypeName::new).collect(Collectors.toSet()));
  }

  private static Optional<String> weakness(TableStructure table, String name) {
    return table.guarantees().stream()
        .filter(each -> each.name().equals(name))
        .map(Guarantee::weakness)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void columns_are_told_in_order_with_their_types_and_what_keeps_nulls_out() {
    assertThat(structure(ORDERS).columns())
        .containsExactly(
            new StructuredColumn("id", "bigint", true),
            new StructuredColumn("tenant", "integer", true),
            new StructuredColumn("no", "character varying(10)", false),
            new StructuredColumn("status", "status", false),
            new StructuredColumn("at", "timestamp(3) with time zone", false),
            new StructuredColumn("total", "shop.amount", false));
  }

  @Test
  void constraints_tell_what_they_say_and_whether_they_hold() {
    TableStructure table = structure(ORDERS);
    assertThat(table.guarantees(Sort.CONSTRAINT))
        .contains(
            new Guarantee(
                Sort.CONSTRAINT,
                "Total",
                "CHECK (total::numeric <> 1::numeric)",
                List.of(),
                Optional.empty()));
    assertThat(weakness(table, "later")).contains("is not validated");
    assertThat(weakness(table, "tenant_fkey")).isEmpty();
  }

  @Test
  @OnPostgres(from = 18)
  void a_constraint_may_be_declared_and_not_enforced() {
    assertThat(weakness(structure(ORDERS), "odd")).contains("is not enforced");
  }

  @Test
  void a_foreign_key_whose_triggers_are_off_does_not_hold() {
    for (String table : List.of("\"Orders\"", "tenants")) {
      POSTGRES.execute("ALTER TABLE shop." + table + " DISABLE TRIGGER ALL");
      try {
        assertThat(weakness(structure(ORDERS), "tenant_fkey"))
            .contains("is switched off, its triggers are disabled");
      } finally {
        POSTGRES.execute("ALTER TABLE shop." + table + " ENABLE TRIGGER ALL");
      }
    }
  }

  @Test
  void keys_are_unique_indexes_with_their_own_columns() {
    assertThat(structure(ORDERS).guarantees(Sort.KEY))
        .containsExactlyInAnyOrder(
            key("Orders_pkey", "primary key", Optional.empty(), "id"),
            key("Orders_tenant_no_key", "unique constraint", Optional.empty(), "tenant", "no"),
            key("at_id", "unique index", Optional.empty(), "at"),
            key("open_no", "unique index", Optional.of("leaves rows out"), "no"));
  }

  private static Guarantee key(
      String name, String sort, Optional<String> weakness, String... columns) {
    return new Guarantee(Sort.KEY, name, sort, List.of(columns), weakness);
  }

  @Test
  void an_index_whose_building_failed_is_invalid() {
    POSTGRES.execute("CREATE TABLE shop.twice AS SELECT 1 AS id FROM generate_series(1, 2)");
    try {
      POSTGRES.execute("CREATE UNIQUE INDEX CONCURRENTLY twice_id ON shop.twice (id)");
    } catch (IllegalStateException rowsRepeat) {
      assertThat(rowsRepeat).hasMessageContaining("could not create unique index");
    }
    assertThat(weakness(structure(Draft.on("shop", "twice")), "twice_id")).contains("is invalid");
  }

  @Test
  void policies_and_row_security_are_told() {
    TableStructure table = structure(ORDERS);
    assertThat(table.guarantees(Sort.POLICY))
        .extracting(Guarantee::definition)
        .containsExactly("FOR SELECT USING (tenant = 1)", "AS RESTRICTIVE WITH CHECK (id > 0)");
    assertThat(table.rowSecurity()).isFalse();
    POSTGRES.execute("ALTER TABLE shop.\"Orders\" ENABLE ROW LEVEL SECURITY");
    assertThat(structure(ORDERS).rowSecurity()).isTrue();
    POSTGRES.execute("ALTER TABLE shop.\"Orders\" DISABLE ROW LEVEL SECURITY");
  }

  @Test
  void types_are_told_in_the_words_of_the_catalog() {
    Map<String, String> expected =
        Map.ofEntries(
            Map.entry("int", "integer"),
            Map.entry("INT8", "bigint"),
            Map.entry("varchar(10)", "character varying(10)"),
            Map.entry("varchar", "character varying"),
            Map.entry("char", "character(1)"),
            Map.entry("decimal(12)", "numeric(12,0)"),
            Map.entry("numeric( 12 , 2 )", "numeric(12,2)"),
            Map.entry("numeric(12,2)[]", "numeric(12,2)[]"),
            Map.entry("timestamptz", "timestamp with time zone"),
            Map.entry("timestamptz(3)", "timestamp(3) with time zone"),
            Map.entry("interval day to second(3)", "interval day to second(3)"),
            Map.entry("float(10)", "real"),
            Map.entry("bit varying(5)", "bit varying(5)"),
            Map.entry("bool", "boolean"),
            Map.entry("status", "status"),
            Map.entry("public.status", "status"),
            Map.entry("status[]", "status[]"),
            Map.entry("shop.amount", "shop.amount"),
            Map.entry("jsonb", "jsonb"));
    POSTGRES.execute("GRANT USAGE ON SCHEMA shop TO " + ROLE);
    TableStructure table = structure(ORDERS, expected.keySet().toArray(String[]::new));
    expected.forEach((written, canonical) ->
        assertThat(table.types()).as(written).containsEntry(new TypeName(written), canonical));
  }

  @Test
  void a_type_that_does_not_exist_is_left_out() {
    assertThat(structure(ORDERS, "bigint", "nmeric", "nowhere.status").types())
        .containsOnlyKeys(new TypeName("bigint"));
  }

  @Test
  void a_view_has_columns_and_a_table_that_is_not_there_has_nothing() {
    assertThat(structure(Draft.on("shop", "names")).columns())
        .extracting(StructuredColumn::name)
        .containsExactly("id", "no");
    assertThat(LIMITED.value(Draft.on("shop", "nope"), asking("int"))).isEmpty();
  }

  @Test
  void two_tables_with_the_same_contract_are_not_mixed_up() {
    Check one = ORDERS.asking("one", asking("int"));
    Check other = Draft.on("shop", "tenants").asking("other", asking("int"));
    var measured = LIMITED.measure(one, other);
    assertThat(RowMeasuresTest.value(measured, "one", asking("int")).orElseThrow().columns())
        .hasSize(6);
    assertThat(RowMeasuresTest.value(measured, "other", asking("int")).orElseThrow().columns())
        .hasSize(1);
  }

  @Test
  void it_can_be_explained_unless_the_table_or_a_type_is_missing() {
    assertThat(explained(ORDERS, "int")).isInstanceOf(Explanation.Planned.class);
    assertThat(explained(ORDERS, "nmeric"))
        .isInstanceOfSatisfying(
            Explanation.Refused.class,
            refused ->
                assertThat(refused.why().text())
                    .isEqualTo("there is no type nmeric: write it as in CREATE TABLE"));
    assertThat(explained(Draft.on("shop", "nope"), "int")).isInstanceOf(Explanation.Refused.class);
  }

  private static Explanation explained(Draft draft, String type) {
    Check check = draft.asking("check", asking(type));
    return Optional.ofNullable(
            LIMITED.runner.explain(LIMITED.database, List.of(check)).get(check.id()))
        .orElseThrow();
  }
}
