package io.assay.check;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/// What was seen, for people and for charts.
///
/// @param sentence what is the case, to be read after the check's title: `newest row is 47 min old,
///   expected every 10 min`; no final full stop
/// @param value the figure that is kept, charted and exported, in `unit`; none when there is none,
///   as for the age of an empty table
/// @param observed the figure in words: `47 min`
/// @param expected the limit in words: `at most 20 min`
/// @param groups of a check that is judged by groups: those in breach, the worst first, each with
///   its own sentence; at most 100, and then how many more there are
public record Observation(
    String sentence,
    Optional<BigDecimal> value,
    Unit unit,
    String observed,
    String expected,
    List<String> groups) {
  public Observation {
    groups = List.copyOf(groups);
  }

  public Observation(
      String sentence, Optional<BigDecimal> value, Unit unit, String observed, String expected) {
    this(sentence, value, unit, observed, expected, List.of());
  }

  /// Returns the same with the reason why it is known added to the sentence.
  public Observation because(String reason) {
    return new Observation(sentence + "; " + reason, value, unit, observed, expected, groups);
  }
}
