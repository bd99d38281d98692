package io.assay.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Buckets;
import io.assay.check.Check;
import io.assay.check.Column;
import io.assay.check.Measure;
import io.assay.check.Measured;
import io.assay.scan.Asked.Draft;
import io.assay.testing.TestPostgres;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Buckets of time without a row.
class GapsTest {
  private static final TestPostgres POSTGRES = TestPostgres.create();
  private static final Asked ASKED = Asked.superuser(POSTGRES);
  private static final ZoneId ROME = ZoneId.of("Europe/Rome");
  private static final Draft TICKS = Draft.on("ticks");

  /// A row every five minutes of two months around each change of the clock in Rome.
  @BeforeAll
  static void fill() {
    POSTGRES.execute(
        "CREATE DOMAIN moment AS timestamptz",
        "CREATE TABLE ticks (at timestamptz, dom moment, wall timestamp, day date, txt text)",
        """
        INSERT INTO ticks
        SELECT t, t, t AT TIME ZONE 'Europe/Rome', (t AT TIME ZONE 'Europe/Rome')::date, t::text
        FROM generate_series(timestamptz '2026-03-01Z', '2026-11-20Z', interval '5 min') t\
        """,
        "INSERT INTO ticks VALUES (NULL, NULL, NULL, NULL), ('infinity', 'infinity', 'infinity', 'infinity')",
        """
        DELETE FROM ticks WHERE at >= '2026-10-25 04:00Z' AND at < '2026-10-25 05:00Z'
          OR at >= '2026-10-24 10:30Z' AND at < '2026-10-24 13:00Z'
          OR at >= '2026-03-29 01:00Z' AND at < '2026-03-29 02:00Z'\
        """,
        "CREATE TABLE nothing (at timestamptz)",
        "CREATE TABLE live AS SELECT now() - n * interval '1 min' AS at, n % 2 AS half"
            + " FROM generate_series(0, 3000) n WHERE n NOT BETWEEN 600 AND 1000",
        "CREATE INDEX ON live (at)",
        "ANALYZE live");
  }

  @AfterAll
  static void close() {
    ASKED.close();
  }

  private static Measure.Gaps gaps(String column, String every, String window, ZoneId zone) {
    return new Measure.Gaps(
        new Column.Name(column),
        new Buckets.Grid(Duration.parse(every), zone),
        Duration.parse(window));
  }

  /// Asks as if it were `now`.
  private static Measure.EmptyBuckets asOf(String now, Duration lag, Measure.Gaps measure)
      throws Exception {
    Server server =
        new Server(
            new Measured.Moment(
                Instant.parse(now), lag.isZero() ? Optional.empty() : Optional.of(lag)),
            "r",
            180_000,
            true);
    RowSql rows = new RowSql(TICKS.table().orElseThrow(), server);
    GapsSql sql = GapsSql.of(measure, server);
    try (var connection = POSTGRES.connect();
        var statement = connection.createStatement()) {
      statement.execute("SET timezone = 'UTC'");
      try (ResultSet row = statement.executeQuery("SELECT " + sql.cell(rows, ""))) {
        row.next();
        return sql.read(row.getString(1));
      }
    }
  }

  private static Measure.EmptyBuckets asOf(String now, Measure.Gaps measure) throws Exception {
    return asOf(now, Duration.ZERO, measure);
  }

  private static Optional<Buckets.Span> span(String from, String to) {
    return Optional.of(new Buckets.Span(Instant.parse(from), Instant.parse(to)));
  }

  @Test
  void whole_hours_of_the_window_without_a_row_are_found_in_every_type_of_time() throws Exception {
    for (String column : List.of("at", "dom", "wall")) {
      assertThat(asOf("2026-10-24T20:20:00Z", gaps(column, "PT1H", "PT24H", ROME)))
          .as(column)
          .isEqualTo(
              new Measure.EmptyBuckets(
                  23,
                  2,
                  span("2026-10-24T11:00:00Z", "2026-10-24T12:00:00Z"),
                  span("2026-10-24T12:00:00Z", "2026-10-24T13:00:00Z")));
    }
  }

