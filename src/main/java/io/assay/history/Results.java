package io.assay.history;

import io.assay.check.CheckId;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import io.micronaut.transaction.annotation.Transactional;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The results of all runs, table `assay.result`. Each method joins the transaction it is called
/// in.
@JdbcRepository(dialect = Dialect.POSTGRES)
public abstract class Results implements GenericRepository<ResultRow, String> {
  private static final String ACCEPT =
      """
      INSERT INTO assay.result (check_id, grp, slot, at, state, severity, value, unit, sentence,
        observed, expected, reason, how, took_ms, because)
      SELECT * FROM unnest(?::text[], ?::text[], ?::timestamptz[], ?::timestamptz[], ?::text[],
        ?::text[], ?::numeric[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
        ?::bigint[], ?::text[])
      ON CONFLICT DO NOTHING
      RETURNING check_id
      """;
  private static final String VALUES =
      """
      SELECT c.check_id, r.value
      FROM unnest(?::text[]) AS c (check_id)
      CROSS JOIN LATERAL (
        SELECT slot, value FROM assay.result
        WHERE check_id = c.check_id AND grp = '' AND value IS NOT NULL AND state = ANY (?::text[])
        ORDER BY slot DESC LIMIT ?) AS r
      ORDER BY c.check_id, r.slot DESC
      """;

  private final JdbcOperations jdbc;

  protected Results(JdbcOperations jdbc) {
    this.jdbc = jdbc;
  }

  /// Stores results, in one statement, and returns the checks whose result was accepted: a check
  /// that already has one for the slot keeps it.
  @Transactional
  public Set<CheckId> accept(List<Result> results) {
    List<ResultRow> rows = results.stream().map(ResultRow::of).toList();
    return jdbc.prepareStatement(
        ACCEPT,
        insert -> {
          int column = 0;
          bind(insert, ++column, "text", rows, ResultRow::check);
          bind(insert, ++column, "text", rows, ResultRow::group);
          bind(insert, ++column, "timestamptz", rows, row -> row.slot().toString());
          bind(insert, ++column, "timestamptz", rows, row -> row.at().toString());
          bind(insert, ++column, "text", rows, ResultRow::state);
          bind(insert, ++column, "text", rows, ResultRow::severity);
          bind(insert, ++column, "numeric", rows, ResultRow::value);
          bind(insert, ++column, "text", rows, ResultRow::unit);
          bind(insert, ++column, "text", rows, ResultRow::sentence);
          bind(insert, ++column, "text", rows, ResultRow::observed);
          bind(insert, ++column, "text", rows, ResultRow::expected);
          bind(insert, ++column, "text", rows, ResultRow::reason);
          bind(insert, ++column, "text", rows, ResultRow::how);
          bind(insert, ++column, "bigint", rows, ResultRow::tookMillis);
          bind(insert, ++column, "text", rows, ResultRow::because);
          Set<CheckId> accepted = new HashSet<>();
          try (ResultSet returned = insert.executeQuery()) {
            while (returned.next()) {
              accepted.add(new CheckId(returned.getString(1)));
            }
          }
          return accepted;
        });
  }

  /// Returns the values of the last passing results of each check, newest first, at most `most`; a
  /// check without any is not in the map.
  @Transactional
  public Map<CheckId, List<BigDecimal>> lastPasses(Collection<CheckId> checks, int most) {
    return values(checks, List.of("pass"), most);
  }

  /// Returns the values of the last results of each check, oldest first, at most `most`; a check
  /// without any is not in the map.
  @Transactional
  public Map<CheckId, List<BigDecimal>> lastValues(Collection<CheckId> checks, int most) {
    Map<CheckId, List<BigDecimal>> values = values(checks, List.of("pass", "breach"), most);
    values.replaceAll((check, newestFirst) -> newestFirst.reversed());
    return values;
  }

  /// Returns the last results of a check, newest first, at most `most`.
  @Transactional
  public List<Result> latest(CheckId check, int most) {
    return latestRows(check.value(), most).stream().map(ResultRow::result).toList();
  }

  @Query(
      """
      SELECT check_id, grp, slot, at, state, severity, value, unit, sentence, observed, expected,
        reason, how, took_ms, because
      FROM assay.result WHERE check_id = :check AND grp = '' ORDER BY slot DESC LIMIT :most
      """)
  abstract List<ResultRow> latestRows(String check, int most);

  private Map<CheckId, List<BigDecimal>> values(
      Collection<CheckId> checks, List<String> states, int most) {
    List<CheckId> asked = List.copyOf(checks);
    return jdbc.prepareStatement(
        VALUES,
        select -> {
          bind(select, 1, "text", asked, CheckId::value);
          bind(select, 2, "text", states, state -> state);
          select.setInt(3, most);
          Map<CheckId, List<BigDecimal>> values = new HashMap<>();
          try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
              values
                  .computeIfAbsent(new CheckId(rows.getString(1)), check -> new ArrayList<>())
                  .add(rows.getBigDecimal(2));
            }
          }
          return values;
        });
  }

  private static <R> void bind(
      PreparedStatement statement,
      int column,
      String type,
      List<R> rows,
      Function<R, @Nullable Object> value)
      throws SQLException {
    Connection connection = statement.getConnection();
    statement.setArray(column, connection.createArrayOf(type, rows.stream().map(value).toArray()));
  }
}
