package io.assay.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Column;
import io.assay.check.Measure;
import io.assay.check.Measured;
import io.assay.check.Measurement;
import io.assay.scan.Asked.Draft;
import io.assay.testing.TestPostgres;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.stream.Stream;

/// How a database under test comes to its answers: by a proof, or by looking.
record Proving(TestPostgres postgres, Asked asked) {
  /// Returns the reason why no row fails; the check is not proven otherwise.
  String proven(Draft draft, Measure<?> failing) {
    Measured measured = measured(draft, failing);
    assertThat(measured.cost().how()).isEqualTo(Measured.How.PROOF);
    assertThat(measured.values()).containsOnly(Map.entry(failing, 0L));
    return measured.cost().because().orElseThrow();
  }

  /// Returns how many rows fail; the check must not be proven.
  long scanned(Draft draft, Measure<Long> failing) {
    Measured measured = measured(draft, failing);
    assertThat(measured.cost().how()).isEqualTo(Measured.How.SCAN);
    return measured.get(failing);
  }

  /// Makes a table, and runs more statements.
  void table(String name, String columns, String... more) {
    postgres.execute("CREATE TABLE " + name + " (" + columns + ")");
    postgres.execute(more);
  }

  /// Returns the reason why no row of the table repeats the key.
  String unique(String table, String... key) {
    return proven(Draft.on(table), repeats(key));
  }

  /// Returns how many rows of the table repeat the key; that must not be proven.
  long repeated(String table, String... key) {
    return scanned(Draft.on(table), repeats(key));
  }

  private Measured measured(Draft draft, Measure<?> failing) {
    Measurement measurement = asked.one(draft.asking("the check", failing, new Measure.Rows()));
    if (measurement instanceof Measured measured) {
      return measured;
    }
    throw new AssertionError("not measured: " + measurement);
  }

  static Measure<Long> nulls(String column) {
    return new Measure.Nulls(new Column.Name(column));
  }

  static Measure<Long> repeats(String... columns) {
    return new Measure.Repeats(Stream.of(columns).<Column>map(Column.Name::new).toList());
  }

  /// Puts a row past a unique index, as an upgrade of the operating system's collations does.
  void past(String index, String insert) {
    String unique =
        "UPDATE pg_index SET indisunique = %s WHERE indexrelid = '" + index + "'::regclass";
    postgres.execute(unique.formatted("false"), insert, unique.formatted("true"));
  }

  /// Returns the first value of a query as a number.
  static long number(TestPostgres postgres, String sql) {
    try (var connection = postgres.connect();
        ResultSet row = connection.createStatement().executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }
}
