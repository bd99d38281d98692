package io.assay.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReferenceExampleTest {
  @Test
  void the_example_of_the_reference_is_good_with_the_real_kinds() {
    SourceFile file =
        SourceFile.of(
            "checks/shop.yaml",
            """
            database: shop
            owner: data-platform
            severity: warning
            schedule: 5m
            zone: Europe/Rome

            tables:
              public.orders:
                time: created_at
                runbook: https://wiki.example.com/orders
                checks:
                  - fresh: created_at
                    every: 10m
                  - nulls: customer_id
                  - nulls: email
                    at_most: {warning: 1%, critical: 5%}
                  - unique: [tenant_id, order_no]
                  - blank: [email, name]
                  - type: (payload->>'amount')
                    is: numeric
                  - values: status
                    in: [open, paid, "", 1]
                  - values: country
                    not_in: [XX]
                    at_most: 0.1%
                  - range: discount
                    at_least: 0
                    at_most: 0.5
                    tolerate: {warning: 1, critical: 0.1%}
                  - range: birthday
                    at_least: 1900-01-01
                    tolerate: {at_most: {warning: 1%}}
                  - match: sku
                    pattern: '^[A-Z]{3}-[0-9]{5}$'
                  - match: email
                    format: email
                  - future: created_at
                    tolerate: 0s
                  - refs: [tenant_id, customer_id]
                    to: sales.customers(tenant_id, id)
                  - distinct: shop
                    at_least: 3
                    window: 1d
                  - stat: percentile((total * 2), 0.95)
                    at_most: {warning: 300, critical: 1000}
                  - stat: sum(total)
                    drop: 30%
                    rise: 100%
                  - gaps: created_at
                    every: 15m
                    window: 7d
                  - drop:
                  - schema:
                      columns: {id: bigint not null, total: "numeric(12,2)"}
                      keys: [id, [tenant_id, order_no]]
                  - volume: 1h
                    drop: 50%
                  - same: {database: warehouse, table: public.orders}
                    compare: sum(total)
                    tolerate: 1%
              public.events:
                checks:
                  - partitions:
                    ahead: 7d
                  - size:
                    growth: {at_most: 20%, per: 1d}
              "analytics.*":
                checks:
                  - rows: {at_least: 1}

            checks:
              - size:
                at_most: 500 GB
              - migrations:
                expect: 20261101120000
              - refresh: analytics.kpi_snapshot
                every: 1h
              - slow: "*"
                mean: 500ms
              - jobs: "*"
              - query_time: SELECT 1
                at_most: 3s
              - sql: |
                  SELECT count(*) FROM orders WHERE total < 0
                at_most: 0
              - sql: SELECT avg(total) FROM orders
                at_least: -0.5
            """);
    LoadedChecks loaded =
        CheckLoader.ofAllKinds().load(Sources.of(file), Map.of(), Surroundings.UNKNOWN);
    assertThat(loaded.problems()).isEmpty();
    assertThat(loaded.checks()).hasSize(33);
    assertThat(loaded.unexpanded())
        .isEqualTo(Set.of(new Unexpanded("checks/shop.yaml", "shop", "analytics.*")));
  }

  @Test
  void a_word_that_no_kind_takes_is_told() {
    SourceFile file =
        SourceFile.of("c.yaml", "database: shop\nchecks:\n  - slow: '*'\n    maen: 5s\n");
    assertThat(
            CheckLoader.ofAllKinds()
                .load(Sources.of(file), Map.of(), Surroundings.UNKNOWN)
                .problems())
        .extracting(Problem::toString)
        .isEqualTo(List.of("c.yaml:4:5: unknown key 'maen'; did you mean 'mean'?"));
  }
}
