package io.assay.check;

import java.util.Locale;

/// How bad a breach is, from the mildest to the worst; the order of the constants is the order of
/// the severities.
public enum Severity {
  INFO,
  WARNING,
  CRITICAL;

  /// Returns the severity that is stored as `word`; the worst in place of one that this version
  /// does not know.
  public static Severity stored(String word) {
    return StoredWord.read(Severity.class, word).orElse(CRITICAL);
  }

  /// Returns the word that is written in files and messages: `info`, `warning`, `critical`.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
