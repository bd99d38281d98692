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
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
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
          AND slot >= ? AND slot < ?
        ORDER BY slot DESC LIMIT ?) AS r
      ORDER BY c.check_id, r.slot DESC
      """;

  /// How far back is looked at first: far enough for 5 runs of a daily check.
  private static final Duration FIRST_LOOK = Duration.ofDays(7);

  private static final Duration NEWEST_WITHIN = Duration.ofDays(2);

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
  ///
  /// @param passed when each of the checks last passed; of one that never did, the slot it runs for
  @Transactional
  public Map<CheckId, List<BigDecimal>> lastPasses(Map<CheckId, Instant> passed, int most) {
    Map<Instant, List<CheckId>> byDay = new HashMap<>();
    passed.forEach((check, at) ->
        byDay.computeIfAbsent(at.truncatedTo(ChronoUnit.DAYS), _ -> new ArrayList<>()).add(check));
    Map<CheckId, List<BigDecimal>> values = new HashMap<>();
    byDay.forEach(
        (day, checks) -> values.putAll(values(new Wanted(checks, List.of("pass"), most), day)));
    return values;
  }

  /// Returns the values of the last results of each check, oldest first, at most `most`; a check
  /// without any is not in the map.
  ///
  /// @param newest the slot of the newest of them
  @Transactional
  public Map<CheckId, List<BigDecimal>> lastValues(
      Collection<CheckId> checks, int most, Instant newest) {
    Map<CheckId, List<BigDecimal>> values =
        values(new Wanted(List.copyOf(checks), List.of("pass", "breach"), most), newest);
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

  /// Returns some results of a check around an incident of it, oldest first: the last ones before
  /// it opened, the first and the last ones while it was open, and the first ones after.
  ///
  /// @param until when it was resolved, or now
  @Transactional
  public List<Result> around(CheckId check, Instant opened, Instant until) {
    return aroundRows(
            check.value(),
            opened,
            until,
            opened.minus(FIRST_LOOK),
            opened.minus(NEWEST_WITHIN),
            until.plus(NEWEST_WITHIN))
        .stream()
        .map(ResultRow::result)
        .toList();
  }

  @Query(
      """
      SELECT check_id, grp, slot, at, state, severity, value, unit, sentence, observed, expected,
        reason, how, took_ms, because
      FROM (
        (SELECT * FROM assay.result WHERE check_id = :check AND grp = ''
          AND slot >= :earliest AND slot < :opened AND at < :opened ORDER BY slot DESC LIMIT 3)
        UNION
        (SELECT * FROM assay.result WHERE check_id = :check AND grp = ''
          AND slot >= :lower AND slot <= :until AND at >= :opened AND at <= :until
          ORDER BY slot LIMIT 3)
        UNION
        (SELECT * FROM assay.result WHERE check_id = :check AND grp = ''
          AND slot >= :lower AND slot <= :until AND at >= :opened AND at <= :until
          ORDER BY slot DESC LIMIT 3)
        UNION
        (SELECT * FROM assay.result WHERE check_id = :check AND grp = ''
          AND slot >= :lower AND slot <= :latest AND at > :until ORDER BY slot LIMIT 2)) AS r
      ORDER BY slot
      """)
  abstract List<ResultRow> aroundRows(
      String check, Instant opened, Instant until, Instant earliest, Instant lower, Instant latest);

  private record Wanted(List<CheckId> checks, List<String> states, int most) {}

  /// Looks into the days around `newest`, and into all that are kept only for those checks of which
  /// there are not enough: to plan for a hundred partitions takes longer than to read a few.
  private Map<CheckId, List<BigDecimal>> values(Wanted wanted, Instant newest) {
    OffsetDateTime until = newest.plus(NEWEST_WITHIN).atOffset(ZoneOffset.UTC);
    Map<CheckId, List<BigDecimal>> values =
        values(wanted, newest.minus(FIRST_LOOK).atOffset(ZoneOffset.UTC), until);
    List<CheckId> lacking =
        wanted.checks().stream()
            .filter(check -> values.getOrDefault(check, List.of()).size() < wanted.most())
            .toList();
    if (!lacking.isEmpty()) {
      values.putAll(
          values(new Wanted(lacking, wanted.states(), wanted.most()), OffsetDateTime.MIN, until));
    }
    return values;
  }

  private Map<CheckId, List<BigDecimal>> values(
      Wanted wanted, OffsetDateTime from, OffsetDateTime until) {
    return jdbc.prepareStatement(
        VALUES,
        select -> {
          bind(select, 1, "text", wanted.checks(), CheckId::value);
          bind(select, 2, "text", wanted.states(), state -> state);
          select.setObject(3, from);
          select.setObject(4, until);
          select.setInt(5, wanted.most());
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
