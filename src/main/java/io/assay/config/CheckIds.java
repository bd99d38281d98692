package io.assay.config;

import io.assay.check.CheckId;
import io.assay.check.TableName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;

/// Makes the stable names of checks.
final class CheckIds {
  private static final int LONGEST_SUBJECT = 60;

  private CheckIds() {}

  /// Returns `database/schema.table/kind/subject`, without the table or the subject when there is
  /// none. White space in a subject is collapsed; a long one is cut and a hash of all of it
  /// appended, so that two queries with the same beginning keep two names.
  static CheckId derived(String database, Optional<TableName> table, String kind, String subject) {
    List<String> parts = new ArrayList<>(List.of(database));
    table.ifPresent(name -> parts.add(name.toString()));
    parts.add(kind);
    if (!subject.isBlank()) {
      parts.add(shortened(subject));
    }
    return new CheckId(String.join("/", parts));
  }

  /// Returns the author's own id, followed by what tells the checks apart that one list item made:
  /// `id/schema.table` under a pattern, `id/column` for one of several columns.
  static CheckId written(String id, Optional<TableName> table, Optional<String> subject) {
    StringBuilder name = new StringBuilder(id);
    table.ifPresent(each -> name.append('/').append(each));
    subject.ifPresent(each -> name.append('/').append(shortened(each)));
    return new CheckId(name.toString());
  }

  private static String shortened(String subject) {
    String line = subject.strip().replaceAll("\\s+", " ");
    if (line.length() <= LONGEST_SUBJECT) {
      return line;
    }
    CRC32 hash = new CRC32();
    hash.update(line.getBytes(StandardCharsets.UTF_8));
    int end =
        Character.isHighSurrogate(line.charAt(LONGEST_SUBJECT - 1))
            ? LONGEST_SUBJECT - 1
            : LONGEST_SUBJECT;
    return line.substring(0, end).strip() + String.format(Locale.ROOT, "-%08x", hash.getValue());
  }
}
