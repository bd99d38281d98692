package io.assay.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class LimitsTest {
  private final Limits limits =
      new Limits(
          List.of(
              new Limit(Severity.CRITICAL, Unit.SHARE, atMost("0.05")),
              new Limit(Severity.WARNING, Unit.SHARE, atMost("0.01"))));

  private static Bound atMost(String most) {
    return new Bound.AtMost(new BigDecimal(most));
  }

  @Test
  void the_worst_limit_that_does_not_hold_is_told_whatever_the_order() {
    assertThat(limits.broken(unit -> new BigDecimal("0.06")))
        .get()
        .extracting(Limit::severity)
        .isEqualTo(Severity.CRITICAL);
    assertThat(limits.broken(unit -> new BigDecimal("0.02")))
        .get()
        .extracting(Limit::severity)
        .isEqualTo(Severity.WARNING);
  }

  @Test
  void a_figure_on_the_bound_is_inside() {
    assertThat(limits.broken(unit -> new BigDecimal("0.010"))).isEmpty();
  }

  @Test
  void the_mildest_limit_is_quoted_when_all_hold() {
    assertThat(limits.first().severity()).isEqualTo(Severity.WARNING);
  }
}
