package io.assay.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Column;
import io.assay.check.Deferred;
import io.assay.check.Measure;
import io.assay.check.Measured;
import io.assay.check.Measurement;
import io.assay.check.Unmeasurable;
import io.assay.check.Unmeasurable.Reason;
import io.assay.scan.Asked.Draft;
import io.assay.testing.Neighbour;
import io.assay.testing.PgBouncer;
import io.assay.testing.TestPostgres;
import java.sql.Connection;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A real PgBouncer that lends one session to Assay and to a neighbour in turn.
class PoolerTest {
  private static final TestPostgres POSTGRES = TestPostgres.create();
  private static final String STRANGER = Asked.limitedRole(POSTGRES);
  private static final Measure.Rows ROWS = new Measure.Rows();

  @BeforeAll
  static void fill() {
    POSTGRES.execute(
        "CREATE TABLE orders (id bigint NOT NULL, note text, tags int[], total float8,"
            + " at timestamptz)",
        "INSERT INTO orders SELECT n, CASE WHEN n % 3 > 0 THEN 'Note ' || n END, '{1,NULL}',"
            + " n / 7.0, timestamptz '2026-01-01 00:30+00' + n * interval '1 hour'"
            + " FROM generate_series(1, 3000) n",
        "CREATE TABLE docs AS SELECT to_tsvector('english', 'the rare word ' || n % 50) AS words"
            + " FROM generate_series(1, 5000) n",
        "CREATE INDEX ON docs USING gin (words)",
        "CREATE VIEW recent AS SELECT * FROM orders WHERE id > 2000",
        "CREATE TABLE events (id int, at date) PARTITION BY RANGE (at)",
        "CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2026-07-01')",
        "CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM ('2026-07-01') TO ('2027-01-01')",
        "INSERT INTO events SELECT n, date '2026-01-01' + n FROM generate_series(1, 300) n",
        "ANALYZE");
  }

  /// Of each way to ask one, and of author's SQL whatever a setting might give another meaning.
  private static List<Check> checks() {
    Draft orders = Draft.on("orders");
    Column note = new Column.Name("note");
    return List.of(
        orders.asking("proof", new Measure.Nulls(new Column.Name("id"))),
        orders
            .budget(1e6)
            .asking(
                "pass",
                ROWS,
                new Measure.Nulls(note),
                new Measure.Blanks(note),
                new Measure.Distinct(List.of(note))),
        orders.asking("repeats", new Measure.Repeats(List.of(new Column.Name("at")))),
        orders.asking("newest", new Measure.Newest(new Column.Name("at"))),
        orders.where("note = NULL").asking("null", ROWS),
        orders.where("tags = '{1,NULL}'").asking("array", ROWS),
        orders.where("extract(hour FROM at) = 5").asking("hour", ROWS),
        orders.where("at < '02/01/2026'").asking("date", ROWS),
        orders.where("total::text LIKE '%.%'").asking("digits", ROWS),
        orders.where("lower(note) = E'note\\x20' || id").asking("text", ROWS),
        Draft.on("recent").asking("view", ROWS),
        Draft.on("events").asking("partitions", ROWS, new Measure.Newest(new Column.Name("at"))),
        Draft.on("events").asking("bounds", new Measure.Partitions(ZoneOffset.UTC)),
        query("gin", "SELECT count(*) FROM docs WHERE words @@ to_tsquery('english', '7')"),
        query("language", "SELECT count(*) WHERE to_tsvector('the houses') @@ to_tsquery('house')"),
        query("custom", "SELECT count(*) WHERE current_setting('app.tenant', true) > ''"),
        query("name", "SELECT count(*) FROM orders"),
        query("slip", "SELECT gone FROM orders"),
        orders.asking("size", new Measure.Size()));
  }

  private static Check query(String id, String sql) {
    return Draft.database().asking(id, new Measure.Query(sql));
  }

  private static PgBouncer pooler(String... settings) {
    return PgBouncer.before(
        POSTGRES, Map.of(POSTGRES.username(), POSTGRES.password()), 1, settings);
  }

  private static Asked asked(String url) {
    return Asked.of(
        Asked.settings(url, POSTGRES.username(), POSTGRES.password(), Optional.empty()));
  }

  /// What was found and in which way, or why nothing was.
  private static Map<String, Object> answers(Asked asked) {
    Map<CheckId, Measurement> all = asked.runner.measure(asked.database, checks());
    Map<String, Object> answers = new TreeMap<>();
    all.forEach((id, measurement) ->
        answers.put(
            id.value(),
            switch (measurement) {
              case Measured measured -> measured.cost().how() + " " + measured.values();
              case Unmeasurable why -> why.reason() + " " + why.text();
              case Deferred(String text) -> text;
            }));
    return answers;
  }

