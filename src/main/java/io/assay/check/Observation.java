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
/// @param because how it is known when it was not simply read, and which guarantee was lost:
///   `unchanged since 12:00, measured then`
public record Observation(
    String sentence,
    Optional<BigDecimal> value,
    Unit unit,
    String observed,
    String expected,
    List<String> groups,
    Optional<String> because) {
  public Observation {
    groups = List.copyOf(groups);
  }

  public Observation(
      String sentence, Optional<BigDecimal> value, Unit unit, String observed, String expected) {
    this(sentence, value, unit, observed, expected, List.of());
  }

  public Observation(
      String sentence,
      Optional<BigDecimal> value,
      Unit unit,
      String observed,
      String expected,
      List<String> groups) {
    this(sentence, value, unit, observed, expected, groups, Optional.empty());
  }

  /// Returns the same with how it is known.
  public Observation because(String reason) {
    return new Observation(sentence, value, unit, observed, expected, groups, Optional.of(reason));
  }

  /// Returns the sentence with how it is known, for those who look at a result.
  public String inFull() {
    return because.map(reason -> sentence + "; " + reason).orElse(sentence);
  }

  /// Returns the sentence for those who are called: of how it is known only that a guarantee was
  /// lost.
  public String told() {
    return because.flatMap(Guarantee::lostIn).map(lost -> sentence + "; " + lost).orElse(sentence);
  }
}
