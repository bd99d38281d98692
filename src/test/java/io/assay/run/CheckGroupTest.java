package io.assay.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.testing.SampleChecks;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckGroupTest {
  @Test
  void checks_of_one_relation_with_one_schedule_are_one_group() {
    Check a = SampleChecks.check("a", "orders");
    Check b = SampleChecks.check("b", "orders");
    Check later = SampleChecks.check("c", "orders", SampleChecks.every(Duration.ofMinutes(5)));
    Check other = SampleChecks.check("d", "invoices");

    assertThat(CheckGroup.of(List.of(a, later, b, other)).values())
        .extracting(CheckGroup::key, CheckGroup::ids)
        .containsExactly(
            tuple("shop/table/public.orders @ 1m", a.id(), b.id()),
            tuple("shop/table/public.orders @ 5m", later.id()),
            tuple("shop/table/public.invoices @ 1m", other.id()));
  }

  @Test
  void checks_without_a_relation_are_groups_of_their_own() {
    Check a = SampleChecks.check("a", "");
    Check b = SampleChecks.check("public.orders", "");

    assertThat(CheckGroup.of(List.of(a, b))).hasSize(2).doesNotContainKey("public.orders");
  }

  private static org.assertj.core.groups.Tuple tuple(String key, CheckId... ids) {
    return org.assertj.core.groups.Tuple.tuple(key, List.of(ids));
  }
}
