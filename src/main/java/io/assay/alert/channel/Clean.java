package io.assay.alert.channel;

/// Text from the data made fit to be shown on one line: it may come from a column's name or a
/// server's message and hold anything.
public final class Clean {
  private Clean() {}

  /// Returns `text` with white space and control characters as single spaces, without characters
  /// that turn the direction of text or are invisible, and cut at `longest` characters.
  public static String line(String text, int longest) {
    StringBuilder clean = new StringBuilder(Math.min(text.length(), longest));
    boolean space = true;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (Character.isISOControl(c) || Character.isWhitespace(c) || Character.isSpaceChar(c)) {
        if (!space) {
          clean.append(' ');
        }
        space = true;
      } else if (visible(c)) {
        clean.appendCodePoint(c);
        space = false;
      }
      if (clean.length() > longest) {
        break;
      }
    }
    return cut(clean.toString().stripTrailing(), longest);
  }

  /// Returns `text` with an ellipsis at its end when it is longer than `longest` characters; never
  /// half a character.
  static String cut(String text, int longest) {
    if (text.length() <= longest) {
      return text;
    }
    int end = longest - 1;
    if (Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end) + "…";
  }

  private static boolean visible(int c) {
    return switch (Character.getType(c)) {
      case Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED -> false;
      default -> true;
    };
  }
}
