package io.assay.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.assay.check.Check;
import io.assay.check.CheckId;
import io.assay.check.Column;
import io.assay.check.Filter;
import io.assay.check.Measure;
import io.assay.check.Measured;
import io.assay.check.Measurement;
import io.assay.check.Unmeasurable;
import io.assay.check.Unmeasurable.Reason;
import io.assay.check.ValueType;
import io.assay.scan.Asked.Draft;
import io.assay.testing.TestPostgres;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class GuardTest {
  private static final TestPostgres POSTGRES = TestPostgres.create();
  private static final Asked SUPERUSER = Asked.superuser(POSTGRES);
  private static final String ROLE = Asked.limitedRole(POSTGRES);
  private static final Asked LIMITED = Asked.as(POSTGRES, ROLE, "limited");

  @BeforeAll
  static void fill() {
    POSTGRES.execute(
        "CREATE TABLE open_one AS SELECT i AS id, 'secret ' || i AS txt FROM"
            + " generate_series(1, 10) i",
        "GRANT SELECT ON open_one TO " + ROLE,
        "CREATE TABLE closed_one (id int)",
        "CREATE TABLE one_column (id int, hidden int)",
        "GRANT SELECT (id) ON one_column TO " + ROLE,
        "CREATE SCHEMA closed",
        "CREATE TABLE closed.t (id int)",
        "CREATE TABLE policed AS SELECT i AS id, i % 2 AS tenant FROM generate_series(1, 10) i",
        "ALTER TABLE policed ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY own ON policed USING (tenant = 1)",
        "GRANT SELECT ON policed TO " + ROLE,
        "CREATE TABLE written (id int)",
        """
        CREATE FUNCTION writes() RETURNS int LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO written VALUES (1); RETURN 1; END $$\
        """,
        """
        CREATE FUNCTION tells(int) RETURNS int LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'row % is secret', $1; END $$\
        """);
  }

  @AfterAll
  static void close() {
    SUPERUSER.close();
    LIMITED.close();
  }

  private static String single(String sql) throws Exception {
    try (var connection = POSTGRES.connect();
        ResultSet row = connection.createStatement().executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  void being_filtered_by_row_security_is_an_error_of_its_own() {
    Unmeasurable why = LIMITED.trouble(Draft.on("policed"), new Measure.Rows());
    assertThat(why.reason()).isEqualTo(Reason.ROW_SECURITY);
    assertThat(why.text()).contains("public.policed", ROLE, "BYPASSRLS", "row_security: as_role");
    assertThat(
            LIMITED
                .trouble(Draft.database(), new Measure.Query("SELECT count(*) FROM policed"))
                .reason())
        .isEqualTo(Reason.ROW_SECURITY);
  }

  @Test
  void row_security_as_role_measures_what_the_role_sees() {
    assertThat(LIMITED.value(Draft.on("policed").asRole(), new Measure.Rows())).isEqualTo(5);
    assertThat(SUPERUSER.value(Draft.on("policed"), new Measure.Rows())).isEqualTo(10);
  }

  @Test
  void a_missing_right_names_the_grant_to_run() {
    Unmeasurable table = LIMITED.trouble(Draft.on("closed_one"), new Measure.Rows());
    assertThat(table.reason()).isEqualTo(Reason.PERMISSION);
    assertThat(table.text())
        .endsWith("run GRANT SELECT ON \"public\".\"closed_one\" TO \"" + ROLE + "\"");
    Unmeasurable schema = LIMITED.trouble(Draft.on("closed", "t"), new Measure.Rows());
    assertThat(schema.reason()).isEqualTo(Reason.PERMISSION);
    assertThat(schema.text()).endsWith("run GRANT USAGE ON SCHEMA \"closed\" TO \"" + ROLE + "\"");
  }

  @Test
  void a_right_on_one_column_is_enough_for_its_checks() {
    Map<CheckId, Measurement> all =
        LIMITED.measure(
            Draft.on("one_column").asking("seen", new Measure.Nulls(new Column.Name("id"))),
            Draft.on("one_column").asking("hidden", new Measure.Nulls(new Column.Name("hidden"))));
    assertThat(all.get(new CheckId("seen"))).isInstanceOf(Measured.class);
    assertThat(all.get(new CheckId("hidden")))
        .isInstanceOfSatisfying(
            Unmeasurable.class, why -> assertThat(why.reason()).isEqualTo(Reason.PERMISSION));
  }

  @Test
  void a_statement_that_takes_too_long_is_a_timeout() {
    Unmeasurable why =
        SUPERUSER.trouble(
            Draft.database().timeout(Duration.ofMillis(200)),
            new Measure.Query("SELECT pg_sleep(20)"));
    assertThat(why.reason()).isEqualTo(Reason.TIMEOUT);
    assertThat(why.text()).contains("200ms");
  }

  @Test
  void a_slow_check_does_not_take_what_an_index_answers_with_it() {
    Draft slow = Draft.on("open_one").timeout(Duration.ofMillis(300));
    Map<CheckId, Measurement> all =
        SUPERUSER.measure(
            slow.asking("repeats", new Measure.Repeats(List.of(sleeping()))),
            slow.asking("rows", new Measure.Rows()));
    assertThat(all.get(new CheckId("rows"))).isInstanceOf(Measured.class);
    assertThat(all.get(new CheckId("repeats")))
        .isInstanceOfSatisfying(
            Unmeasurable.class, why -> assertThat(why.reason()).isEqualTo(Reason.TIMEOUT));
  }

  private static Column sleeping() {
    return new Column.Expression("pg_sleep(id)::text || id");
  }

  @Test
  void waiting_for_a_lock_says_so_and_is_done_once() throws Exception {
    POSTGRES.execute("CREATE TABLE locked_one (id int)");
    try (var connection = POSTGRES.connect()) {
      connection.setAutoCommit(false);
      connection.createStatement().execute("LOCK TABLE locked_one IN ACCESS EXCLUSIVE MODE");
      Draft locked = Draft.on("locked_one").timeout(Duration.ofMillis(300));
      SUPERUSER.sent.clear();
      Map<CheckId, Measurement> all =
          SUPERUSER.measure(
              locked.asking("rows", new Measure.Rows()),
              locked.asking("repeats", new Measure.Repeats(List.of(new Column.Name("id")))));
      assertThat(all.values())
          .hasSize(2)
          .allSatisfy(each ->
              assertThat(each)
                  .isInstanceOfSatisfying(
                      Unmeasurable.class,
                      why -> {
                        assertThat(why.reason()).isEqualTo(Reason.LOCKED);
                        assertThat(why.text()).contains("lock on public.locked_one");
                      }));
      assertThat(SUPERUSER.sent).hasSize(1);
    }
  }

  @Test
  void a_cost_above_the_budget_is_refused_before_it_runs() {
    Unmeasurable why = SUPERUSER.trouble(Draft.on("open_one").budget(0.5), new Measure.Rows());
    assertThat(why.reason()).isEqualTo(Reason.BUDGET);
    assertThat(why.text()).contains("budget");
    assertThat(SUPERUSER.value(Draft.on("open_one").budget(1e6), new Measure.Rows())).isEqualTo(10);
    try (Asked frugal =
        Asked.of(
            Asked.settings(
                POSTGRES.url(), POSTGRES.username(), POSTGRES.password(), Optional.of(0.001)))) {
      assertThat(
              frugal
                  .trouble(Draft.database(), new Measure.QueryTime("SELECT * FROM open_one"))
                  .reason())
          .isEqualTo(Reason.BUDGET);
      assertThat(frugal.value(Draft.on("open_one").budget(1e6), new Measure.Rows())).isEqualTo(10);
    }
  }

  @Test
  void a_query_that_writes_fails_and_writes_nothing() throws Exception {
    for (String sql :
        List.of(
            "SELECT writes()",
            "WITH w AS (INSERT INTO written VALUES (2) RETURNING id) SELECT * FROM w",
            "SELECT set_config('transaction_read_only', 'off', false), writes()",
            "SELECT 1 AS id INTO TABLE made",
            "SELECT * FROM open_one FOR UPDATE")) {
      Unmeasurable why = SUPERUSER.trouble(Draft.database(), new Measure.Query(sql));
      assertThat(why.reason()).as(sql).isEqualTo(Reason.QUERY);
      assertThat(SUPERUSER.trouble(Draft.database(), new Measure.QueryTime(sql)).reason())
          .as(sql)
          .isEqualTo(Reason.QUERY);
    }
    assertThat(
            SUPERUSER
                .trouble(Draft.on("open_one").where("writes() = id"), new Measure.Rows())
                .reason())
        .isEqualTo(Reason.QUERY);
    assertThat(single("SELECT count(*) FROM written")).isEqualTo("0");
    assertThat(single("SELECT to_regclass('made')")).isNull();
  }

  @Test
  void sql_of_an_author_cannot_leave_its_place() throws Exception {
    POSTGRES.execute("CREATE TABLE victim (id int)");
    for (String attempt :
        List.of(
            "1=1) ; DROP TABLE victim; --",
            "1=1); COMMIT; DROP TABLE victim; SELECT (1",
            "true) FROM open_one; DROP TABLE victim --",
            "note = E'a'\n'\\'); DROP TABLE victim; --'")) {
      // The last attempt is one text to PostgreSQL too, so it stays inside and only the column is
      // missing.
      assertThat(
              SUPERUSER.trouble(Draft.on("open_one").where(attempt), new Measure.Rows()).reason())
          .isIn(Reason.QUERY, Reason.MISSING);
      assertThat(
              SUPERUSER
                  .trouble(Draft.on("open_one"), new Measure.Nulls(new Column.Expression(attempt)))
                  .reason())
          .isIn(Reason.QUERY, Reason.MISSING);
      assertThat(
              SUPERUSER
                  .trouble(
                      Draft.database(),
                      new Measure.Query("SELECT * FROM open_one WHERE (" + attempt))
                  .reason())
          .isEqualTo(Reason.QUERY);
      assertThat(
              SUPERUSER
                  .trouble(
                      Draft.on("open_one"),
                      new Measure.Nulls(new Column.Name("id\" IS NULL) ; DROP TABLE victim; --")))
                  .reason())
          .isEqualTo(Reason.MISSING);
    }
    assertThat(single("SELECT to_regclass('victim')")).isEqualTo("victim");
  }

  @Test
  void a_comment_at_the_end_of_a_condition_swallows_nothing() {
    assertThat(SUPERUSER.value(Draft.on("open_one").where("id < 4 -- few"), new Measure.Rows()))
        .isEqualTo(3);
  }

  @Test
  void question_marks_and_braces_are_the_authors_own() {
    assertThat(
            SUPERUSER
                .value(
                    Draft.database(),
                    new Measure.Query(
                        "SELECT count(*) FROM open_one WHERE '{\"a\": 1}'::jsonb ? 'a' AND"
                            + " '{1,2}'::int[] @> ARRAY[1]"))
                .number())
        .hasValueSatisfying(number -> assertThat(number).isEqualByComparingTo("10"));
    assertThat(
            SUPERUSER.value(
                Draft.on("open_one").where("'{\"a\": 1}'::jsonb ?| array['a', 'b']"),
                new Measure.Rows()))
        .isEqualTo(10);
  }

  @Test
  void no_text_of_an_error_holds_a_row_value() {
    List<Unmeasurable> all =
        List.of(
            SUPERUSER.trouble(Draft.on("open_one").where("txt::int > 0"), new Measure.Rows()),
            SUPERUSER.trouble(Draft.on("open_one").where("txt::date > now()"), new Measure.Rows()),
            SUPERUSER.trouble(Draft.on("open_one").where("txt::json IS NULL"), new Measure.Rows()),
            SUPERUSER.trouble(
                Draft.on("open_one").where("to_date(txt, 'YYYY') IS NULL"), new Measure.Rows()),
            SUPERUSER.trouble(Draft.on("open_one").where("tells(id) = 1"), new Measure.Rows()),
            SUPERUSER.trouble(
                Draft.database(), new Measure.Query("SELECT txt::uuid FROM open_one")));
    assertThat(all).allSatisfy(why -> assertThat(why.text()).doesNotContain("secret"));
    assertThat(all.getFirst().text()).isEqualTo("invalid input syntax for type integer (22P02)");
  }

  @Test
  void the_authors_sql_finds_public_and_shadows_no_built_in() {
    POSTGRES.execute(
        "CREATE FUNCTION public.lower(text) RETURNS text LANGUAGE sql AS $$ SELECT 'shadow' $$");
    assertThat(
            SUPERUSER
                .value(
                    Draft.database(),
                    new Measure.Query("SELECT count(*) FROM open_one WHERE lower('A') = 'a'"))
                .number())
        .hasValueSatisfying(number -> assertThat(number).isEqualByComparingTo("10"));
  }

  @Test
  void a_limited_role_measures_what_it_may_read() {
    Draft open = Draft.on("open_one");
    assertThat(LIMITED.value(open, new Measure.Rows())).isEqualTo(10);
    assertThat(
            LIMITED.value(open, new Measure.Unreadable(new Column.Name("txt"), ValueType.INTEGER)))
        .isEqualTo(10);
    assertThat(LIMITED.value(Draft.database(), new Measure.Answers())).isTrue();
  }

  @Test
  void a_missing_relation_or_schema_is_named() {
    assertThat(SUPERUSER.trouble(Draft.on("ordrs"), new Measure.Rows()))
        .isEqualTo(new Unmeasurable(Reason.MISSING, "relation \"public.ordrs\" does not exist"));
    assertThat(SUPERUSER.trouble(Draft.on("nowhere", "t"), new Measure.Rows()).reason())
        .isEqualTo(Reason.MISSING);
    Filter.Window window = new Filter.Window(new Column.Name("att"), Duration.ofHours(1));
    assertThat(SUPERUSER.trouble(Draft.on("open_one").window(window), new Measure.Rows()).reason())
        .isEqualTo(Reason.MISSING);
  }

  @Test
  void explaining_reads_no_row_and_finds_what_measuring_would() {
    Check good = Draft.on("open_one").where("1 / (id - id) = 1").asking("good", new Measure.Rows());
    Check bad = Draft.on("open_one").asking("bad", new Measure.Nulls(new Column.Name("nope")));
    Check query =
        Draft.database().asking("query", new Measure.Query("SELECT count(*) FROM open_one;"));
    var explained = SUPERUSER.runner.explain(SUPERUSER.database, List.of(good, bad, query));
    assertThat(explained.get(good.id())).isInstanceOf(Explanation.Planned.class);
    assertThat(explained.get(query.id())).isInstanceOf(Explanation.Planned.class);
    assertThat(explained.get(bad.id()))
        .isInstanceOfSatisfying(
            Explanation.Refused.class,
            refused -> assertThat(refused.why().reason()).isEqualTo(Reason.MISSING));
  }
}
