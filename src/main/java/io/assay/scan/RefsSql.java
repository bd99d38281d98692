package io.assay.scan;

import io.assay.check.Measure;
import java.util.ArrayList;
import java.util.List;

/// The number of rows whose key is not there as a sub-select: an anti-join, that reads the other
/// side as its statistics and indexes advise.
final class RefsSql {
  private RefsSql() {}

  static String cell(RowSql rows, Measure.Orphans measure, String filter) throws Unanswered {
    KeySql key = KeySql.of(rows, measure.key(), filter);
    List<String> equal = new ArrayList<>();
    for (int i = 0; i < key.names().size(); i++) {
      equal.add("r." + Quoted.name(measure.to().columns().get(i)) + " = k." + key.names().get(i));
    }
    return "(SELECT count(*)::text %s\n  AND NOT EXISTS (SELECT FROM %s r WHERE %s))"
        .formatted(key.rows(), Quoted.name(measure.to().table()), String.join(" AND ", equal));
  }
}
