package io.assay.check;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The limits of one check: at least one, each with its severity.
public record Limits(List<Limit> all) {
  public Limits {
    all = List.copyOf(all);
    if (all.isEmpty()) {
      throw new IllegalArgumentException("a check's limits must not be empty");
    }
  }

  /// Returns limits of a single bound.
  public static Limits of(Severity severity, Unit unit, Bound bound) {
    return new Limits(List.of(new Limit(severity, unit, bound)));
  }

  /// Returns the worst limit that does not hold, or nothing when all hold. `figure` gives the
  /// observed value in a limit's unit: a check that knows both a count and a share can be held to
  /// either.
  public Optional<Limit> broken(Function<Unit, BigDecimal> figure) {
    return all.stream()
        .filter(limit -> !limit.bound().holds(figure.apply(limit.unit())))
        .max(Comparator.comparing(Limit::severity));
  }

  /// Returns those in the unit of the first one, which is the one that is charted.
  public List<Limit> charted() {
    Unit charted = first().unit();
    return all.stream().filter(limit -> limit.unit() == charted).toList();
  }

  /// Returns the limit to quote when all hold: the mildest, which is the first one that would
  /// break.
  public Limit first() {
    return all.stream().min(Comparator.comparing(Limit::severity)).orElseThrow();
  }
}
