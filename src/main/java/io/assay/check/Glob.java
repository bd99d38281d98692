package io.assay.check;

/// The patterns of the language: `*` stands for any text and `?` for one character.
public final class Glob {
  private Glob() {}

  /// Returns whether the text is a pattern, which may name several things.
  public static boolean isPattern(String text) {
    return text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
  }

  /// Returns whether the whole of `text` fits `pattern`. After a mismatch only the last `*` is
  /// widened, so no pattern takes more than the product of both lengths.
  public static boolean matches(String pattern, String text) {
    int p = 0;
    int star = -1;
    int resume = 0;
    for (int n = 0; n < text.length(); ) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        resume = n;
      } else if (p < pattern.length()
          && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(n))) {
        p++;
        n++;
      } else if (star >= 0) {
        p = star + 1;
        n = ++resume;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
