package io.assay.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.assay.check.Aggregate;
import io.assay.check.Buckets;
import io.assay.check.Check;
import io.assay.check.Column;
import io.assay.check.Edge;
import io.assay.check.Filter;
import io.assay.check.Measure;
import io.assay.check.Reference;
import io.assay.check.TableName;
import io.assay.check.TextForm;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How the kinds that look into rows are written: by the reader, and by the published schema.
class DataKindsTest {
  private static final ZoneId ROME = ZoneId.of("Europe/Rome");
  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(CheckSchema.json(), InputFormat.JSON);

  static List<Cases> broken() {
    return Cases.of("broken-data-kinds.txt");
  }

  private static LoadedChecks load(String file) {
    return CheckLoader.ofAllKinds()
        .load(Sources.of(SourceFile.of("f.yaml", file)), Map.of(), Surroundings.UNKNOWN);
  }

  private static Check one(String item) {
    LoadedChecks loaded =
        load(
            """
            {database: shop, zone: Europe/Rome,
             tables: {orders: {time: created_at, checks: [%s]}}}
            """
                .formatted(item));
    assertThat(loaded.problems()).isEmpty();
    return loaded.checks().getFirst();
  }

  private static Measure<?> measured(String item) {
    return one(item).kind().measures().getFirst();
  }

  private static Column column(String name) {
    return new Column.Name(name);
  }

  @ParameterizedTest
  @MethodSource("broken")
  void each_problem_is_told_at_its_place(Cases broken) {
    assertThat(
            load(broken.file()).problems().stream()
                .map(Problem::toString)
                .map(line -> line.replaceFirst("^f\\.yaml:", "")))
        .isEqualTo(broken.expected());
  }

  @Test
  void values_are_taken_as_they_are_written() {
    assertThat(measured("{values: status, in: [open, ' a ', '', 007, no, 1.50, 2026-01-01]}"))
        .isEqualTo(
            new Measure.Listed(
                column("status"),
                List.of("open", " a ", "", "007", "no", "1.50", "2026-01-01"),
                false));
  }

  @Test
  void edges_are_numbers_or_moments_in_the_zone() {
    assertThat(measured("{range: total, at_least: -0.5, at_most: 1e3}"))
        .isEqualTo(
            new Measure.OutOfRange(
                column("total"),
                Optional.of(new Edge.Figure(new BigDecimal("-0.5"))),
                Optional.of(new Edge.Figure(new BigDecimal("1E+3"))),
                ROME));
    assertThat(measured("{range: at, at_least: 2026-01-31, at_most: '2026-02-01T10:30:00+05:00'}"))
        .isEqualTo(
            new Measure.OutOfRange(
                column("at"),
                Optional.of(
                    new Edge.Moment(LocalDateTime.parse("2026-01-31T00:00"), Optional.empty())),
                Optional.of(
                    new Edge.Moment(
                        LocalDateTime.parse("2026-02-01T10:30"),
                        Optional.of(ZoneOffset.ofHours(5)))),
                ROME));
  }

  @Test
  void every_blank_of_a_pattern_counts() {
    assertThat(measured("{match: sku, pattern: '^ a\\d $ '}"))
        .isEqualTo(new Measure.Unmatched(column("sku"), new TextForm.Matching("^ a\\d $ ")));
  }

  @Test
  void figures_are_read_with_their_columns() {
    assertThat(measured("{stat: 'percentile((a, b), 0.95)', at_most: 5}"))
        .isEqualTo(
            new Measure.Figure(
                new Aggregate(
                    Aggregate.Function.PERCENTILE,
                    new Column.Expression("a, b"),
                    Optional.of(new BigDecimal("0.95")))));
    Check check = one("{stat: avg(total), drop: 50%, rise: {critical: 200%}, over: 3}");
    assertThat(check.id().value()).isEqualTo("shop/public.orders/stat/avg(total)");
    assertThat(check.kind().passesRemembered()).isEqualTo(3);
  }

