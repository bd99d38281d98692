package io.assay.check;

import java.util.Optional;

/// The words for what the schema guarantees, so that no row has to be read for it.
public final class Guarantee {
  private static final String BY = "guaranteed by ";

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
        ? Optional.of("guarantee lost: " + before.substring(BY.length()))
        : Optional.empty();
  }
}
