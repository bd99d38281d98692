package io.assay.web.story;

import io.assay.alert.channel.Clean;

/// Text from the data made fit for Markdown, of CommonMark and of GitHub: nothing of it formats,
/// links, pings or runs.
final class Markdown {
  private static final int LONGEST = 600;

  private Markdown() {}

  /// Returns `text` as one line.
  static String text(String text) {
    String line = Clean.line(text, LONGEST);
    StringBuilder inert = new StringBuilder(line.length() + 16);
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      switch (c) {
        case '<' -> inert.append("&lt;");
        case '>' -> inert.append("&gt;");
        case '&' -> inert.append("&amp;");
        // a zero-width space: whoever is called so on the platform of the reader is not pinged
        case '@' -> inert.append("@\u200B");
        case ':' -> inert.append(line.startsWith("://", i) ? "\\:" : ":");
        case '.' ->
            inert.append(i >= 3 && line.regionMatches(true, i - 3, "www", 0, 3) ? "\\." : ".");
        case '_' -> inert.append(within(line, i) ? "_" : "\\_");
        case '\\', '`', '*', '[', ']', '|', '~', '#', '$' -> inert.append('\\').append(c);
        default -> inert.append(c);
      }
    }
    return inert.toString();
  }

  /// Returns `text` in letters of equal width. A backtick cannot be escaped there; and a table's
  /// cell would end at a bar.
  static String code(String text) {
    String line = Clean.line(text, LONGEST).replace('`', '\'').replace('|', '¦');
    return line.isEmpty() ? "" : "`" + line + "`";
  }

  /// Returns a link when `url` is an address of the web, else its text.
  static String link(String url) {
    String line = Clean.line(url, LONGEST);
    boolean plain =
        (line.startsWith("https://") || line.startsWith("http://"))
            && line.chars().allMatch(c -> c > ' ' && "<>\"`|\\".indexOf(c) < 0);
    return plain ? "<" + line + ">" : text(url);
  }

  /// An underscore formats only at the edge of a word, and names are full of inner ones.
  private static boolean within(String text, int at) {
    return at > 0
        && at + 1 < text.length()
        && Character.isLetterOrDigit(text.charAt(at - 1))
        && Character.isLetterOrDigit(text.charAt(at + 1));
  }
}