  @Test
  void a_reference_names_a_table_with_its_schema_or_without() {
    assertThat(measured("{refs: [tenant, no], to: 'sales.clients(tenant, client_no)'}"))
        .isEqualTo(
            new Measure.Orphans(
                List.of(column("tenant"), column("no")),
                new Reference(new TableName("sales", "clients"), List.of("tenant", "client_no"))));
    assertThat(measured("{refs: customer_id, to: customers(id)}"))
        .isEqualTo(
            new Measure.Orphans(
                List.of(column("customer_id")),
                new Reference(new TableName("public", "customers"), List.of("id"))));
  }

  @Test
  void gaps_has_a_window_of_its_own_which_is_no_filter() {
    Check check = one("{gaps: occurred_at, every: 15m, window: 1d, where: a > 0}");
    assertThat(check.kind().measures())
        .containsExactly(
            new Measure.Gaps(
                column("occurred_at"),
                new Buckets.Grid(Duration.ofMinutes(15), ROME),
                Duration.ofDays(1)));
    assertThat(check.target().filter())
        .isEqualTo(new Filter(Optional.of("a > 0"), Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{values: a, in: [x]}",
        "{range: a, at_least: 1}",
        "{match: a, format: uuid}",
        "{future: due_at}",
        "{refs: a, to: b(c)}",
        "{distinct: a, at_least: 1}",
        "{stat: avg(a), at_least: 1}"
      })
  void a_window_is_a_filter_of_every_other_kind(String item) {
    assertThat(one(item.replace("}", ", window: 2h}")).target().filter().window())
        .contains(new Filter.Window(column("created_at"), Duration.ofHours(2)));
  }

  @Test
  void the_schema_takes_what_the_reader_takes() {
    assertThat(
            errors(
                """
                {"values": "a", "in": ["x", 1, true, ""]},
                {"values": "a", "not_in": ["x"], "at_most": {"warning": "1%"}},
                {"range": "a", "at_least": 0, "tolerate": "1%"},
                {"range": "a", "at_most": "2026-01-31", "tolerate": {"critical": 5}},
                {"range": "a", "at_most": 5, "tolerate": {"at_most": {"critical": 5}}},
                {"match": "a", "pattern": "^a"}, {"match": "a", "format": "email"},
                {"future": null, "tolerate": "0s"}, {"future": "a", "at_most": "1%"},
                {"refs": ["a", "b"], "to": "s.t(a, b)"},
                {"distinct": "a", "equals": 5},
                {"stat": "percentile(a, 0.5)", "between": [-1, 5]},
                {"stat": "avg((a + b))", "drop": "50%", "rise": {"info": "200%"}, "over": 3},
                {"gaps": "a", "every": "1h", "window": "1d"}
                """))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'values': 'a', 'in': []}",
        "{'values': 'a', 'in': 'x'}",
        "{'range': 'a', 'at_least': 'low'}",
        "{'range': 'a', 'at_least': 1, 'tolerate': 'some'}",
        "{'match': 'a', 'format': 'mail'}",
        "{'future': 'a', 'tolerate': 5}",
        "{'refs': 'a'}",
        "{'refs': 'a', 'to': 'b'}",
        "{'distinct': 'a'}",
        "{'stat': 'total', 'at_least': 1}",
        "{'gaps': 'a', 'every': '1h'}"
      })
  void the_schema_refuses_what_the_reader_refuses(String item) {
    assertThat(errors(item.replace('\'', '"'))).isNotEmpty();
  }

  private static List<String> errors(String items) {
    return SCHEMA
        .validate(
            "{\"database\": \"shop\", \"tables\": {\"orders\": {\"time\": \"at\", \"checks\": ["
                + items
                + "]}}}",
            InputFormat.JSON)
        .stream()
        .map(Object::toString)
        .toList();
  }
}
