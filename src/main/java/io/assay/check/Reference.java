package io.assay.check;

import java.util.List;

/// Columns of a table that other rows refer to.
public record Reference(TableName table, List<String> columns) {
  public Reference {
    columns = List.copyOf(columns);
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("a reference names at least one column");
    }
  }

  /// Returns it as its author writes it: `clients(tenant, client_no)`.
  public String written() {
    return table.display() + "(" + String.join(", ", columns) + ")";
  }
}
