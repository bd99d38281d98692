package io.assay.check.kind;

import io.assay.check.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a group is called: `country=IT, tier=NULL`. A text that would read as something else is
/// quoted.
final class GroupName {
  private static final int LONGEST = 60;
  private static final Pattern ODD = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Z}]+");

  private GroupName() {}

  static String of(List<Column> by, List<Optional<String>> key) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < by.size(); i++) {
      parts.add(brief(by.get(i).written()) + "=" + key.get(i).map(GroupName::value).orElse("NULL"));
    }
    return String.join(", ", parts);
  }

  private static String value(String text) {
    String line = brief(text);
    return line.isBlank() || line.equals("NULL") ? "'" + line + "'" : line;
  }

  private static String brief(String text) {
    String line = ODD.matcher(text).replaceAll(" ");
    if (line.length() <= LONGEST) {
      return line;
    }
    int end = Character.isHighSurrogate(line.charAt(LONGEST - 2)) ? LONGEST - 2 : LONGEST - 1;
    return line.substring(0, end) + "…";
  }
}
