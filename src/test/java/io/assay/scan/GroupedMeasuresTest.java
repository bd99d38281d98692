package io.assay.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Buckets;
import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Column;
import io.assay.check.Filter;
import io.assay.check.Measure;
import io.assay.check.Measured;
import io.assay.check.Measurement;
import io.assay.check.Unmeasurable;
import io.assay.scan.Asked.Draft;
import io.assay.testing.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GroupedMeasuresTest {
  private static final TestPostgres POSTGRES = TestPostgres.create();
  private static final Asked ASKED = Asked.superuser(POSTGRES);
  private static final Measure.Rows ROWS = new Measure.Rows();
  private static final Measure.Nulls NEVER = new Measure.Nulls(column("i"));
  private static final Measure.Nulls NO_EMAIL = new Measure.Nulls(column("email"));
  private static final Measure.Newest NEWEST = new Measure.Newest(column("at"));
  private static final Measure.Repeats REPEATS = new Measure.Repeats(List.of(column("no")));

  @BeforeAll
  static void fill() {
    POSTGRES.execute(
        "CREATE TABLE orders (country text, tier int, no numeric, email text, at timestamptz)",
        """
        INSERT INTO orders VALUES
          ('IT', 1, 1.0, 'a@b', '2026-01-01 00:00Z'), ('IT', 1, 1.00, NULL, '2026-01-02 00:00Z'),
          ('IT', 2, 1, 'a@b', NULL), ('FR', 1, 1, NULL, '2026-01-03 00:00Z'),
          ('FR', NULL, 2, 'a@b', 'infinity'), (NULL, NULL, 3, NULL, NULL), (NULL, NULL, 3, 'a@b', NULL),
          ('NULL', 1, NULL, 'a@b', NULL), ('NULL', 1, NULL, 'a@b', NULL)\
        """,
        "CREATE TABLE nothing (country text)");
  }

  @AfterAll
  static void close() {
    ASKED.close();
  }

  @BeforeEach
  void forget() {
    ASKED.sent.clear();
  }

  private static Column column(String name) {
    return new Column.Name(name);
  }

  private static Measure.Groups by(Column by, Measure.Groupable<?>... measures) {
    return new Measure.Groups(List.of(by), List.of(measures));
  }

  /// The value of a measure by the group's key, NULL as `-`.
  private static <V> Map<String, V> of(List<Measure.Group> groups, Measure<V> measure) {
    Map<String, V> values = new HashMap<>();
    for (Measure.Group group : groups) {
      String key = String.join("/", group.key().stream().map(each -> each.orElse("-")).toList());
      @SuppressWarnings("unchecked") // it is what the measure comes to
      V value = (V) group.values().get(measure);
      values.put(key, value);
    }
    assertThat(values).hasSameSizeAs(groups);
    return values;
  }

  @Test
  void each_group_is_measured_and_null_is_a_group_of_its_own() {
    List<Measure.Group> groups =
        ASKED.value(Draft.on("orders"), by(column("country"), ROWS, NO_EMAIL, NEWEST, REPEATS));

    assertThat(of(groups, ROWS)).isEqualTo(Map.of("IT", 3L, "FR", 2L, "-", 2L, "NULL", 2L));
    assertThat(of(groups, NO_EMAIL)).isEqualTo(Map.of("IT", 1L, "FR", 1L, "-", 1L, "NULL", 0L));
    assertThat(of(groups, REPEATS)).isEqualTo(Map.of("IT", 2L, "FR", 0L, "-", 1L, "NULL", 0L));
    assertThat(of(groups, NEWEST))
        .isEqualTo(
            Map.of(
                "IT",
                Optional.of(Instant.parse("2026-01-02T00:00:00Z")),
                "FR",
                Optional.of(Instant.parse("2026-01-03T00:00:00Z")),
                "-",
                Optional.empty(),
                "NULL",
                Optional.empty()));
  }

  @Test
  void many_columns_make_a_group_and_repeats_meet_their_group_through_nulls() {
    List<Measure.Group> groups =
        ASKED.value(
            Draft.on("orders"),
            new Measure.Groups(List.of(column("country"), column("tier")), List.of(ROWS, REPEATS)));

    assertThat(of(groups, ROWS))
        .isEqualTo(Map.of("IT/1", 2L, "IT/2", 1L, "FR/1", 1L, "FR/-", 1L, "-/-", 2L, "NULL/1", 2L));
    assertThat(of(groups, REPEATS))
        .isEqualTo(Map.of("IT/1", 1L, "IT/2", 0L, "FR/1", 0L, "FR/-", 0L, "-/-", 1L, "NULL/1", 0L));
  }

  @Test
  void equal_numbers_are_one_group_however_they_are_written() {
    List<Measure.Group> groups =
        ASKED.value(
            Draft.on("orders"),
            by(column("no"), ROWS, new Measure.Repeats(List.of(column("country")))));

    assertThat(groups).hasSize(4);
    assertThat(
            groups.stream()
                .filter(group -> group.key().getFirst().orElse("").startsWith("1"))
                .map(group -> group.values().get(new Measure.Repeats(List.of(column("country"))))))
        .containsExactly(2L);
  }

  @Test
  void checks_with_the_same_groups_share_one_statement_each_with_its_own_filter() {
    Draft orders = Draft.on("orders");
    Measure.Groups rows = by(column("country"), ROWS);
    Measure.Groups repeats = by(column("country"), REPEATS, ROWS);

    Map<CheckId, Measurement> all =
        ASKED.measure(
            orders.asking("all", rows),
            orders.where("tier = 1").asking("tier 1", repeats),
            orders.where("country = 'FR'").asking("FR", by(column("country"), NO_EMAIL)));

    assertThat(ASKED.sent).containsExactly(Measured.How.SCAN);
    assertThat(of(RowMeasuresTest.value(all, "all", rows), ROWS)).hasSize(4);
    assertThat(of(RowMeasuresTest.value(all, "tier 1", repeats), ROWS))
        .isEqualTo(Map.of("IT", 2L, "FR", 1L, "NULL", 2L));
    assertThat(of(RowMeasuresTest.value(all, "tier 1", repeats), REPEATS))
        .isEqualTo(Map.of("IT", 1L, "FR", 0L, "NULL", 0L));
    assertThat(of(RowMeasuresTest.value(all, "FR", by(column("country"), NO_EMAIL)), NO_EMAIL))
        .isEqualTo(Map.of("FR", 1L));
  }

  @Test
  void one_broken_check_spoils_no_other() {
    Draft orders = Draft.on("orders");
    Measure.Groups rows = by(column("country"), ROWS);

    Map<CheckId, Measurement> all =
        ASKED.measure(
            orders.asking("good", rows),
            orders.asking("bad", by(column("country"), new Measure.Nulls(column("emial")))));

    assertThat(RowMeasuresTest.value(all, "good", rows)).hasSize(4);
    assertThat(all.get(new CheckId("bad")))
        .isInstanceOfSatisfying(
            Unmeasurable.class,
            why -> assertThat(why.reason()).isEqualTo(Unmeasurable.Reason.MISSING));
  }

  @Test
  void expressions_group_also_when_they_are_a_constant() {
    assertThat(
            of(
                ASKED.value(
                    Draft.on("orders"), by(new Column.Expression("lower(country) = 'it'"), ROWS)),
                ROWS))
        .isEqualTo(Map.of("true", 3L, "false", 4L, "-", 2L));
    assertThat(of(ASKED.value(Draft.on("orders"), by(new Column.Expression("1"), ROWS)), ROWS))
        .isEqualTo(Map.of("1", 9L));
  }

  @Test
  void an_empty_table_has_no_groups() {
    assertThat(ASKED.value(Draft.on("nothing"), by(column("country"), ROWS))).isEmpty();
    assertThat(ASKED.value(Draft.on("orders").where("false"), by(column("country"), ROWS)))
        .isEmpty();
  }

  @Test
  void ten_thousand_groups_are_measured_and_one_more_is_told() {
    POSTGRES.execute(
        "CREATE TABLE many AS SELECT i, i % 3 AS third FROM generate_series(1, 10001) i");

    Unmeasurable why = ASKED.trouble(Draft.on("many"), by(column("i"), ROWS));

    assertThat(why.text()).contains("more than 10,000 groups").contains("'where'");
    ASKED.sent.clear();
    Map<CheckId, Measurement> all =
        ASKED.measure(
            Draft.on("many").asking("one", by(column("i"), ROWS)),
            Draft.on("many").asking("other", by(column("i"), NEVER)));
    assertThat(all.values()).hasSize(2).hasOnlyElementsOfType(Unmeasurable.class);
    assertThat(ASKED.sent).hasSize(1);
    all =
        ASKED.measure(
            Draft.on("many").asking("all", by(column("i"), ROWS)),
            Draft.on("many").where("i < 10").asking("few", by(column("i"), ROWS)));
    assertThat(all.get(new CheckId("all"))).isInstanceOf(Unmeasurable.class);
    assertThat(RowMeasuresTest.value(all, "few", by(column("i"), ROWS))).hasSize(9);
    assertThat(ASKED.value(Draft.on("many").where("i <= 10000"), by(column("i"), ROWS)))
        .hasSize(10_000);
    assertThat(ASKED.value(Draft.on("many"), by(column("third"), ROWS))).hasSize(3);
  }

  @Test
  void long_keys_are_cut_and_still_told_apart() {
    POSTGRES.execute(
        "CREATE TABLE long_keys AS SELECT repeat('x', 100000) || i AS key"
            + " FROM generate_series(1, 3) i");

    List<Measure.Group> groups = ASKED.value(Draft.on("long_keys"), by(column("key"), ROWS));

    assertThat(groups.stream().map(Measure.Group::key).distinct()).hasSize(3);
    assertThat(groups)
        .allSatisfy(group ->
            assertThat(group.key().getFirst().orElseThrow()).hasSizeLessThanOrEqualTo(200));
  }

  @Test
  void buckets_are_counted_for_the_groups_that_have_a_row_in_one_of_them() {
    POSTGRES.execute(
        "CREATE TABLE visits (site text, at timestamptz)",
        """
        INSERT INTO visits
        SELECT 'a', date_trunc('day', now()) - i * interval '1 day' + interval '1 hour'
        FROM generate_series(1, 3) i\
        """,
        "INSERT INTO visits SELECT 'b', date_trunc('day', now()) - interval '2 day'",
        "INSERT INTO visits SELECT 'old', date_trunc('day', now()) - interval '90 day'");
    Measure.RowsPerBucket buckets =
        new Measure.RowsPerBucket(
            column("at"), new Buckets(Duration.ofDays(1), Buckets.Against.DAYS, 3, ZoneOffset.UTC));

    Map<String, List<Measure.BucketRows>> counted =
        of(ASKED.value(Draft.on("visits"), by(column("site"), buckets)), buckets);

    assertThat(counted).containsOnlyKeys("a", "b");
    assertThat(counted.get("a"))
        .extracting(Measure.BucketRows::rows)
        .containsExactly(1L, 1L, 1L, 0L);
    assertThat(counted.get("b"))
        .extracting(Measure.BucketRows::rows)
        .containsExactly(0L, 1L, 0L, 0L);
  }

  @Test
  void a_window_is_that_of_each_group() {
    POSTGRES.execute(
        "CREATE TABLE windowed AS SELECT * FROM (VALUES ('a', now() - interval '5 min'),"
            + " ('a', now() - interval '2 h'), ('b', now() - interval '2 h')) v (k, at)");
    Filter.Window hour = new Filter.Window(column("at"), Duration.ofHours(1));

    assertThat(
            of(ASKED.value(Draft.on("windowed").window(hour), by(column("k"), ROWS, NEWEST)), ROWS))
        .isEqualTo(Map.of("a", 1L));
  }

  @Test
  void the_groups_are_one_pass_over_the_relation_whatever_their_number() {
    Check check = Draft.on("orders").asking("one", by(column("country"), ROWS, NO_EMAIL, NEWEST));

    assertThat(ASKED.runner.explain(ASKED.database, List.of(check)).get(check.id()))
        .isInstanceOfSatisfying(
            Explanation.Planned.class,
            planned -> {
              List<String> plan = plan(planned.sql());
              assertThat(plan.stream().filter(line -> line.contains("Scan on orders"))).hasSize(1);
              assertThat(plan).noneMatch(line -> line.contains("Nested Loop"));
            });
  }

  private static List<String> plan(String sql) {
    List<String> lines = new ArrayList<>();
    try (Connection connection = POSTGRES.connect();
        Statement statement = connection.createStatement();
        ResultSet plan = statement.executeQuery("EXPLAIN " + sql)) {
      while (plan.next()) {
        lines.add(plan.getString(1));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return lines;
  }

  @Test
  void what_cannot_be_grouped_by_says_so() {
    POSTGRES.execute("CREATE TABLE documents (body json)");

    assertThat(ASKED.trouble(Draft.on("documents"), by(column("body"), ROWS)).text())
        .contains("json");
  }

  @Test
  void keys_of_every_sort_of_type_group_and_join() {
    for (String type :
        Arrays.asList("int[]", "jsonb", "date", "uuid", "float8", "inet", "char(5)", "interval")) {
      POSTGRES.execute(
          "DROP TABLE IF EXISTS typed",
          "CREATE TABLE typed (k " + type + ", v int)",
          "INSERT INTO typed VALUES (NULL, 1), (NULL, 1)");

      assertThat(
              of(
                  ASKED.value(
                      Draft.on("typed"),
                      by(column("k"), ROWS, new Measure.Repeats(List.of(column("v"))))),
                  new Measure.Repeats(List.of(column("v")))))
          .as(type)
          .isEqualTo(Map.of("-", 1L));
    }
  }
}
