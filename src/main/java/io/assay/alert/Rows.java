package io.assay.alert;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Reads what a query returns.
final class Rows {
  private Rows() {}

  /// Makes a value of the row that the result stands on.
  interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /// Returns what `each` makes of the rows, in their order.
  static <T> List<T> all(PreparedStatement select, Reader<T> each) throws SQLException {
    List<T> all = new ArrayList<>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        all.add(each.read(row));
      }
    }
    return all;
  }
}