  @Test
  void nothing_that_a_neighbour_leaves_in_a_session_changes_an_answer_and_it_stays_there() {
    try (PgBouncer pooler = pooler();
        Asked direct = asked(POSTGRES.url());
        Asked pooled = asked(pooler.url());
        Neighbour neighbour = new Neighbour(pooler.as(POSTGRES.username(), POSTGRES.password()))) {
      Map<String, Object> expected = answers(direct);
      assertThat(expected.get("slip")).asString().startsWith("MISSING");
      assertThat(answers(pooled)).isEqualTo(expected);

      List<String> wrong = new ArrayList<>();
      int left = 0;
      for (String leaving : Neighbour.leavings(POSTGRES, STRANGER, "orders")) {
        if (neighbour.leave(leaving)) {
          left++;
        }
        String before = neighbour.ask(SETTINGS);
        Map<String, Object> answers = answers(pooled);
        expected.forEach((id, answer) -> {
          if (!answer.equals(answers.get(id))) {
            wrong.add(leaving + " | " + id + ": " + answers.get(id));
          }
        });
        String after = neighbour.ask(SETTINGS);
        if (before != null
            && after != null
            && pid(before).equals(pid(after))
            && !before.equals(after)) {
          wrong.add(leaving + " | the session had " + before + " and has " + after);
        }
        neighbour.leave("DISCARD ALL");
      }
      assertThat(wrong).isEmpty();
      assertThat(left).isGreaterThan(200);
    }
  }

  /// The session, and all that is set in it but what PgBouncer sets anew for each client.
  private static final String SETTINGS =
      """
      SELECT pg_backend_pid() || ' ' || concat_ws(', ', session_user, current_user,
        current_setting('app.tenant', true), string_agg(name || '=' || setting, ', ' ORDER BY name))
      FROM pg_catalog.pg_settings
      WHERE source = 'session' AND name NOT IN ('application_name', 'client_encoding', 'DateStyle',
        'TimeZone', 'standard_conforming_strings', 'IntervalStyle')\
      """;

  private static String pid(String settings) {
    return settings.substring(0, settings.indexOf(' '));
  }

  @Test
  void is_unreachable_while_the_pooler_is_away_and_goes_on_by_itself() {
    try (PgBouncer pooler = pooler();
        Asked pooled = asked(pooler.url())) {
      Draft orders = Draft.on("orders");
      assertThat(pooled.value(orders, ROWS)).isEqualTo(3000);
      pooler.stop();
      Unmeasurable why = pooled.trouble(orders, ROWS);
      assertThat(why.reason()).isEqualTo(Reason.UNREACHABLE);
      assertThat(why.text()).startsWith("shop does not answer: ");
      pooler.start();
      Check check = orders.asking("rows", ROWS);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> pooled.one(check) instanceof Measured measured && measured.get(ROWS) == 3000);
    }
  }

  @Test
  void says_what_to_do_when_the_pooler_has_no_session_left() throws Exception {
    try (PgBouncer pooler = pooler("query_wait_timeout = 1");
        Asked pooled = asked(pooler.url());
        Connection neighbour = pooler.as(POSTGRES.username(), POSTGRES.password()).connect()) {
      assertThat(pooled.value(Draft.on("orders"), ROWS)).isEqualTo(3000);
      neighbour.setAutoCommit(false);
      neighbour.createStatement().execute("SELECT 1");
      long begin = System.nanoTime();
      Unmeasurable why = pooled.trouble(Draft.on("orders"), ROWS);
      assertThat(why)
          .isEqualTo(
              new Unmeasurable(
                  Reason.UNREACHABLE,
                  "shop is behind a pooler that had no session free in time: raise its pool size,"
                      + " or give Assay a pool of its own"));
      // once, however many connections there are
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
      neighbour.rollback();
      Check check = Draft.on("orders").asking("rows", ROWS);
      await().atMost(Duration.ofSeconds(20)).until(() -> pooled.one(check) instanceof Measured);
    }
  }

  @Test
  void does_not_wait_for_a_session_for_ever() throws Exception {
    try (PgBouncer pooler = pooler();
        Asked pooled = asked(pooler.url() + "&socketTimeout=1");
        Connection neighbour = pooler.as(POSTGRES.username(), POSTGRES.password()).connect()) {
      assertThat(pooled.value(Draft.on("orders"), ROWS)).isEqualTo(3000);
      neighbour.setAutoCommit(false);
      neighbour.createStatement().execute("SELECT 1");
      assertThat(pooled.trouble(Draft.on("orders"), ROWS))
          .isEqualTo(
              new Unmeasurable(
                  Reason.UNREACHABLE,
                  "shop does not answer: it said nothing for longer than a statement may take;"
                      + " something in between drops it, or a pooler has no session free"));
    }
  }

  @Test
  void a_pooler_that_pools_by_statement_is_told() {
    try (PgBouncer pooler = pooler("pool_mode = statement");
        Asked pooled = asked(pooler.url())) {
      assertThat(pooled.trouble(Draft.on("orders"), ROWS))
          .isEqualTo(
              new Unmeasurable(
                  Reason.UNREACHABLE,
                  "shop does not answer: FATAL: transaction blocks not allowed in statement pooling"
                      + " mode"));
    }
  }
}
