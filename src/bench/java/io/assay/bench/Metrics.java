package io.assay.bench;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads single figures from a page of metrics.
final class Metrics {
  private static final Pattern BOUND = Pattern.compile("le=\"([^\"]+)\"");

  private Metrics() {}

  static double value(String page, String name) {
    return page.lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(Metrics::value)
        .findFirst()
        .orElseThrow();
  }

  /// Returns how much each cumulative bucket of a histogram grew, by its upper bound in seconds.
  static Map<Double, Double> buckets(String before, String after, String name) {
    Map<Double, Double> buckets = buckets(after, name);
    buckets(before, name).forEach((bound, count) -> buckets.merge(bound, -count, Double::sum));
    return buckets;
  }

  private static Map<Double, Double> buckets(String page, String name) {
    Map<Double, Double> buckets = new TreeMap<>();
    page.lines()
        .filter(line -> line.startsWith(name + "{"))
        .forEach(line -> {
          Matcher bound = BOUND.matcher(line);
          if (bound.find()) {
            String text = bound.group(1).replace("+Inf", "Infinity");
            buckets.put(Double.valueOf(text), value(line));
          }
        });
    return buckets;
  }

  private static double value(String line) {
    return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
  }
}