  @Test
  void only_whole_buckets_of_the_past_count() throws Exception {
    assertThat(asOf("2026-10-24T12:59:59Z", gaps("at", "PT1H", "PT3H", ROME)).empty()).isEqualTo(1);
    assertThat(asOf("2026-10-24T13:00:00Z", gaps("at", "PT1H", "PT3H", ROME)))
        .isEqualTo(
            new Measure.EmptyBuckets(
                3,
                2,
                span("2026-10-24T11:00:00Z", "2026-10-24T12:00:00Z"),
                span("2026-10-24T12:00:00Z", "2026-10-24T13:00:00Z")));
    assertThat(asOf("2026-10-24T14:20:00Z", gaps("at", "PT1H", "PT2H", ROME)))
        .isEqualTo(new Measure.EmptyBuckets(1, 0, Optional.empty(), Optional.empty()));
  }

  @Test
  void buckets_begin_at_midnight_of_the_zone() throws Exception {
    ZoneId kathmandu = ZoneId.of("Asia/Kathmandu");
    assertThat(asOf("2026-10-24T20:20:00Z", gaps("at", "PT1H", "PT24H", kathmandu)).first())
        .isEqualTo(span("2026-10-24T11:15:00Z", "2026-10-24T12:15:00Z"));
    assertThat(asOf("2026-10-28T10:00:00Z", gaps("day", "P1D", "P10D", ROME)))
        .isEqualTo(new Measure.EmptyBuckets(9, 0, Optional.empty(), Optional.empty()));
  }

  @Test
  void days_on_which_the_clock_changes_have_their_own_hours() throws Exception {
    for (String column : List.of("at", "wall")) {
      assertThat(asOf("2026-10-25T23:00:00Z", gaps(column, "PT1H", "PT25H", ROME)))
          .as(column)
          .isEqualTo(
              new Measure.EmptyBuckets(
                  24,
                  1,
                  span("2026-10-25T04:00:00Z", "2026-10-25T05:00:00Z"),
                  span("2026-10-25T04:00:00Z", "2026-10-25T05:00:00Z")));
      assertThat(asOf("2026-03-29T22:00:00Z", gaps(column, "PT1H", "PT23H", ROME)))
          .as(column)
          .isEqualTo(
              new Measure.EmptyBuckets(
                  23,
                  1,
                  span("2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z"),
                  span("2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z")));
    }
  }

  @Test
  void a_standby_is_asked_as_far_as_it_has_replayed() throws Exception {
    Measure.Gaps measure = gaps("at", "PT1H", "PT3H", ROME);
    assertThat(asOf("2026-10-24T13:00:00Z", Duration.ofMinutes(1), measure).empty()).isEqualTo(1);
    assertThat(asOf("2026-10-24T13:00:00Z", Duration.ofHours(3), measure))
        .isEqualTo(new Measure.EmptyBuckets(0, 0, Optional.empty(), Optional.empty()));
  }

  @Test
  void an_empty_table_is_nothing_but_gaps() {
    Measure.EmptyBuckets found = ASKED.value(Draft.on("nothing"), gaps("at", "PT1H", "P1D", ROME));
    assertThat(found.empty()).isEqualTo(found.whole()).isBetween(22L, 24L);
  }

  @Test
  void ten_thousand_buckets_are_one_short_statement() {
    Measure.Gaps minutes = gaps("at", "PT1M", "P7D", ROME);
    Check check = Draft.on("live").where("half < 2").asking("gaps", minutes);
    assertThat(ASKED.value(Draft.on("live").where("half < 2"), minutes))
        .satisfies(found -> {
          assertThat(found.whole()).isBetween(10_079L, 10_080L);
          assertThat(found.empty()).isBetween(7_475L, 7_482L);
        });
    assertThat(ASKED.value(Draft.on("live").where("half = 0"), minutes).empty())
        .isGreaterThan(8_000);
    assertThat(ASKED.runner.explain(ASKED.database, List.of(check)).get(check.id()))
        .isInstanceOfSatisfying(
            Explanation.Planned.class, planned -> assertThat(planned.sql()).hasSizeLessThan(2000));
  }

  @Test
  void gaps_are_the_same_beside_a_pass_over_the_rows() {
    Measure.Gaps hours = gaps("at", "PT1H", "P1D", ROME);
    assertThat(ASKED.one(Draft.on("live").asking("both", hours, new Measure.Rows())))
        .isInstanceOfSatisfying(
            Measured.class,
            measured -> {
              assertThat(measured.get(new Measure.Rows())).isEqualTo(2600);
              assertThat(measured.get(hours).empty()).isBetween(5L, 7L);
            });
  }

  @Test
  void only_times_have_gaps() {
    assertThat(ASKED.trouble(TICKS, gaps("txt", "PT1H", "P1D", ROME)).text())
        .isEqualTo(Trouble.NOT_A_TIME);
  }
}
