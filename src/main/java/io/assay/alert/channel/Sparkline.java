package io.assay.alert.channel;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Collections;
import java.util.List;

/// A row of small bars for the last values.
final class Sparkline {
  private static final String BARS = "▁▂▃▄▅▆▇█";
  private static final BigDecimal STEPS = BigDecimal.valueOf(BARS.length() - 1L);

  private Sparkline() {}

  /// Returns one bar a value, the smallest lowest and the greatest highest; bars of middle height
  /// when all are equal, nothing when there are none.
  static String of(List<BigDecimal> values) {
    if (values.isEmpty()) {
      return "";
    }
    BigDecimal least = Collections.min(values);
    BigDecimal range = Collections.max(values).subtract(least);
    StringBuilder bars = new StringBuilder();
    for (BigDecimal value : values) {
      bars.append(
          BARS.charAt(
              range.signum() == 0 ? BARS.length() / 2 - 1 : step(value.subtract(least), range)));
    }
    return bars.toString();
  }

  private static int step(BigDecimal above, BigDecimal range) {
    return Math.round(above.multiply(STEPS).divide(range, MathContext.DECIMAL32).floatValue());
  }
}
