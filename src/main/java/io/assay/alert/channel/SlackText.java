package io.assay.alert.channel;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Text from the data made fit for Slack, which reads `&`, `<` and `>` as control characters and
/// `*`, `_`, `~` and the backtick as formatting
/// (https://api.slack.com/reference/surfaces/formatting).
final class SlackText {
  private static final Pattern EVERYBODY =
      Pattern.compile("@(here|channel|everyone|group)", Pattern.CASE_INSENSITIVE);

  private SlackText() {}

  /// Returns `text` as one line that pings nobody and links nowhere, at most `longest` characters
  /// long once escaped.
  static String escape(String text, int longest) {
    String line = EVERYBODY.matcher(Clean.line(text, longest)).replaceAll("@\u200B$1");
    StringBuilder escaped = new StringBuilder(line.length() + 16);
    for (int i = 0; i < line.length(); ) {
      int c = line.codePointAt(i);
      String next = escape(c);
      if (escaped.length() + next.length() > longest - 1
          && i + Character.charCount(c) < line.length()) {
        return escaped.append('…').toString();
      }
      if (escaped.length() + next.length() > longest) {
        return escaped.append('…').toString();
      }
      escaped.append(next);
      i += Character.charCount(c);
    }
    return escaped.toString();
  }

  /// Returns `text` escaped, and so that no character of it formats what stands around it: a
  /// formatting character is followed by a zero-width space, which Slack does not show.
  static String words(String text, int longest) {
    String escaped = escape(text, longest);
    StringBuilder inert = new StringBuilder(escaped.length() + 8);
    for (int i = 0; i < escaped.length(); i++) {
      char c = escaped.charAt(i);
      if (c == '*' || c == '~' || c == '`' || edge(escaped, i)) {
        inert.append('\u200B');
      }
      inert.append(c);
    }
    return Clean.cut(inert.toString(), longest);
  }

  /// Returns `text` in letters of equal width.
  static String code(String text, int longest) {
    return "`" + escape(text.replace('`', '\''), longest - 2) + "`";
  }

  /// Returns the lines in a block of letters of equal width, each cut so that all have room.
  static String block(List<String> lines, int longest) {
    int room = (longest - 8) / Math.max(1, lines.size()) - 1;
    return lines.stream()
        .map(line -> escape(line.replace('`', '\''), room))
        .collect(Collectors.joining("\n", "```\n", "\n```"));
  }

  /// Returns a link with words of our own when `url` is an address of the web, else its text.
  static String link(String label, String url, int longest) {
    String link = link(url, longest - label.length() - 1);
    return link.startsWith("<") ? link.substring(0, link.length() - 1) + "|" + label + ">" : link;
  }

  /// Returns a link when `url` is an address of the web, else its text.
  static String link(String url, int longest) {
    String line = Clean.line(url, longest);
    boolean web = line.startsWith("https://") || line.startsWith("http://");
    String target =
        EVERYBODY
            .matcher(line.replace("&", "&amp;"))
            .replaceAll("%40$1")
            .replace("`", "%60")
            .replace("<", "%3C")
            .replace(">", "%3E")
            .replace("|", "%7C")
            .replace(" ", "%20");
    return web && target.length() + 2 <= longest ? "<" + target + ">" : words(url, longest);
  }

  private static String escape(int c) {
    return switch (c) {
      case '&' -> "&amp;";
      case '<' -> "&lt;";
      case '>' -> "&gt;";
      default -> Character.toString(c);
    };
  }

  /// An underscore formats only at the edge of a word, and names are full of inner ones.
  private static boolean edge(String text, int at) {
    if (text.charAt(at) != '_') {
      return false;
    }
    boolean inner =
        at > 0
            && at + 1 < text.length()
            && Character.isLetterOrDigit(text.charAt(at - 1))
            && Character.isLetterOrDigit(text.charAt(at + 1));
    return !inner;
  }
}
