package io.assay.check;

import java.util.Optional;

/// The table that a check's own table is held against.
///
/// @param database a monitored database by its name; the check's own when left out
/// @param table the table there; the one of the same name when left out
public record OtherTable(Optional<String> database, Optional<TableName> table) {
  public OtherTable {
    if (database.isEmpty() && table.isEmpty()) {
      throw new IllegalArgumentException(
          "another table needs another database, another name or both");
    }
  }

  /// Returns `warehouse/public.orders`, without what is left out.
  public String written() {
    return database
        .map(name -> name + table.map(each -> "/" + each).orElse(""))
        .orElseGet(() -> table.map(TableName::toString).orElse(""));
  }
}
