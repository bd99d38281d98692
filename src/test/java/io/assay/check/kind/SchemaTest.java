package io.assay.check.kind;

import static io.assay.check.kind.Judging.NOW;
import static io.assay.check.kind.Judging.breached;
import static io.assay.check.kind.Judging.judge;
import static io.assay.check.kind.Judging.passed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assay.check.Judgement;
import io.assay.check.Memory;
import io.assay.check.Severity;
import io.assay.check.TableStructure;
import io.assay.check.TableStructure.Guarantee;
import io.assay.check.TableStructure.Sort;
import io.assay.check.TableStructure.StructuredColumn;
import io.assay.check.TypeName;
import io.assay.check.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaTest {
  private static final StructuredColumn ID = new StructuredColumn("id", "bigint", true);
  private static final StructuredColumn TOTAL =
      new StructuredColumn("total", "numeric(12,2)", false);
  private static final Guarantee PRIMARY = key("orders_pkey", "primary key", Optional.empty());
  private static final Guarantee POSITIVE = constraint(Optional.empty());
  private static final Guarantee TENANT =
      new Guarantee(Sort.POLICY, "tenant", "USING (tenant_id = 7)", List.of(), Optional.empty());
  private static final TableStructure GOOD =
      table(List.of(ID, TOTAL), List.of(PRIMARY, POSITIVE, TENANT), true);

  private static final Schema ORDERS =
      new Schema(
          new SchemaContract(
              Map.of(
                  "id", SchemaContract.ColumnType.read("int8 not null"),
                  "total", SchemaContract.ColumnType.read("decimal(12,2)")),
              true,
              List.of(List.of("id")),
              List.of("orders_total_check"),
              new SchemaContract.RowSecurity(true, List.of("tenant"))),
          Severity.CRITICAL);

  private static Guarantee key(String name, String sort, Optional<String> weakness) {
    return new Guarantee(Sort.KEY, name, sort, List.of("id"), weakness);
  }

  private static Guarantee constraint(Optional<String> weakness) {
    return new Guarantee(
        Sort.CONSTRAINT, "orders_total_check", "CHECK (total >= 0)", List.of(), weakness);
  }

  private static TableStructure table(
      List<StructuredColumn> columns, List<Guarantee> guarantees, boolean rowSecurity) {
    return new TableStructure(
        columns,
        guarantees,
        rowSecurity,
        Map.of(new TypeName("int8"), "bigint", new TypeName("decimal(12,2)"), "numeric(12,2)"));
  }

  private static TableStructure guaranteed(Guarantee... guarantees) {
    return table(List.of(ID, TOTAL), List.of(guarantees), true);
  }

  private static Judgement judged(TableStructure now, Memory memory) {
    return judge(ORDERS, ORDERS.measures().getFirst(), Optional.of(now), NOW, memory);
  }

  private static final Memory SEEN_GOOD = judged(GOOD, Memory.NONE).memory();

  private static String after(TableStructure now) {
    return breached(judged(now, SEEN_GOOD).verdict()).sentence();
  }

  @Test
  void a_table_that_is_as_agreed_passes() {
    assertThat(passed(judged(GOOD, Memory.NONE).verdict()).sentence())
        .isEqualTo("all that its contract names is there and holds");
  }

  @Test
  void a_dropped_constraint_is_told_by_what_it_guaranteed() {
    assertThat(after(guaranteed(PRIMARY, TENANT)))
        .isEqualTo(
            "constraint orders_total_check is gone: nothing guarantees CHECK (total >= 0) any more");
  }

  @Test
  void what_was_never_seen_is_only_told_to_be_missing() {
    assertThat(breached(judged(guaranteed(PRIMARY, TENANT), Memory.NONE).verdict()).sentence())
        .isEqualTo("constraint orders_total_check is not there");
  }

  @Test
  void what_went_away_is_still_known_many_runs_later() {
    TableStructure without = guaranteed(PRIMARY, TENANT);
    Memory memory = SEEN_GOOD;
    for (int run = 0; run < 3; run++) {
      memory = judged(without, memory).memory();
    }
    assertThat(breached(judged(without, memory).verdict()).sentence())
        .contains("nothing guarantees CHECK (total >= 0)");
    assertThat(judged(GOOD, memory).verdict()).isInstanceOf(Verdict.Pass.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"is not validated", "is not enforced", "is switched off"})
  void a_constraint_that_does_not_hold_for_every_row_is_a_breach(String weakness) {
    assertThat(after(guaranteed(PRIMARY, constraint(Optional.of(weakness)), TENANT)))
        .isEqualTo(
            "constraint orders_total_check "
                + weakness
                + ": nothing guarantees CHECK (total >= 0) for every row");
  }

  @Test
  void a_dropped_key_is_told_by_its_name() {
    assertThat(after(guaranteed(POSITIVE, TENANT)))
        .isEqualTo("id is no longer unique: the primary key orders_pkey was dropped");
  }

  @Test
  void an_index_that_is_invalid_or_covers_other_columns_is_no_key() {
    assertThat(
            after(
                guaranteed(
                    key("orders_pkey", "primary key", Optional.of("is invalid")),
                    POSITIVE,
                    TENANT)))
        .isEqualTo("id may repeat: the primary key orders_pkey is invalid");
    Guarantee other =
        new Guarantee(
            Sort.KEY, "orders_pkey", "primary key", List.of("id", "total"), Optional.empty());
    assertThat(after(guaranteed(other, POSITIVE, TENANT)))
        .isEqualTo("id may repeat: the primary key orders_pkey covers other columns now");
  }

  @Test
  void what_is_unique_by_some_columns_of_a_key_is_unique_by_all() {
    Schema both =
        new Schema(
            new SchemaContract(
                Map.of(),
                false,
                List.of(List.of("total", "id")),
                List.of(),
                new SchemaContract.RowSecurity(false, List.of())),
            Severity.WARNING);
    passed(judge(both, both.measures().getFirst(), Optional.of(GOOD), NOW, Memory.NONE).verdict());
    assertThat(
            breached(
                    judge(
                            both,
                            both.measures().getFirst(),
                            Optional.of(guaranteed(POSITIVE)),
                            NOW,
                            Memory.NONE)
                        .verdict())
                .sentence())
        .isEqualTo("(total, id) may repeat: no primary key and no unique index covers it");
  }

  @Test
  void a_missing_column_is_told_with_what_it_was() {
    assertThat(after(table(List.of(ID), GOOD.guarantees(), true)))
        .isEqualTo("column total is gone: it was numeric(12,2)");
  }

  @Test
  void a_changed_type_and_a_lost_not_null_are_told() {
    List<StructuredColumn> changed =
        List.of(
            new StructuredColumn("id", "bigint", false),
            new StructuredColumn("total", "double precision", false));
    assertThat(after(table(changed, GOOD.guarantees(), true)))
        .contains("column id may hold NULL, the contract says not null")
        .contains("column total is double precision, the contract says numeric(12,2)");
  }

  @Test
  void a_type_that_does_not_exist_is_a_difference_and_no_error() {
    TableStructure untyped = new TableStructure(GOOD.columns(), GOOD.guarantees(), true, Map.of());
    assertThat(after(untyped))
        .contains(
            "column total is numeric(12,2), the contract says decimal(12,2), which is no type of"
                + " this database");
  }

  @Test
  void other_columns_are_differences_only_where_the_contract_says_so() {
    List<StructuredColumn> more = new ArrayList<>(GOOD.columns());
    more.add(new StructuredColumn("note", "text", false));
    assertThat(after(table(more, GOOD.guarantees(), true)))
        .isEqualTo("column note is not in the contract");
    Schema open =
        new Schema(
            new SchemaContract(
                ORDERS.contract().columns(),
                false,
                List.of(),
                List.of(),
                new SchemaContract.RowSecurity(false, List.of())),
            Severity.WARNING);
    passed(
        judge(
                open,
                open.measures().getFirst(),
                Optional.of(table(more, List.of(), false)),
                NOW,
                Memory.NONE)
            .verdict());
  }

  @Test
  void disabled_row_security_and_a_dropped_policy_are_breaches() {
    assertThat(after(table(GOOD.columns(), GOOD.guarantees(), false)))
        .isEqualTo("row security is disabled: no policy filters the rows");
    assertThat(after(guaranteed(PRIMARY, POSITIVE)))
        .isEqualTo("policy tenant is gone: it was USING (tenant_id = 7)");
  }

  @Test
  void a_table_that_is_gone_is_a_breach_and_forgets_nothing() {
    Judgement gone = judge(ORDERS, ORDERS.measures().getFirst(), Optional.empty(), NOW, SEEN_GOOD);
    assertThat(breached(gone.verdict()).sentence())
        .isEqualTo("the table is gone, and with it all that its contract names");
    assertThat(gone.memory()).isEqualTo(SEEN_GOOD);
  }

  @Test
  void of_many_differences_the_worst_come_first_and_the_rest_is_counted() {
    TableStructure ruin =
        table(List.of(new StructuredColumn("id", "text", false)), List.of(), false);
    var seen = breached(judged(ruin, SEEN_GOOD).verdict());
    assertThat(seen.sentence())
        .startsWith("column total is gone: it was numeric(12,2); row security is disabled")
        .endsWith("; and 4 more");
    assertThat(seen.observed()).isEqualTo("7 differences");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bigint",
        "int8",
        "BIGINT",
        "varchar(10)",
        "numeric(12, 2)",
        "timestamp(3) with time zone",
        "interval day to second(3)",
        "text[]",
        "int[3][]",
        "shop.order_status",
        "\"Odd Type\"",
        "double precision",
        "bit varying(5)[]",
        "geometry(Point,4326)",
        "numeric(3,-2)"
      })
  void a_type_is_read_as_create_table_reads_it(String type) {
    assertThat(new TypeName(type).written()).isEqualTo(type);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "int)",
        "int, (select 1)",
        "int; drop table t",
        "int)::text--",
        "int/**/",
        "(select 1)",
        "varchar((1))",
        "varchar('a')",
        "int = 1",
        "a.b.c",
        "int\u0000",
        "varchar(pg_sleep(1))"
      })
  void nothing_else_passes_for_a_type(String text) {
    assertThatThrownBy(() -> new TypeName(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void not_null_is_read_from_the_end_of_the_type() {
    assertThat(
            Stream.of("text NOT NULL", "varchar(3)  not  null", "text")
                .map(SchemaContract.ColumnType::read))
        .containsExactly(
            new SchemaContract.ColumnType(new TypeName("text"), true),
            new SchemaContract.ColumnType(new TypeName("varchar(3)"), true),
            new SchemaContract.ColumnType(new TypeName("text"), false));
  }

  @Test
  void a_contract_that_agrees_on_nothing_is_refused() {
    assertThatThrownBy(() ->
            new SchemaContract(
                Map.of(),
                false,
                List.of(),
                List.of(),
                new SchemaContract.RowSecurity(false, List.of())))
        .hasMessageContaining("agrees on nothing");
    assertThatThrownBy(() ->
            new SchemaContract(
                Map.of(),
                true,
                List.of(List.of("id")),
                List.of(),
                new SchemaContract.RowSecurity(false, List.of())))
        .hasMessageContaining("'only' needs the 'columns'");
  }
}
