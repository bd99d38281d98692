package io.assay.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Buckets;
import io.assay.check.Column;
import io.assay.check.Filter;
import io.assay.check.Measure;
import io.assay.check.Measured;
import io.assay.check.Unmeasurable.Reason;
import io.assay.scan.Asked.Draft;
import io.assay.testing.TestPostgres;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TimesTest {
  private static final TestPostgres POSTGRES = TestPostgres.create();
  private static final Asked ASKED = Asked.superuser(POSTGRES);
  private static final ZoneId ROME = ZoneId.of("Europe/Rome");

  @BeforeAll
  static void fill() {
    POSTGRES.execute(
        "CREATE DOMAIN moment AS timestamptz",
        "CREATE DOMAIN late_moment AS moment",
        """
        CREATE TABLE times (tz timestamptz, wall timestamp, day date, dom late_moment, txt text,
          number int, clock time, payload jsonb)\
        """,
        """
        INSERT INTO times VALUES
          ('2026-07-01 10:00:00.123456+02', '2026-07-01 10:00:00.123456', '2026-07-01',
           '2026-07-01 10:00:00+02', 'a', 1, '10:00', '{"at": "2026-07-01T08:00:00Z"}'),
          ('infinity', 'infinity', 'infinity', 'infinity', 'infinity', 2, '11:00', NULL),
          ('-infinity', '-infinity', '-infinity', '-infinity', NULL, NULL, NULL, NULL),
          (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)\
        """,
        "CREATE TABLE endless (at timestamptz)",
        "INSERT INTO endless VALUES ('infinity'), ('-infinity'), (NULL)",
        "CREATE TABLE ancient (at timestamp)",
        "INSERT INTO ancient VALUES ('0044-03-15 12:00:00.5 BC')");
  }

  @AfterAll
  static void close() {
    ASKED.close();
  }

  private static Measure.Newest newest(String column) {
    return new Measure.Newest(new Column.Name(column));
  }

  @Test
  void a_time_with_zone_is_its_instant_in_any_zone() {
    Instant expected = Instant.parse("2026-07-01T08:00:00.123456Z");
    assertThat(ASKED.value(Draft.on("times"), newest("tz"))).contains(expected);
    assertThat(ASKED.value(Draft.on("times").zone("Asia/Tokyo"), newest("tz"))).contains(expected);
    assertThat(ASKED.value(Draft.on("times"), newest("dom")))
        .contains(Instant.parse("2026-07-01T08:00:00Z"));
  }

  @Test
  void a_time_without_zone_is_read_in_the_zone_of_the_check() {
    assertThat(ASKED.value(Draft.on("times"), newest("wall")))
        .contains(Instant.parse("2026-07-01T10:00:00.123456Z"));
    assertThat(ASKED.value(Draft.on("times").zone("Europe/Rome"), newest("wall")))
        .contains(Instant.parse("2026-07-01T08:00:00.123456Z"));
  }

  @Test
  void a_date_is_its_first_instant_in_the_zone_of_the_check() {
    assertThat(ASKED.value(Draft.on("times").zone("Europe/Rome"), newest("day")))
        .contains(Instant.parse("2026-06-30T22:00:00Z"));
    assertThat(ASKED.value(Draft.on("times"), newest("day")))
        .contains(Instant.parse("2026-07-01T00:00:00Z"));
  }

  @Test
  void times_that_are_not_finite_do_not_count() {
    assertThat(ASKED.value(Draft.on("endless"), newest("at"))).isEmpty();
  }

  @Test
  void a_year_before_christ_is_a_time() {
    assertThat(ASKED.value(Draft.on("ancient"), newest("at")))
        .contains(Instant.parse("-0043-03-15T12:00:00.500Z"));
  }

  @Test
  void an_expression_can_be_the_time() {
    assertThat(
            ASKED.value(
                Draft.on("times"),
                new Measure.Newest(new Column.Expression("(payload->>'at')::timestamptz"))))
        .contains(Instant.parse("2026-07-01T08:00:00Z"));
  }

  @Test
  void a_column_without_times_is_refused_with_a_sentence() {
    for (String column : List.of("txt", "number", "clock", "payload")) {
      assertThat(ASKED.trouble(Draft.on("times"), newest(column)).text())
          .as(column)
          .isEqualTo(Trouble.NOT_A_TIME);
    }
  }

  @Test
  void newest_in_a_shared_pass_is_the_same_as_alone() {
    var rows =
        ASKED.one(
            Draft.on("times")
                .zone("Europe/Rome")
                .asking("all", new Measure.Rows(), newest("tz"), newest("wall"), newest("day")));
    assertThat(rows)
        .isInstanceOfSatisfying(
            Measured.class,
            measured -> {
              assertThat(measured.get(newest("tz")))
                  .contains(Instant.parse("2026-07-01T08:00:00.123456Z"));
              assertThat(measured.get(newest("wall")))
                  .contains(Instant.parse("2026-07-01T08:00:00.123456Z"));
              assertThat(measured.get(newest("day")))
                  .contains(Instant.parse("2026-06-30T22:00:00Z"));
            });
  }

  @Test
  void buckets_count_the_same_rows_alone_and_in_a_shared_pass() {
    POSTGRES.execute(
        "CREATE TABLE ticks (at timestamptz, wall timestamp)",
        """
        INSERT INTO ticks
        SELECT t, t AT TIME ZONE 'Europe/Rome'
        FROM generate_series(now() - interval '9 days', now(), interval '7 min') t\
        """);
    Buckets hours = new Buckets(Duration.ofHours(1), Buckets.Against.DAYS, 7, ROME);
    Measure.RowsPerBucket instants = new Measure.RowsPerBucket(new Column.Name("at"), hours);
    Measure.RowsPerBucket walls = new Measure.RowsPerBucket(new Column.Name("wall"), hours);
    Draft ticks = Draft.on("ticks").zone("Europe/Rome");
    List<Measure.BucketRows> alone = ASKED.value(ticks, instants);
    assertThat(alone).hasSize(8).allMatch(bucket -> bucket.rows() == 8 || bucket.rows() == 9);
    assertThat(ASKED.value(ticks, walls)).isEqualTo(alone);
    assertThat(ASKED.one(ticks.asking("shared", instants, walls, new Measure.Rows())))
        .isInstanceOfSatisfying(
            Measured.class,
            shared -> {
              assertThat(shared.get(instants)).isEqualTo(alone);
              assertThat(shared.get(walls)).isEqualTo(alone);
            });
  }

  /// The literal with the zone's offset, against what PostgreSQL's own zone rules say of every
  /// quarter of an hour of the days on which the clocks change.
  @Test
  void bounds_hold_for_all_three_types_on_days_when_the_clocks_change() throws Exception {
    POSTGRES.execute(
        "CREATE TABLE changing (at timestamptz, wall timestamp, day date)",
        """
        INSERT INTO changing
        SELECT t, t AT TIME ZONE 'Europe/Rome', (t AT TIME ZONE 'Europe/Rome')::date
        FROM unnest(ARRAY[date '2026-03-28', '2026-10-24']) d,
          generate_series(d::timestamptz, d + interval '3 days', interval '15 min') t\
        """);
    for (String day : List.of("2026-03-29", "2026-10-25")) {
      LocalDate date = LocalDate.parse(day);
      long quarters =
          Duration.between(
                      date.atStartOfDay(ROME).toInstant(),
                      date.plusDays(1).atStartOfDay(ROME).toInstant())
                  .toMinutes()
              / 15;
      assertThat(counts(Duration.ofDays(1), date.plusDays(1).atStartOfDay(ROME).toInstant()))
          .as(day)
          .containsExactly(quarters, quarters, quarters);
      for (int hour = 1; hour <= 5; hour++) {
        Instant now = date.atTime(hour, 0).atZone(ROME).toInstant();
        List<Long> counted = counts(Duration.ofHours(1), now);
        assertThat(counted.get(0)).as(day + " " + hour).isEqualTo(counted.get(1));
      }
    }
  }

  private static List<Long> counts(Duration length, Instant now) throws Exception {
    RowSql rows =
        new RowSql(
            Draft.on("changing").table().orElseThrow(),
            new Server(new Measured.Moment(now, Optional.empty()), "r", 180_000, true));
    Buckets.Span span = new Buckets(length, Buckets.Against.DAYS, 1, ROME).before(now).getFirst();
    List<Long> counts = new ArrayList<>();
    try (var connection = POSTGRES.connect();
        var statement = connection.createStatement()) {
      for (String column : List.of("at", "wall", "day")) {
        try (ResultSet count =
            statement.executeQuery(
                "SELECT count(*) FROM changing WHERE " + rows.within(column, span, ROME))) {
          count.next();
          counts.add(count.getLong(1));
        }
      }
    }
    return counts;
  }

  @Test
  void a_window_of_days_on_a_date_column_begins_with_the_first_whole_day() {
    POSTGRES.execute(
        "CREATE TABLE daily AS SELECT (now() AT TIME ZONE 'UTC')::date - i AS day"
            + " FROM generate_series(0, 9) i");
    Filter.Window two = new Filter.Window(new Column.Name("day"), Duration.ofDays(2));
    assertThat(ASKED.value(Draft.on("daily").window(two), new Measure.Rows())).isEqualTo(2);
  }

  @Test
  void a_text_that_merely_looks_like_a_time_is_no_time_column() {
    POSTGRES.execute(
        "CREATE TABLE looks (at text)", "INSERT INTO looks VALUES ('2026-01-01 00:00:00')");
    assertThat(ASKED.trouble(Draft.on("looks"), newest("at")).reason()).isEqualTo(Reason.QUERY);
  }
}
