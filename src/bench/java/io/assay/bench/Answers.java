package io.assay.bench;

import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;

/// Reads psql's CSV, in which the first column says of what the others are, and holds it against
/// what Assay found.
final class Answers {
  private Answers() {}

  static Map<String, BigDecimal> ofCsv(String csv) {
    String[] lines = csv.strip().split("\n");
    String[] names = lines[0].split(",");
    Map<String, BigDecimal> values = new TreeMap<>();
    for (int i = 1; i < lines.length; i++) {
      String[] cells = lines[i].split(",");
      for (int column = 1; column < names.length; column++) {
        values.put(cells[0] + "/" + names[column], new BigDecimal(cells[column]));
      }
    }
    return values;
  }

  /// Throws when the two sides do not say the same. What depends on the time of day may differ by a
  /// hundredth or a minute.
  static void compare(Map<String, BigDecimal> hand, Map<String, BigDecimal> assay) {
    if (!hand.keySet().equals(assay.keySet())) {
      throw new IllegalStateException(
          "by hand these were answered: " + hand.keySet() + ", by Assay: " + assay.keySet());
    }
    hand.forEach((name, value) -> {
      double apart = value.subtract(assay.get(name)).abs().doubleValue();
      boolean timely = name.contains("/fresh/") || name.equals("public.events/rows");
      if (apart > (timely ? Math.max(60, value.doubleValue() / 100) : 0)) {
        throw new IllegalStateException(
            name + " is " + value + " by hand and " + assay.get(name) + " by Assay");
      }
    });
  }
}
