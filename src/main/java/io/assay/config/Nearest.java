package io.assay.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// Finds the word that an author most likely meant.
public final class Nearest {
  private static final int LONGEST = 80;
  private static final int MOST_TOLD = 40;

  private Nearest() {}

  /// Returns the word with the fewest typing slips (a letter too many, missing, wrong, or two
  /// swapped), when these are few for its length; the alphabet decides between equals.
  static Optional<String> to(String written, Collection<String> words) {
    if (written.length() > LONGEST) {
      return Optional.empty();
    }
    String lower = written.toLowerCase(Locale.ROOT);
    int fewest = Math.max(1, written.length() / 3) + 1;
    String best = null;
    for (String word : words.stream().sorted().toList()) {
      int slips = slips(lower, word.toLowerCase(Locale.ROOT), fewest);
      if (slips < fewest) {
        fewest = slips;
        best = word;
      }
    }
    if (best == null && written.length() > 2) {
      return words.stream().filter(word -> word.startsWith(lower)).min(Comparator.naturalOrder());
    }
    return Optional.ofNullable(best);
  }

  /// Returns `; did you mean 'word'?`, or `; ` with the words to choose from, or nothing when there
  /// are none.
  public static String hint(String written, Collection<String> words) {
    Optional<String> near = to(written, words);
    if (near.isPresent()) {
      return "; did you mean '" + near.get() + "'?";
    }
    if (words.isEmpty() || words.size() > MOST_TOLD) {
      return "";
    }
    return (words.size() == 1 ? "; write " : "; write one of ") + list(words);
  }

  static String list(Collection<String> words) {
    return String.join(", ", words.stream().sorted().toList());
  }

  /// Optimal string alignment distance, or `enough` as soon as it is sure to reach that.
  private static int slips(String one, String other, int enough) {
    if (Math.abs(one.length() - other.length()) >= enough) {
      return enough;
    }
    int[][] cost = new int[one.length() + 1][other.length() + 1];
    for (int i = 0; i <= one.length(); i++) {
      for (int j = 0; j <= other.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int same = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        cost[i][j] =
            Math.min(Math.min(cost[i - 1][j] + 1, cost[i][j - 1] + 1), cost[i - 1][j - 1] + same);
        if (i > 1
            && j > 1
            && one.charAt(i - 1) == other.charAt(j - 2)
            && one.charAt(i - 2) == other.charAt(j - 1)) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return Math.min(cost[one.length()][other.length()], enough);
  }
}
