package io.assay.config;

import io.assay.check.Source;
import java.util.regex.Pattern;

/// Text of a file quoted in a message: short, on one line, and never a secret.
final class Quotes {
  private static final int LONGEST = 60;
  private static final Pattern UNSHOWN = Pattern.compile("[\\s\\p{Cntrl}]+");

  private Quotes() {}

  static String of(String text) {
    if (SecretLiteral.in(text)) {
      return "'***'";
    }
    int end = Math.min(text.length(), 4 * LONGEST);
    String line = UNSHOWN.matcher(text.substring(0, end)).replaceAll(" ").strip();
    return line.length() <= LONGEST && end == text.length()
        ? "'" + line + "'"
        : "'" + line.substring(0, Math.min(LONGEST, line.length())) + "…'";
  }

  /// Returns a place as other problems name it: `path:line`.
  static String place(Source at) {
    return at.place();
  }
}
