package io.assay.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.assay.check.Check;
import io.assay.check.Column;
import io.assay.check.Compared;
import io.assay.check.Measure;
import io.assay.check.OtherTable;
import io.assay.check.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How `same` is written.
class SameLanguageTest {
  private static final Surroundings AROUND =
      new Surroundings(
          Optional.of(Set.of("shop", "warehouse")),
          Map.of("shop", TestCatalogs.SHOP, "warehouse", TestCatalogs.SHOP));

  private static LoadedChecks load(String table, String item) {
    return CheckLoader.ofAllKinds()
        .load(
            Sources.of(
                SourceFile.of(
                    "c.yaml",
                    "database: shop\ntables:\n  %s:\n    checks:\n      - %s\n"
                        .formatted(table, item.strip().replace("\n", "\n        ")))),
            Map.of(),
            AROUND);
  }

  private static List<Measure<?>> measures(String item) {
    LoadedChecks loaded = load("orders", item);
    assertThat(loaded.problems()).isEmpty();
    return loaded.checks().getFirst().kind().measures();
  }

  private static List<String> problems(String item) {
    return load("orders", item).problems().stream().map(Problem::toString).toList();
  }

  @Test
  void every_row_by_its_key_in_another_database() {
    assertThat(
            measures(
                """
                same: {database: warehouse, table: analytics.daily}
                compare: content
                key: [id]
                columns: [id, email, (lower(order_no))]
                tolerate: 1%
                where: id > 5
                """))
        .isEqualTo(
            List.of(
                new Measure.BothSides(
                    new OtherTable(
                        Optional.of("warehouse"), Optional.of(new TableName("analytics", "daily"))),
                    new Compared.Content(),
                    List.of(new Column.Name("id")),
                    List.of(
                        new Column.Name("id"),
                        new Column.Name("email"),
                        new Column.Expression("lower(order_no)")))));
  }

  @Test
  void a_figure_of_a_column_or_of_an_expression() {
    assertThat(measures("same: {database: warehouse}\ncompare: sum(tenant_id)"))
        .isEqualTo(
            List.of(
                new Measure.BothSides(
                    new OtherTable(Optional.of("warehouse"), Optional.empty()),
                    new Compared.Figure(Compared.Aggregate.SUM, new Column.Name("tenant_id")),
                    List.of(),
                    List.of())));
    assertThat(measures("same: {database: warehouse}\ncompare: max( (id + 1) )").getFirst())
        .isInstanceOfSatisfying(
            Measure.BothSides.class,
            sides ->
                assertThat(sides.compared())
                    .isEqualTo(
                        new Compared.Figure(
                            Compared.Aggregate.MAX, new Column.Expression("id + 1"))));
  }

  @Test
  void under_a_pattern_each_table_is_held_against_its_namesake() {
    LoadedChecks loaded = load("\"analytics.*\"", "same: {database: warehouse}");
    assertThat(loaded.problems()).isEmpty();
    assertThat(loaded.checks())
        .extracting(Check::id)
        .extracting(Object::toString)
        .isEqualTo(
            List.of(
                "shop/analytics.daily/same/rows as in warehouse",
                "shop/analytics.weekly/same/rows as in warehouse"));
    assertThat(loaded.checks().getFirst().title())
        .isEqualTo("analytics.daily (rows as in warehouse)");
  }

  @Test
  void problems_are_told_at_their_place_with_the_nearest_word() {
    assertThat(problems("same: {database: warehose, table: orders}"))
        .isEqualTo(List.of("c.yaml:5:26: unknown database 'warehose'; did you mean 'warehouse'?"));
    assertThat(problems("same: {database: warehouse, table: order}"))
        .isEqualTo(
            List.of(
                "c.yaml:5:44: unknown table 'public.order' in database 'warehouse'; did you mean"
                    + " 'public.orders'?"));
    assertThat(problems("same: {table: daily}"))
        .isEqualTo(
            List.of(
                "c.yaml:5:23: unknown table 'public.daily' in database 'shop'; write schema.name as"
                    + " the catalog has it"));
    assertThat(problems("same: {databse: warehouse}"))
        .isEqualTo(List.of("c.yaml:5:16: unknown key 'databse'; did you mean 'database'?"));
    assertThat(problems("same: {}"))
        .isEqualTo(
            List.of(
                "c.yaml:5:15: 'same' is empty; write a mapping such as {database: warehouse, table:"
                    + " orders}"));
    assertThat(problems("same: warehouse"))
        .isEqualTo(
            List.of(
                "c.yaml:5:15: 'same' needs a mapping such as {database: warehouse, table: orders},"
                    + " not 'warehouse'"));
  }

  @Test
  void what_is_compared_is_checked_too() {
    String other = "same: {database: warehouse}\n";
    assertThat(problems(other + "compare: contents"))
        .isEqualTo(List.of("c.yaml:6:18: unknown compare 'contents'; did you mean 'content'?"));
    assertThat(problems(other + "compare: smu(id)"))
        .isEqualTo(List.of("c.yaml:6:18: unknown aggregate 'smu'; did you mean 'sum'?"));
    assertThat(problems(other + "compare: sum(idd)"))
        .isEqualTo(
            List.of("c.yaml:6:18: unknown column 'idd' in public.orders; did you mean 'id'?"));
    assertThat(problems(other + "compare: sum()"))
        .isEqualTo(List.of("c.yaml:6:18: 'sum(…)' needs a column: sum(total)"));
    assertThat(problems(other + "key: id"))
        .isEqualTo(
            List.of(
                "c.yaml:5:9: 'key' does nothing for 'compare: rows'; write 'compare: content', or"
                    + " remove it"));
    assertThat(problems(other + "tolerate: -1"))
        .isEqualTo(List.of("c.yaml:5:9: 'tolerate' must not be negative"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'same': {'database': 'w'}, 'compare': 'sum(total)', 'tolerate': '1%'}",
        "{'same': {'table': 'b'}, 'compare': 'content', 'key': ['id'], 'columns': 'a'}",
        "{'same': {'database': 'w', 'table': 'b'}, 'tolerate': {'info': 0, 'critical': '5m'}}"
      })
  void the_schema_takes_it(String check) {
    assertThat(errors(check)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'same': {}}",
        "{'same': 'w'}",
        "{'same': {'db': 'w'}}",
        "{'same': {'database': 'w'}, 'compare': 'median(x)'}",
        "{'same': {'database': 'w'}, 'tolerate': 'much'}"
      })
  void the_schema_refuses_what_the_reader_refuses(String check) {
    assertThat(errors(check)).isNotEmpty();
  }

  private static List<String> errors(String check) {
    String file = "{'database': 'shop', 'tables': {'orders': {'checks': [%s]}}}".formatted(check);
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(CheckSchema.json(), InputFormat.JSON)
        .validate(file.replace('\'', '"'), InputFormat.JSON)
        .stream()
        .map(error -> error.toString())
        .toList();
  }
}
