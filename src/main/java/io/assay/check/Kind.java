package io.assay.check;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/// A kind of check with its parameters: what it asks to have measured, and how it judges what came
/// back. Each kind is one record in [io.assay.check.kind].
public interface Kind {

  /// Returns the word of the language: `fresh`, `nulls`, …
  String keyword();

  /// Returns what the check is about within its table, as written: a column, columns joined by a
  /// comma, a pattern; the empty string when it is about the table as a whole.
  String subject();

  /// Returns what has to be measured; never empty. Of a kind that asks for one count of failing
  /// rows and for the rows, the rows are left out where the count is proven to be 0.
  List<Measure<?>> measures();

  /// Returns the limits that the figure is held to, in the figure's unit, where they are known
  /// beforehand; none when they depend on earlier values.
  default List<Limit> limitsOfFigure() {
    return List.of();
  }

  /// Returns how many values of earlier passing runs [#judge] wants to see.
  default int passesRemembered() {
    return 0;
  }

  /// Returns the measure that counts the rows which fail; none when a figure is judged and no row
  /// fails by itself.
  default Optional<Measure.Failing<?>> failing() {
    for (Measure<?> measure : measures()) {
      if (measure instanceof Measure.Failing<?> counted) {
        return Optional.of(counted);
      }
    }
    return Optional.empty();
  }

  /// Returns how bad is what was seen of one group, to name the worst groups first: the greater,
  /// the worse, whether the group passes or not. Unless a kind knows better the figure itself says
  /// so, and no figure at all is the worst.
  default double harm(Evidence evidence, Observation seen) {
    return seen.value().map(BigDecimal::doubleValue).orElse(Double.POSITIVE_INFINITY);
  }

  /// Returns the verdict on what was measured. Pure: the time is in the evidence.
  Judgement judge(Evidence evidence);
}
