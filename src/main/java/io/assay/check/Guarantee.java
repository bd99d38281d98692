package io.assay.check;

import java.util.Optional;

/// The words for what the schema guarantees, so that no row has to be read for it.
public final class Guarantee {
  private static final String BY = "guaranteed by ";
  private static final String LOST = "guarantee lost: ";

  private Guarantee() {}

  /// Returns the reason of a proven answer: `guaranteed by constraint orders_pkey`.
  public static String by(String what) {
    return BY + what;
  }

  /// Returns what to add to a check's answer when it had to be measured and `before` was the reason
  /// of its last one: `guarantee lost: constraint orders_pkey`. Nothing when that one did not come
  /// of the schema.
  public static Optional<String> lost(String before) {
    return before.startsWith(BY)
        ? Optional.of(LOST + before.substring(BY.length()))
        : Optional.empty();
  }

  /// Returns what was lost by the reasons of an answer, with the words of [#lost]; nothing when
  /// they tell of no loss.
  public static Optional<String> lostIn(String reasons) {
    int at = reasons.indexOf(LOST);
    return at < 0 ? Optional.empty() : Optional.of(reasons.substring(at));
  }
}
