package io.assay.incident;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Binds the columns of many rows as arrays, one after the other, so that one statement takes all
/// of them.
final class Binder<R> {
  private final PreparedStatement statement;
  private final List<R> rows;
  private int column;

  Binder(PreparedStatement statement, List<R> rows) {
    this.statement = statement;
    this.rows = rows;
  }

  void text(Function<R, @Nullable String> value) throws SQLException {
    of("text", value::apply);
  }

  void time(Function<R, @Nullable Instant> value) throws SQLException {
    of(
        "timestamptz",
        row -> {
          Instant time = value.apply(row);
          return time == null ? null : time.toString();
        });
  }

  void of(String type, Function<R, @Nullable Object> value) throws SQLException {
    statement.setArray(
        ++column,
        statement.getConnection().createArrayOf(type, rows.stream().map(value).toArray()));
  }
}
