package io.assay.alert.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.alert.SampleIncidents;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class SparklineTest {
  @Test
  void the_smallest_is_lowest_and_the_greatest_highest() {
    assertThat(Sparkline.of(SampleIncidents.values(0, 1, 2, 3, 4, 5, 6, 7))).isEqualTo("▁▂▃▄▅▆▇█");
    assertThat(Sparkline.of(SampleIncidents.values(-10, 0, -5))).isEqualTo("▁█▅");
  }

  @Test
  void equal_values_are_a_line_in_the_middle() {
    assertThat(Sparkline.of(SampleIncidents.values(5))).isEqualTo("▄");
    assertThat(Sparkline.of(SampleIncidents.values(0, 0, 0))).isEqualTo("▄▄▄");
  }

  @Test
  void no_values_are_no_bars() {
    assertThat(Sparkline.of(List.of())).isEmpty();
  }

  @Test
  void figures_beyond_a_double_are_drawn_too() {
    assertThat(
            Sparkline.of(
                List.of(new BigDecimal("1e-400"), new BigDecimal("9e500"), BigDecimal.ZERO)))
        .isEqualTo("▁█▁");
  }
}
