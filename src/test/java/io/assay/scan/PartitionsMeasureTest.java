package io.assay.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Check;
import io.assay.check.Measure;
import io.assay.check.TableName;
import io.assay.check.TablePartitions;
import io.assay.check.TablePartitions.Range;
import io.assay.check.Unmeasurable;
import io.assay.check.Unmeasurable.Reason;
import io.assay.scan.Asked.Draft;
import io.assay.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How the partitions of a table cover time, as the catalog has them.
@Tag("versions")
class PartitionsMeasureTest {
  private static final TestPostgres POSTGRES = TestPostgres.create();
  private static final String ROLE = Asked.limitedRole(POSTGRES);
  private static final Asked LIMITED = Asked.as(POSTGRES, ROLE, "limited");
  private static final Measure.Partitions IN_UTC = new Measure.Partitions(ZoneOffset.UTC);

  @AfterAll
  static void close() {
    LIMITED.close();
  }

  private static TablePartitions partitions(String table) {
    return LIMITED.value(Draft.on(table), IN_UTC);
  }

  private static Range range(String from, String to) {
    return new Range(
        Optional.of(from).filter(text -> !text.isEmpty()).map(Instant::parse),
        Optional.of(to).filter(text -> !text.isEmpty()).map(Instant::parse));
  }

  @Test
  void bounds_are_read_with_and_without_an_end() {
    POSTGRES.execute(
        "CREATE TABLE zoned (at timestamptz) PARTITION BY RANGE (at)",
        "CREATE TABLE zoned_0 PARTITION OF zoned FOR VALUES FROM (MINVALUE) TO ('2026-01-01 00:00+02')",
        "CREATE TABLE zoned_1 PARTITION OF zoned"
            + " FOR VALUES FROM ('2026-01-01 00:00+02') TO ('2026-02-01 00:00:00.5+00')",
        "CREATE TABLE zoned_2 PARTITION OF zoned FOR VALUES FROM ('2027-01-01') TO ('infinity')");
    assertThat(partitions("zoned").covered())
        .containsExactlyInAnyOrder(
            range("", "2025-12-31T22:00:00Z"),
            range("2025-12-31T22:00:00Z", "2026-02-01T00:00:00.5Z"),
            range("2027-01-01T00:00:00Z", ""));
  }

  @Test
  void bounds_without_a_zone_are_read_in_the_zone_of_the_check() {
    POSTGRES.execute(
        "CREATE TABLE dated (day date) PARTITION BY RANGE (day)",
        "CREATE TABLE dated_0 PARTITION OF dated FOR VALUES FROM ('2026-03-29') TO ('2026-03-30')",
        "CREATE DOMAIN moment AS timestamp",
        "CREATE TABLE plain (at moment) PARTITION BY RANGE (at)",
        "CREATE TABLE plain_0 PARTITION OF plain FOR VALUES FROM ('2026-03-29') TO ('2026-03-30')");
    for (String table : List.of("dated", "plain")) {
      assertThat(
              LIMITED
                  .value(Draft.on(table), new Measure.Partitions(ZoneId.of("Europe/Rome")))
                  .covered())
          .containsExactly(range("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"));
    }
  }

  @Test
  void sub_partitions_cover_what_their_own_partitions_cover() {
    POSTGRES.execute(
        "CREATE TABLE deep (at timestamptz, tenant int) PARTITION BY RANGE (at)",
        "CREATE TABLE deep_1 PARTITION OF deep FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')"
            + " PARTITION BY RANGE (at)",
        "CREATE TABLE deep_1a PARTITION OF deep_1 FOR VALUES FROM (MINVALUE) TO ('2026-01-11')",
        "CREATE TABLE deep_2 PARTITION OF deep FOR VALUES FROM ('2026-02-01') TO ('2026-03-01')"
            + " PARTITION BY LIST (tenant)",
        "CREATE TABLE deep_2a PARTITION OF deep_2 FOR VALUES IN (1)",
        "CREATE TABLE deep_3 PARTITION OF deep FOR VALUES FROM ('2026-03-01') TO ('2026-04-01')"
            + " PARTITION BY HASH (tenant)");
    assertThat(partitions("deep").covered())
        .containsExactlyInAnyOrder(
            range("2026-01-01T00:00:00Z", "2026-01-11T00:00:00Z"),
            range("2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"));
  }

