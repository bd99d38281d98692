package io.assay.check;

import java.util.Locale;

/// The types as which a text can be asked to read.
public enum ValueType {
  INTEGER,
  NUMERIC,
  BOOLEAN,
  DATE,
  TIMESTAMP,
  UUID,
  JSON;

  /// Returns the word of the language.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
