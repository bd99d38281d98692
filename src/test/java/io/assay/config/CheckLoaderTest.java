package io.assay.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.ActiveHours;
import io.assay.check.Bound;
import io.assay.check.Check;
import io.assay.check.Column;
import io.assay.check.Filter;
import io.assay.check.Guard;
import io.assay.check.Limit;
import io.assay.check.Limits;
import io.assay.check.Schedule;
import io.assay.check.Severity;
import io.assay.check.Source;
import io.assay.check.TableName;
import io.assay.check.Terms;
import io.assay.check.Unit;
import io.assay.check.kind.Grouped;
import io.assay.check.kind.Nulls;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CheckLoaderTest {
  private static final Surroundings SHOP =
      new Surroundings(Optional.of(Set.of("shop")), Map.of("shop", TestCatalogs.SHOP));

  private final CheckLoader loader = new CheckLoader(TestKinds.ALL);

  @Test
  void the_nearest_value_wins_and_labels_are_merged() {
    List<Check> checks =
        good(
            """
            database: shop
            owner: platform
            severity: info
            schedule: 1h
            zone: Europe/Rome
            labels: {team: a, tier: gold}
            tables:
              public.orders:
                owner: sales
                time: created_at
                schedule: 0 2 * * *
                labels: {team: b}
                checks:
                  - nulls: email
                  - nulls: id
                    owner: me
                    severity: critical
                    schedule: 30s
                    zone: UTC
                    labels: {area: keys}
            checks:
              - sql: select 1
            """);
    Check inherited = checks.get(0);
    assertThat(inherited.about().owner()).contains("sales");
    assertThat(inherited.about().labels()).isEqualTo(Map.of("team", "b", "tier", "gold"));
    assertThat(inherited.terms().severity()).isEqualTo(Severity.INFO);
    assertThat(inherited.terms().schedule())
        .isEqualTo(new Schedule.Cron("0 2 * * *", ZoneId.of("Europe/Rome")));
    Check own = checks.get(1);
    assertThat(own.about().owner()).contains("me");
    assertThat(own.about().labels()).isEqualTo(Map.of("team", "b", "tier", "gold", "area", "keys"));
    assertThat(own.terms().severity()).isEqualTo(Severity.CRITICAL);
    assertThat(own.terms().schedule()).isEqualTo(new Schedule.Every(Duration.ofSeconds(30)));
    assertThat(own.target().zone()).isEqualTo(ZoneId.of("UTC"));
    Check top = checks.get(2);
    assertThat(top.about().owner()).contains("platform");
    assertThat(top.target().table()).isEmpty();
    assertThat(top.terms().schedule()).isEqualTo(new Schedule.Every(Duration.ofHours(1)));
  }

  @Test
  void what_is_not_written_has_its_default() {
    Check check = good("{database: shop, checks: [{sql: select 1}]}").getFirst();
    assertThat(check.terms())
        .isEqualTo(
            new Terms(
                Severity.WARNING,
                new Schedule.Every(Duration.ofMinutes(5)),
                Terms.Streaks.ONE,
                Duration.ofHours(24),
                Optional.empty()));
    assertThat(check.target().filter()).isEqualTo(Filter.ALL_ROWS);
    assertThat(check.target().guard()).isEqualTo(Guard.OF_DATABASE);
    assertThat(check.target().zone()).isEqualTo(ZoneId.of("UTC"));
    assertThat(check.about().declared()).isEqualTo(new Source("f.yaml", 1, 27));
  }

  @Test
  void a_check_by_columns_is_its_kind_judged_by_groups() {
    List<Check> checks =
        ofAllKinds(
                """
                database: shop
                tables:
                  orders:
                    checks:
                      - nulls: [email, customer_id]
                        by: [tenant_id, (lower(country))]
                      - drop: 20%
                        by: tenant_id
                """)
            .checks();

    assertThat(checks)
        .extracting(check -> check.id().value())
        .containsExactly(
            "shop/public.orders/nulls/email",
            "shop/public.orders/nulls/customer_id",
            "shop/public.orders/drop");
    assertThat(checks.getFirst().kind())
        .isInstanceOfSatisfying(
            Grouped.class,
            grouped -> {
              assertThat(grouped.kind()).isInstanceOf(Nulls.class);
              assertThat(grouped.by())
                  .containsExactly(
                      new Column.Name("tenant_id"), new Column.Expression("lower(country)"));
            });
    assertThat(checks.getLast().kind().passesRemembered()).isZero();
  }

  @Test
  void columns_to_keep_are_those_of_the_table_or_of_the_query() {
    assertThat(
            ofAllKinds(
                    """
                    database: shop
                    tables:
                      orders:
                        checks:
                          - nulls: email
                            keep: [id, (lower(email))]
                            by: tenant_id
                          - sql: SELECT total FROM orders WHERE total < 0
                            keep: total
                    """)
                .checks())
        .extracting(check -> check.target().keep())
        .containsExactly(
            List.of(new Column.Name("id"), new Column.Expression("lower(email)")),
            List.of(new Column.Name("total")));
  }

  @Test
  void of_a_query_that_is_held_to_a_limit_no_rows_can_be_kept() {
    assertThat(
            ofAllKinds(
                    """
                    database: shop
                    checks:
                      - sql: SELECT count(*) FROM orders
                        at_most: 0
                        keep: count
                    """)
                .problems())
        .extracting(problem -> problem.line() + ": " + problem.message())
        .containsExactly(
            "5: 'keep' cannot be used with 'sql' here: a figure is judged, no rows fail one by one");
  }

  private static LoadedChecks ofAllKinds(String file) {
    return CheckLoader.ofAllKinds()
        .load(Sources.of(SourceFile.of("f.yaml", file)), Map.of(), Surroundings.UNKNOWN);
  }

  @Test
  void every_modifier_reaches_the_check() {
    Check check =
        good("""
        database: shop
        tables:
          orders:
            time: created_at
            row_security: as_role
            trust_foreign_keys: true
            budget: 5e6
            checks:
              - nulls: (lower(email))
                id: my id
                where: >
                  total > 0
                window: PT10M
                for: 3
                recover: 2
                remind: 1h30m
                active: Fri-Mon,Wed 22:00-06:00
                timeout: 500ms
                runbook: https://wiki
                description: no mails # why
        """)
            .getFirst();
    assertThat(check.id().value()).isEqualTo("my id");
    assertThat(check.kind().subject()).isEqualTo("(lower(email))");
    assertThat(check.target().filter())
        .isEqualTo(
            new Filter(
                Optional.of("total > 0"),
                Optional.of(
                    new Filter.Window(new Column.Name("created_at"), Duration.ofMinutes(10)))));
    assertThat(check.target().guard())
        .isEqualTo(new Guard(Optional.of(Duration.ofMillis(500)), Optional.of(5e6), true, true));
    assertThat(check.terms().streaks()).isEqualTo(new Terms.Streaks(3, 2));
    assertThat(check.terms().remind()).isEqualTo(Duration.ofMinutes(90));
    assertThat(check.terms().active())
        .contains(
            new ActiveHours(
                Set.of(
                    DayOfWeek.FRIDAY,
                    DayOfWeek.SATURDAY,
                    DayOfWeek.SUNDAY,
                    DayOfWeek.MONDAY,
                    DayOfWeek.WEDNESDAY),
                LocalTime.of(22, 0),
                LocalTime.of(6, 0),
                ZoneId.of("UTC")));
    assertThat(check.about().runbook()).contains("https://wiki");
    assertThat(check.about().description()).contains("no mails");
  }

  @Test
  void a_bare_limit_has_the_severity_in_force_and_a_mapping_its_own() {
    List<Check> checks =
        good(
            """
            database: shop
            severity: critical
            tables:
              orders:
                checks:
                  - nulls: email
                    at_most: 10
                  - nulls: id
                    at_most: {info: 1%, critical: 5%}
                  - rows: {at_least: 1, between: [2, 10]}
            """);
    assertThat(limits(checks.get(0)))
        .isEqualTo(
            Limits.of(Severity.CRITICAL, Unit.COUNT, new Bound.AtMost(BigDecimal.valueOf(10))));
    assertThat(limits(checks.get(1)).all())
        .containsExactly(
            new Limit(Severity.INFO, Unit.SHARE, new Bound.AtMost(new BigDecimal("0.01"))),
            new Limit(Severity.CRITICAL, Unit.SHARE, new Bound.AtMost(new BigDecimal("0.05"))));
    assertThat(limits(checks.get(2)).all()).hasSize(2);
  }

  @Test
  void words_that_yaml_1_1_would_turn_into_something_else_stay_words() {
    Check check =
        good("""
        database: shop
        owner: no
        labels: {on: yes, version: 1.10, code: 007}
        checks:
          - sql: |
              SELECT count(*)
              FROM orders
            id: 0123
        """)
            .getFirst();
    assertThat(check.id().value()).isEqualTo("0123");
    assertThat(check.about().owner()).contains("no");
    assertThat(check.about().labels())
        .isEqualTo(Map.of("on", "yes", "version", "1.10", "code", "007"));
    assertThat(check.kind().subject()).isEqualTo("SELECT count(*)\nFROM orders");
  }

  @Test
  void anchors_and_merges_of_yaml_may_be_used() {
    List<Check> checks =
        good(
            """
            database: shop
            tables:
              orders:
                checks:
                  - &mail
                    nulls: email
                    owner: me
                  - <<: *mail
                    nulls: id
            """);
    assertThat(checks).extracting(check -> check.about().owner().orElse("")).containsOnly("me");
    assertThat(checks)
        .extracting(check -> check.id().value())
        .containsExactly("shop/public.orders/nulls/email", "shop/public.orders/nulls/id");
  }

  @Test
  void a_kind_that_is_another_kinds_parameter_is_read_as_that() {
    assertThat(
            ids(
                """
                database: shop
                tables:
                  orders:
                    checks:
                      - volume: 1h
                        drop: 50%
                      - drop:
                """))
        .containsExactly("shop/public.orders/volume", "shop/public.orders/drop");
  }

  @Test
  void a_pattern_without_a_catalog_is_unknown_not_empty() {
    SourceFile file =
        SourceFile.of(
            "f.yaml", "database: shop\ntables:\n  'analytics.*':\n    checks:\n      - nulls: x\n");
    LoadedChecks loaded = loader.load(Sources.of(file), Map.of(), Surroundings.UNKNOWN);
    assertThat(loaded.problems()).isEmpty();
    assertThat(loaded.checks()).isEmpty();
    assertThat(loaded.unexpanded())
        .containsExactly(new Unexpanded("f.yaml", "shop", "analytics.*"));
  }

  @Test
  void without_a_catalog_names_are_taken_as_they_are() {
    SourceFile file =
        SourceFile.of("f.yaml", "database: x\ntables:\n  a.b.c:\n    checks: [{nulls: y}]\n");
    LoadedChecks loaded = loader.load(Sources.of(file), Map.of(), Surroundings.UNKNOWN);
    assertThat(loaded.checks().getFirst().target().table()).contains(new TableName("a", "b.c"));
  }

  private static Limits limits(Check check) {
    return (Limits) Objects.requireNonNull(((TestKinds.Read) check.kind()).values().get("limit"));
  }

  private List<Check> good(String text) {
    LoadedChecks loaded = loader.load(Sources.of(SourceFile.of("f.yaml", text)), Map.of(), SHOP);
    assertThat(loaded.problems()).isEmpty();
    return loaded.checks();
  }

  private List<String> ids(String text) {
    return good(text).stream().map(check -> check.id().value()).toList();
  }
}