  @Test
  void rows_in_a_default_partition_are_found_at_every_level_of_time() {
    POSTGRES.execute(
        "CREATE TABLE strays (at timestamptz, tenant int) PARTITION BY RANGE (at)",
        "CREATE TABLE strays_1 PARTITION OF strays FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')"
            + " PARTITION BY RANGE (at)",
        "CREATE TABLE strays_1_rest PARTITION OF strays_1 DEFAULT",
        "CREATE TABLE strays_2 PARTITION OF strays FOR VALUES FROM ('2026-02-01') TO ('2026-03-01')"
            + " PARTITION BY LIST (tenant)",
        "CREATE TABLE strays_2_rest PARTITION OF strays_2 DEFAULT",
        "CREATE TABLE strays_rest PARTITION OF strays DEFAULT",
        "GRANT SELECT ON strays_rest, strays_1_rest TO " + ROLE,
        "INSERT INTO strays VALUES ('2026-02-02', 7)");
    assertThat(partitions("strays").strays()).isEmpty();
    assertThat(partitions("strays").covered())
        .containsExactly(range("2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"));
    POSTGRES.execute("INSERT INTO strays VALUES ('2026-01-02', 7)");
    assertThat(partitions("strays").strays()).contains(new TableName("public", "strays_1_rest"));
    POSTGRES.execute("TRUNCATE strays_1", "INSERT INTO strays VALUES ('2027-01-02', 7)");
    assertThat(partitions("strays").strays()).contains(new TableName("public", "strays_rest"));
  }

  @Test
  void what_keeps_a_default_partition_from_being_read_is_told() {
    POSTGRES.execute(
        "CREATE TABLE hidden (at date) PARTITION BY RANGE (at)",
        "CREATE SCHEMA away",
        "CREATE TABLE away.rest PARTITION OF hidden DEFAULT",
        "INSERT INTO hidden VALUES ('2026-01-01')");
    assertThat(trouble("hidden").text()).contains("GRANT USAGE ON SCHEMA \"away\" TO \"" + ROLE);
    POSTGRES.execute("GRANT USAGE ON SCHEMA away TO " + ROLE);
    assertThat(trouble("hidden").text()).contains("GRANT SELECT ON \"away\".\"rest\" TO \"" + ROLE);
    POSTGRES.execute(
        "GRANT SELECT ON away.rest TO " + ROLE, "ALTER TABLE away.rest ENABLE ROW LEVEL SECURITY");
    assertThat(trouble("hidden").reason()).isEqualTo(Reason.ROW_SECURITY);
    assertThat(LIMITED.value(Draft.on("hidden").asRole(), IN_UTC).strays()).isEmpty();
  }

  private static Unmeasurable trouble(String table) {
    return LIMITED.trouble(Draft.on(table), IN_UTC);
  }

  @Test
  void a_partition_that_is_being_detached_no_longer_counts() throws SQLException {
    POSTGRES.execute(
        "CREATE TABLE leaving (at date) PARTITION BY RANGE (at)",
        "CREATE TABLE leaving_1 PARTITION OF leaving FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')");
    try (Connection reader = POSTGRES.connect();
        Connection detaching = POSTGRES.connect()) {
      reader.setAutoCommit(false);
      reader.createStatement().execute("SELECT count(*) FROM leaving");
      detaching.createStatement().execute("SET lock_timeout = '100ms'");
      try {
        detaching
            .createStatement()
            .execute("ALTER TABLE leaving DETACH PARTITION leaving_1 CONCURRENTLY");
      } catch (SQLException waitedForTheReader) {
        assertThat(waitedForTheReader.getSQLState()).isEqualTo("55P03");
      }
      assertThat(partitions("leaving").covered()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a1 | (id int) PARTITION BY LIST (id) | it is partitioned by list
          a2 | (id int) PARTITION BY HASH (id) | it is partitioned by hash
          a3 | (id bigint) PARTITION BY RANGE (id) | its partitions range over id, which is bigint
          a4 | (at date, id int) PARTITION BY RANGE (at, id) | its partitions range over several columns
          a5 | (at timestamp) PARTITION BY RANGE ((at::date)) | its partitions range over an expression
          a6 | (at date) | it is not partitioned
          """)
  void what_has_no_end_in_time_is_refused(String name, String definition, String why) {
    POSTGRES.execute("CREATE TABLE " + name + " " + definition);
    Unmeasurable refused = trouble(name);
    assertThat(refused.reason()).isEqualTo(Reason.UNSUPPORTED);
    assertThat(refused.text())
        .isEqualTo(
            why
                + ": 'partitions' is for tables that are partitioned by ranges of one date or"
                + " timestamp column");
  }

  @Test
  void text_ranges_below_time_are_not_taken_for_times() {
    POSTGRES.execute(
        "CREATE TABLE mixed (at date, name text) PARTITION BY RANGE (at)",
        "CREATE TABLE mixed_1 PARTITION OF mixed FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')"
            + " PARTITION BY RANGE (name)",
        "CREATE TABLE mixed_1a PARTITION OF mixed_1 FOR VALUES FROM ('a') TO ('m')");
    assertThat(partitions("mixed").covered())
        .containsExactly(range("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"));
  }

  @Test
  void a_table_that_is_not_there_is_missing_and_others_can_be_explained() {
    assertThat(trouble("nope").reason()).isEqualTo(Reason.MISSING);
    POSTGRES.execute("CREATE TABLE told (at date) PARTITION BY RANGE (at)");
    Check check = Draft.on("told").asking("check", IN_UTC);
    assertThat(LIMITED.runner.explain(LIMITED.database, List.of(check)).get(check.id()))
        .isInstanceOf(Explanation.Planned.class);
  }
}
