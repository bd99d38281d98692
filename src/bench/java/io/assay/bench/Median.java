package io.assay.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/// Medians and other quantiles, of the nearest rank.
final class Median {
  private Median() {}

  static <T> double of(List<T> all, ToDoubleFunction<T> figure) {
    List<Double> sorted = all.stream().map(figure::applyAsDouble).sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  static double quantile(List<Double> all, double share) {
    List<Double> sorted = all.stream().sorted().toList();
    return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
  }
}
