package io.assay.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Ids that are derived, and such as are written.
class CheckIdsTest {
  private static final Surroundings SHOP =
      new Surroundings(Optional.of(Set.of("shop")), Map.of("shop", TestCatalogs.SHOP));

  private final CheckLoader loader = new CheckLoader(TestKinds.ALL);

  @Test
  void derived_ids_name_database_table_kind_and_subject() {
    assertThat(
            ids(
                """
                database: shop
                tables:
                  orders:
                    checks:
                      - fresh: created_at
                        every: 10m
                      - unique: [tenant_id, order_no]
                      - rows: {at_least: 1}
                      - nulls: [email, id]
                  Grüße an:
                    checks:
                      - rows: {at_least: 1}
                checks:
                  - sql: |
                      select   count(*)
                      from orders
                  - sql: select count(*) from orders where a_long_condition = 'is true' and another
                """))
        .containsExactly(
            "shop/public.orders/fresh/created_at",
            "shop/public.orders/unique/tenant_id,order_no",
            "shop/public.orders/rows",
            "shop/public.orders/nulls/email",
            "shop/public.orders/nulls/id",
            "shop/public.Grüße an/rows",
            "shop/sql/select count(*) from orders",
            "shop/sql/select count(*) from orders where a_long_condition = 'is tru-b77db168");
  }

  @Test
  void an_id_of_an_item_that_makes_several_checks_is_told_apart() {
    assertThat(
            ids(
                """
                database: shop
                tables:
                  orders:
                    checks:
                      - nulls: [email, id]
                        id: keys
                  analytics.*:
                    checks:
                      - rows: {at_least: 1}
                        id: filled
                """))
        .containsExactly(
            "keys/email", "keys/id", "filled/analytics.daily", "filled/analytics.weekly");
  }

  @Test
  void equal_ids_in_two_files_break_the_later_one() {
    LoadedChecks loaded =
        loader.load(Sources.of(sql("a.yaml", "1"), sql("b.yaml", "1")), Map.of(), SHOP);
    assertThat(loaded.problems())
        .extracting(Problem::toString)
        .containsExactly(
            "b.yaml:3:5: the id 'shop/sql/select 1' is taken by the check at a.yaml:3; give one of"
                + " them an 'id' of its own");
    assertThat(loaded.broken()).containsExactly("b.yaml");
    assertThat(loaded.checks()).hasSize(1);
  }

  private static SourceFile sql(String path, String number) {
    return SourceFile.of(path, "database: shop\nchecks:\n  - sql: select %s\n".formatted(number));
  }

  private List<String> ids(String text) {
    LoadedChecks loaded = loader.load(Sources.of(SourceFile.of("f.yaml", text)), Map.of(), SHOP);
    assertThat(loaded.problems()).isEmpty();
    return loaded.checks().stream().map(check -> check.id().value()).toList();
  }
}
